import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseOffice } from '../../../src/domain/office/office-file.ts'
import { RETENTION_GROUPS, retentionCutoff } from '../../../src/domain/office/retention.ts'
import { ROOT } from '../../../src/root.ts'

const sample = readFileSync(join(ROOT, 'flows/office.yaml'), 'utf8')
const table = sample.slice(sample.indexOf('retention:'), sample.indexOf('audit: { years: 3 }'))
const withTable = (text: string) => sample.replace(`${table}audit: { years: 3 }`, text)
const problemsOf = (text: string) => parseOffice(text, 'office.yaml').problems
const lineOf = (text: string, part: string) =>
  text.split('\n').findIndex(line => line.trim().startsWith(part)) + 1

describe('the table of retention in office.yaml', () => {
  it('has a default for every kind and for conversations, which the sample writes out', () => {
    const silent = parseOffice(withTable(''), 'office.yaml').office!.retention
    expect(Object.keys(silent).sort()).toEqual([...RETENTION_GROUPS].sort())
    expect(silent).toEqual(parseOffice(sample, 'office.yaml').office!.retention)
    expect(silent).toMatchObject({
      complaint: { years: 3 },
      report: { years: 5 },
      disclosure: { years: 10 },
      conversations: { years: 1 },
      audit: { years: 3 },
    })
  })

  it('takes a part of it and leaves the defaults for the rest', () => {
    const { office } = parseOffice(withTable('retention:\n  report: { months: 84 }'), 'office.yaml')
    expect(office!.retention).toMatchObject({ report: { months: 84 }, complaint: { years: 3 } })
  })

  it('refuses what it cannot mean, at its line', () => {
    for (const wrong of [
      '3',
      '{}',
      '{ weeks: 3 }',
      '{ years: 0 }',
      '{ years: 3.5 }',
      '{ years: -1 }',
      '{ years: 99 }',
      'never',
      '{ years: 1, months: 2 }',
      '~',
    ]) {
      const text = withTable(`retention:\n  inquiry: { years: 3 }\n  complaint: ${wrong}`)
      const problems = problemsOf(text)
      expect(problems.length, wrong).toBeGreaterThan(0)
      expect(problems[0], wrong).toMatchObject({
        line: lineOf(text, `complaint: ${wrong}`),
        severity: 'error',
      })
      expect(problems[0]!.message).toMatch(/[一-龥]/)
    }
    const unknown = withTable('retention:\n  complaints: { years: 3 }')
    expect(problemsOf(unknown)[0]!.message).toContain('complaints')
  })

  it('refuses what is shorter than somebody may still need it, with the other mistakes of the file', () => {
    const text = withTable(
      'retention:\n  help: { months: 5 }\n  report: { days: 179 }\n  conversations: { days: 29 }',
    ).replace('department: environment, words: [垃圾', 'department: nobody, words: [垃圾')
    const problems = problemsOf(text)
    expect(problems).toHaveLength(4)
    for (const [row, days] of [
      ['help: { months', 180],
      ['report: { days', 180],
      ['conversations: { days', 30],
    ] as const)
      expect(problems).toContainEqual(
        expect.objectContaining({ line: lineOf(text, row), message: `保存期限太短：至少 ${days} 天` }),
      )
    expect(
      problemsOf(
        withTable(
          'retention:\n  help: { months: 6 }\n  report: { days: 180 }\n  conversations: { days: 30 }',
        ),
      ),
    ).toEqual([])
  })
})

it('counts years and months by the calendar', () => {
  const now = new Date('2028-02-29T10:00:00Z')
  expect(retentionCutoff({ years: 3 }, now).toISOString()).toBe('2025-03-01T10:00:00.000Z')
  expect(retentionCutoff({ months: 6 }, now).toISOString()).toBe('2027-08-29T10:00:00.000Z')
  expect(retentionCutoff({ days: 30 }, now).toISOString()).toBe('2028-01-30T10:00:00.000Z')
})
