import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { between } from './docs.ts'

it('replaces what stands between two marks, and nothing else', () => {
  const before = 'a\n<!-- x -->\nold\n<!-- /x -->\nb\n'
  const after = between(before, 'x', 'new')
  expect(after).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb\n')
  expect(between(after, 'x', 'new')).toBe(after)
})

it('refuses a document without its marks', () => {
  expect(() => between('a', 'x', 'new')).toThrow('<!-- x -->')
  expect(() => between('<!-- /x --> <!-- x -->', 'x', 'new')).toThrow()
})

it('finds the marks of docs/performance.md', () => {
  const document = readFileSync(join(ROOT, 'docs/performance.md'), 'utf8')
  for (const name of ['table', 'profile']) expect(() => between(document, name, '')).not.toThrow()
})
