import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter(f => /\.test\.tsx?$/.test(f))
  .filter(f => f !== 'properties.test.ts')
const read = (file: string) => readFileSync(join(ROOT, 'test', file), 'utf8')
const times = (text: string, what: RegExp) => text.match(what)?.length ?? 0

it('every property says how often it is tried through helpers/runs.ts, so that FC_RUNS and FC_SEED reach it', () => {
  const wrong = files.filter(file => {
    const text = read(file)
    return times(text, /fc\.assert\(/g) !== times(text, /\bruns\(/g)
  })
  expect(wrong).toEqual([])
})

it('no limit of time is held against the clock on the wall: helpers/cpu-time.ts', () => {
  const wrong = files.filter(file => /expect\(\s*performance\.now\(\)/.test(read(file)))
  expect(wrong).toEqual([])
})
