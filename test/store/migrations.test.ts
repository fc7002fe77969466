import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../src/root.ts'

const read = (path: string) => readFileSync(join(ROOT, 'prisma', path), 'utf8')

it('every change of the models has its migration: `npm run migration -- NAME` was not forgotten', () => {
  expect(read('migrations/schema.prisma')).toBe(read('schema.prisma'))
})

it('both databases have the same migrations', () => {
  const names = (provider: string) => readdirSync(join(ROOT, 'prisma/migrations', provider)).sort()
  expect(names('postgresql')).toEqual(names('sqlite'))
})
