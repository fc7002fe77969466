import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween } from '../../../src/domain/base/civil-date.ts'
import {
  type Catalogue,
  type Column,
  columnStates,
  dueOf,
  sayEvery,
} from '../../../src/domain/publish/catalogue.ts'
import { parseCatalogue } from '../../../src/domain/publish/catalogue-file.ts'
import { runs } from '../../helpers/runs.ts'

const OFFICE = {
  departments: [{ id: 'party-office', name: '党政办' }],
  areas: [
    { id: 'dongshan', name: '东山村', aliases: [] },
    { id: 'xihe', name: '西河村', aliases: [] },
  ],
}
const column = (more: Partial<Column> = {}): Column => ({
  id: 'news',
  name: '工作动态',
  basis: '条例',
  of: 'office',
  department: 'party-office',
  every: { days: 14 },
  after: 'stays',
  ...more,
})

describe('the catalogue', () => {
  it('names every mistake with its line', () => {
    const text = `columns:
  - { id: a, name: 甲, basis: 条例, department: party-office, every: change }
  - { id: a, name: 乙, basis: 条例, department: nowhere, every: change }
`
    const { catalogue, problems } = parseCatalogue(text, 'catalogue.yaml', OFFICE)
    expect(catalogue).toBeUndefined()
    expect(problems.map(p => [p.line, p.message])).toEqual([
      [3, '编号 a 用了两次'],
      [3, '没有编号为 nowhere 的承办单位'],
    ])
  })

  it('refuses a village whose id is an address of the site', () => {
    const { problems } = parseCatalogue('columns: []', 'catalogue.yaml', {
      ...OFFICE,
      areas: [{ id: 'search', name: '查找村', aliases: [] }],
    })
    expect(problems[0]?.message).toContain('查找村')
  })

  it('says how often in plain words', () => {
    expect([
      sayEvery('change'),
      sayEvery({ days: 14 }),
      sayEvery({ months: 3 }),
      sayEvery({ months: 5 }),
    ]).toEqual(['有变动就更新', '每 14 天更新', '每季度更新', '每 5 个月更新'])
  })
})

describe('the clock of a column', () => {
  it('runs from its last update, else from the day the catalogue names, else not at all', () => {
    expect(dueOf(column(), '2026-11-01', '2026-01-01')).toBe('2026-11-15')
    expect(dueOf(column(), null, '2026-01-01')).toBe('2026-01-15')
    expect(dueOf(column(), null, undefined)).toBeNull()
    expect(dueOf(column({ every: 'change' }), '2026-01-01', '2026-01-01')).toBeNull()
  })

  it('takes the last day of a shorter month', () => {
    expect(dueOf(column({ every: { months: 1 } }), '2026-01-31', undefined)).toBe('2026-02-28')
    expect(dueOf(column({ every: { months: 3 } }), '2026-11-30', undefined)).toBe('2027-02-28')
    expect(dueOf(column({ every: { months: 12 } }), '2028-02-29', undefined)).toBe('2029-02-28')
  })

  it('a month is 28 to 31 days, and later updates are due later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 24 }), (day, months) => {
        const from = addDays('2020-01-01', day)
        const due = dueOf(column({ every: { months } }), from, undefined)!
        const span = daysBetween(from, due)
        expect(span).toBeGreaterThanOrEqual(28 * months)
        expect(span).toBeLessThanOrEqual(31 * months)
        expect(dueOf(column({ every: { months } }), addDays(from, 1), undefined)! >= due).toBe(true)
      }),
      runs(),
    )
  })

  it('is late the day after it was due, for each village by itself', () => {
    const catalogue: Catalogue = { guide: '', columns: [column({ of: 'villages', every: { days: 10 } })] }
    const last = (_: string, areaId: string | null) => (areaId === 'xihe' ? '2026-11-10' : '2026-11-01')
    const at = (today: string) =>
      columnStates(catalogue, OFFICE.areas, last, today).map(s => [s.areaId, s.late])
    expect(at('2026-11-11')).toEqual([
      ['dongshan', false],
      ['xihe', false],
    ])
    expect(at('2026-11-12')).toEqual([
      ['dongshan', true],
      ['xihe', false],
    ])
  })
})
