import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'

const rows = [
  ...readFileSync(join(ROOT, 'docs/numbers-rules.md'), 'utf8').matchAll(
    /^\|.*\| `(test\/[^`]+)` · (.+) \|$/gm,
  ),
].map(([, file, name]) => ({ file: file!, name: name! }))

it('docs/numbers-rules.md names only tests that exist, and at least one for each of the eleven rules', () => {
  expect(rows.length).toBeGreaterThan(40)
  const missing = rows.filter(({ file, name }) => {
    const path = join(ROOT, file)
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(`'${name}'`)
  })
  expect(missing).toEqual([])
  const text = readFileSync(join(ROOT, 'docs/numbers-rules.md'), 'utf8')
  for (let rule = 1; rule <= 11; rule++) expect(text).toContain(`\n| ${rule}. `)
})
