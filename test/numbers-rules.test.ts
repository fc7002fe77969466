import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'

const text = readFileSync(join(ROOT, 'docs/numbers-rules.md'), 'utf8')

/** Every row of its tables, whether it reads as it should or not. */
const rows = text
  .split('\n')
  .filter(line => line.startsWith('|') && !/^\|[-| ]+\|$/.test(line) && !/^\| [a-z]+ \| test \|$/.test(line))

/** The name of a test that would run: `it('…')`, `test.each(…)('…')`; not one that is skipped, and not a word in a comment. */
function testsIn(file: string): Set<string> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText(source)
      const [name] = node.arguments
      if (/^describe\.(?:skip|todo)/.test(called)) return
      if (/^(?:it|test)\b/.test(called) && !/\.(?:skip|todo|fails)/.test(called) && name)
        if (ts.isStringLiteralLike(name)) names.add(name.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

it('docs/numbers-rules.md names a test that runs in every row', () => {
  const found = new Map<string, Set<string>>()
  const wrong = rows.filter(row => {
    const [, file, name] = /^\| .+ \| `(test\/[^`]+)` · (.+) \|$/.exec(row) ?? []
    if (!file || !name || !existsSync(join(ROOT, file))) return true
    if (!found.has(file)) found.set(file, testsIn(join(ROOT, file)))
    return !found.get(file)!.has(name)
  })
  expect(wrong).toEqual([])
  expect(rows.length).toBeGreaterThan(40)
})

it('and has a row for each of the twelve rules', () => {
  const first = rows.flatMap(row => /^\| (\d+)\. /.exec(row)?.[1] ?? []).map(Number)
  expect([...new Set(first)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
})
