import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../../src/config.ts'
import { ROOT } from '../../src/root.ts'

const DOCS = ['docs/operations.md', 'docs/operations.zh-CN.md']
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** The commands of src/cli/main.ts; of a group, its subcommands after it: `officer add`. */
const COMMANDS = (() => {
  const source = read('src/cli/main.ts')
  const groups = new Map([...source.matchAll(/const (\w+) = group\('([\w-]+)'/g)].map(m => [m[1]!, m[2]!]))
  return new Set(
    [...source.matchAll(/^(\w+)\s*\n\s*\.command\('([\w-]+)'\)/gm)].map(([, on, name]) =>
      on === 'program' ? name! : `${groups.get(on!)} ${name}`,
    ),
  )
})()

/** The commands that a text calls: in blocks, and in quotes of code. */
const calledIn = (text: string) =>
  [...text.matchAll(/```[^`]*```|`([^`\n]+)`/g)]
    .flatMap(([block, quote]) => quote ?? block.split('\n'))
    .flatMap(line => line.split('&&'))
    .map(line => line.trim().replace(/^(\$ )?(sudo -u huiyin )?/, ''))
    .flatMap(line => [...line.matchAll(/^huiyin ([a-z-]+)(?: ([a-z-]+))?/g)])
    .map(([, first, second]) => (COMMANDS.has(`${first} ${second}`) ? `${first} ${second}` : first!))

describe.each(DOCS)('%s', path => {
  const text = read(path)
  // In quotes of code, where commands stand.
  const code = [...text.matchAll(/```[^`]*```|`[^`]+`/g)].map(m => m[0]).join('\n')
  const called = calledIn(text)

  it('calls only commands that there are', () => {
    expect(called.length).toBeGreaterThan(10)
    expect(called.filter(name => !COMMANDS.has(name))).toEqual([])
  })

  it('names only settings that there are', () => {
    const of = [...code.matchAll(/\b((?:[A-Z]+_)+[A-Z]+)\b/g)].map(m => m[1]!)
    // Of compose.yaml, and the words of placeholders.
    const others = ['HUIYIN_DOMAIN', 'POSTGRES_PASSWORD']
    expect([...new Set(of)].filter(name => !(name in SETTINGS) && !others.includes(name))).toEqual([])
  })

  it('points to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(m => m[1]!)
    expect(links.length).toBeGreaterThan(4)
    for (const link of links)
      expect([link, existsSync(join(ROOT, dirname(path), link))]).toEqual([link, true])
    for (const [, file] of text.matchAll(/(docs\/deploy\/[\w.-]+)/g))
      expect([file, existsSync(join(ROOT, file!))]).toEqual([file, true])
  })

  it('says the same as its other language: as many chapters, tables and examples', () => {
    const shape = (of: string) => ({
      chapters: of.match(/^##+ /gm)!.map(head => head.length),
      rows: of.match(/^\|/gm)!.length,
      examples: of.match(/^```/gm)!.length,
    })
    expect(shape(text)).toEqual(shape(read(DOCS.find(other => other !== path)!)))
  })
})
