import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { retentionSchema } from '../../src/domain/office/retention.ts'
import { ROOT } from '../../src/root.ts'

/** docs/security.md says of every requirement where it is met: what it names must exist, and nothing may be missing. */

const doc = readFileSync(join(ROOT, 'docs/security.md'), 'utf8')

/** The requirements of OWASP ASVS 5.0 of levels 1 and 2, by section and level, in the chapters that apply. */
const REQUIREMENTS: Readonly<Record<string, { 1?: number[]; 2?: number[] }>> = {
  '1.1': { 2: [1, 2] },
  '1.2': { 1: [1, 2, 3, 4, 5], 2: [6, 7, 8, 9] },
  '1.3': { 1: [1, 2], 2: [3, 4, 5, 6, 7, 8, 9, 10, 11] },
  '1.4': { 2: [1, 2, 3] },
  '1.5': { 1: [1], 2: [2] },
  '2.1': { 1: [1], 2: [2, 3] },
  '2.2': { 1: [1, 2], 2: [3] },
  '2.3': { 1: [1], 2: [2, 3, 4] },
  '2.4': { 2: [1] },
  '3.2': { 1: [1, 2] },
  '3.3': { 1: [1], 2: [2, 3, 4] },
  '3.4': { 1: [1, 2], 2: [3, 4, 5, 6] },
  '3.5': { 1: [1, 2, 3], 2: [4, 5] },
  '3.7': { 2: [1, 2] },
  '4.1': { 1: [1], 2: [2, 3] },
  '4.2': { 2: [1] },
  '4.3': { 2: [1, 2] },
  '4.4': { 1: [1], 2: [2, 3, 4] },
  '5.1': { 2: [1] },
  '5.2': { 1: [1, 2], 2: [3] },
  '5.3': { 1: [1, 2] },
  '5.4': { 2: [1, 2, 3] },
  '6.1': { 1: [1], 2: [2, 3] },
  '6.2': { 1: [1, 2, 3, 4, 5, 6, 7, 8], 2: [9, 10, 11, 12] },
  '6.3': { 1: [1, 2], 2: [3, 4] },
  '6.4': { 1: [1, 2], 2: [3, 4] },
  '6.5': { 2: [1, 2, 3, 4, 5] },
  '6.6': { 2: [1, 2, 3] },
  '6.8': { 2: [1, 2, 3, 4] },
  '7.1': { 2: [1, 2, 3] },
  '7.2': { 1: [1, 2, 3, 4] },
  '7.3': { 2: [1, 2] },
  '7.4': { 1: [1, 2], 2: [3, 4, 5] },
  '7.5': { 2: [1, 2] },
  '7.6': { 2: [1, 2] },
  '8.1': { 1: [1], 2: [2] },
  '8.2': { 1: [1, 2], 2: [3] },
  '8.3': { 1: [1] },
  '8.4': { 2: [1] },
  '9.1': { 1: [1, 2, 3] },
  '9.2': { 1: [1], 2: [2, 3, 4] },
  '11.1': { 2: [1, 2] },
  '11.2': { 2: [1, 2, 3] },
  '11.3': { 1: [1, 2], 2: [3] },
  '11.4': { 1: [1], 2: [2, 3, 4] },
  '11.5': { 2: [1] },
  '11.6': { 2: [1] },
  '12.1': { 1: [1], 2: [2, 3] },
  '12.2': { 1: [1, 2] },
  '12.3': { 2: [1, 2, 3, 4] },
  '13.1': { 2: [1] },
  '13.2': { 2: [1, 2, 3, 4, 5] },
  '13.3': { 2: [1, 2] },
  '13.4': { 1: [1], 2: [2, 3, 4, 5] },
  '14.1': { 2: [1, 2] },
  '14.2': { 1: [1], 2: [2, 3, 4] },
  '14.3': { 1: [1], 2: [2, 3] },
  '15.1': { 1: [1], 2: [2, 3] },
  '15.2': { 1: [1], 2: [2, 3] },
  '15.3': { 1: [1], 2: [2, 3, 4, 5, 6, 7] },
  '16.1': { 2: [1] },
  '16.2': { 2: [1, 2, 3, 4, 5] },
  '16.3': { 2: [1, 2, 3, 4] },
  '16.4': { 2: [1, 2, 3] },
  '16.5': { 2: [1, 2, 3] },
}

interface Row {
  id: string
  level: number
  stands: string
  what: string
  where: string
}
const rows: Row[] = [...doc.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \| (\S+) \| (.*) \| (.*) \|$/gm)].map(
  ([, id, level, stands, what, where]) => ({
    id: id!,
    level: Number(level),
    stands: stands!,
    what: what!,
    where: where!,
  }),
)
/** Paths of the repository that a text names. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, path]) => path!)
    .filter(path => /^(src|test|docs|flows|prisma|\.ci)\/|^[\w.-]+\.(md|json|ts|example)$/.test(path))

describe('docs/security.md', () => {
  it('has every requirement of levels 1 and 2 once, in order', () => {
    const expected = Object.entries(REQUIREMENTS).flatMap(([section, levels]) =>
      ([1, 2] as const)
        .flatMap(level => (levels[level] ?? []).map(n => ({ n, level })))
        .sort((a, b) => a.n - b.n)
        .map(({ n, level }) => `${section}.${n} L${level}`),
    )
    expect(rows.map(row => `${row.id} L${row.level}`)).toEqual(expected)
    for (const chapter of ['V10', 'V17'])
      expect(doc).toMatch(new RegExp(`^\\| ${chapter} \\| .{20,} \\|$`, 'm'))
  })

  it('names only files that exist', () => {
    const paths = [...new Set(pathsIn(doc))]
    expect(paths.length).toBeGreaterThan(100)
    expect(paths.filter(path => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('names only tests that test something', () => {
    const tests = [...new Set(pathsIn(doc))].filter(path => path.startsWith('test/'))
    const empty = tests.filter(
      path => !/\b(it|test)(\.each\(|\()/.test(readFileSync(join(ROOT, path), 'utf8')),
    )
    expect(empty).toEqual([])
  })

  it('says where a requirement is met, and why one is not', () => {
    for (const { id, stands, what, where } of rows) {
      expect(['yes', 'part', 'no', '–'], id).toContain(stands)
      if (stands === 'yes' || stands === 'part') expect(pathsIn(where).length, id).toBeGreaterThan(0)
      else expect(what.length, id).toBeGreaterThan(6)
    }
  })

  it('counts right', () => {
    const of = (stands: string) => rows.filter(row => row.stands === stands).length
    expect(doc).toContain(
      `Of ${rows.length} requirements of levels 1 and 2 in the chapters that apply: ${of('yes')} yes, ${of('part')} part, ${of('no')} no, ${of('–')} do not apply`,
    )
  })

  it('gives the periods of retention that the code has', () => {
    const { inquiry, complaint, help, suggestion, report, disclosure, conversations, audit } =
      retentionSchema.parse({})
    expect(new Set([inquiry, complaint, help, suggestion].map(p => JSON.stringify(p))).size).toBe(1)
    const said = (row: RegExp) => /\| (\d+) years?/.exec(row.exec(doc)?.[0] ?? '')?.[1]
    const years = (period: object) => String((period as { years: number }).years)
    expect([
      said(/^\| inquiries,.*$/m),
      said(/^\| reports .*$/m),
      said(/^\| disclosure .*$/m),
      said(/^\| conversations .*$/m),
      said(/^\| audit log: network .*$/m),
    ]).toEqual([inquiry, report, disclosure, conversations, audit].map(years))
  })
})
