import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Period, periodNamed, shiftPeriod } from '../../../src/domain/base/period.ts'
import type { BreakdownRow, Digest } from '../../../src/domain/numbers/digest-schema.ts'
import { SMALLEST_SHOWN } from '../../../src/domain/numbers/suppress.ts'
import { KINDS } from '../../../src/domain/office/kinds.ts'
import { addDigest } from '../../../src/store/numbers/digests.ts'
import type { PublicRates, PublicRow } from '../../../src/usecases/numbers/public-rates.ts'
import { clockAt } from '../../helpers/context.ts'
import { digestFor } from '../../helpers/digest-for.ts'
import { Observer } from '../../helpers/observer.ts'
import { type TestSite, testSite } from '../../helpers/site.ts'

/** Somebody downloads what is published of 70 weeks, with their months and quarters, and adds and subtracts. */

let site: TestSite
const WEEKS: Period[] = Array.from({ length: 70 }, (_, i) => shiftPeriod(periodNamed('2025-W30')!, i))
/** As the office knows it: the true table of each week. */
const truth = new Map<string, Digest>()

/** The same numbers in every run. */
let state = 20261128
const upTo = (n: number) => {
  state = (state * 1103515245 + 12345) % 2147483648
  return Math.floor((state / 2147483648) * (n + 1))
}
const USUAL: Record<string, number> = { complaint: 24, help: 7, inquiry: 9, report: 1, disclosure: 2 }
const HELD: Record<string, number> = { construction: 18, safety: 4, 'civil-affairs': 9 }

function tableOf(usual: Record<string, number>): BreakdownRow[] {
  return Object.entries(usual).flatMap(([id, n]) => {
    const received = upTo(2 * n)
    const cohort = upTo(2 * n)
    const answered = upTo(cohort)
    const row = { id, received, concluded: 0, carriedOut: 0, overdue: 0, cohort, answered }
    return received + cohort === 0
      ? []
      : [{ ...row, answeredOnTime: answered, replyRate: null, onTimeRate: null }]
  })
}

function digestOf(period: Period): Digest {
  const byKind = tableOf(USUAL)
  // The same cases by department: what is left over is with nobody.
  const byDepartment = tableOf(HELD)
  const total = (rows: BreakdownRow[], of: 'received' | 'cohort') => rows.reduce((n, row) => n + row[of], 0)
  const most = (of: 'received' | 'cohort') => Math.max(total(byKind, of), total(byDepartment, of))
  const [received, cohort] = [most('received'), most('cohort')]
  const rest = (rows: BreakdownRow[], id: string | null) => {
    const row = { id, concluded: 0, carriedOut: 0, overdue: 0, answered: 0, answeredOnTime: 0 }
    rows.push({
      ...row,
      received: received - total(rows, 'received'),
      cohort: cohort - total(rows, 'cohort'),
      replyRate: null,
      onTimeRate: null,
    })
  }
  rest(byKind, 'suggestion')
  rest(byDepartment, null)
  return { ...digestFor([], period, new Date('2027-06-01')), byKind, byDepartment, received, cohort }
}

beforeAll(async () => {
  site = await testSite({ clock: clockAt('2026-12-01T10:00+08:00') })
  await site.ctx.db.inTransaction(async tx => {
    for (const week of WEEKS) {
      const digest = digestOf(week)
      truth.set(week.id, digest)
      await addDigest(tx, week.id, JSON.stringify(digest), site.ctx.now())
    }
    for (const name of [
      '2025-08',
      '2025-12',
      '2026-01',
      '2026-03',
      '2026-06',
      '2025-Q4',
      '2026-Q1',
      '2026-Q3',
    ])
      await addDigest(tx, name, JSON.stringify(digestOf(periodNamed(name)!)), site.ctx.now())
    // A correction of one case, found later.
    const last = WEEKS.at(-3)!
    const [first, ...others] = truth.get(last.id)!.byKind
    const corrected = {
      ...truth.get(last.id)!,
      byKind: [{ ...first!, cohort: first!.cohort + 1 }, ...others],
    }
    await addDigest(tx, last.id, JSON.stringify(corrected), site.ctx.now(), '补记 1 件。')
  })
})
afterAll(() => site.close())

const ratesOf = async (name: string) => {
  const response = await fetch(`${site.url}/public/rates/${name}.json`)
  expect(response.status).toBe(200)
  return (await response.json()) as PublicRates
}
type Measure = 'received' | 'cohort'
const cell = (by: string, id: string | null, week: string) => `${by}:${id}:${week}`
const idsOf = (by: 'byKind' | 'byDepartment') =>
  by === 'byKind' ? [...KINDS] : ['construction', 'safety', 'civil-affairs', null]

it.each(['received', 'cohort'] as const)(
  'no small group comes back from all tables together: %s',
  async measure => {
    const observer = new Observer()
    const shown = { week: 0, seasons: 0 }
    const read = (by: string, rows: readonly PublicRow[], weeks: readonly Period[]) => {
      for (const row of rows) {
        if (row.suppressed) continue
        expect(row.onTimeRate).toBe(row.cohort === 0 ? null : row.answeredOnTime! / row.cohort!)
        observer.reads(
          weeks.map(w => cell(by, row.id, w.id)),
          row[measure]!,
        )
        shown[weeks.length > 1 ? 'seasons' : 'week']++
      }
    }
    for (const week of WEEKS) {
      const rates = await ratesOf(week.id)
      const { groups } = rates.trailingYear
      const of = WEEKS.filter(w => groups && w.from >= groups.from && w.to <= groups.to)
      for (const by of ['byKind', 'byDepartment'] as const) {
        // The total is public, and what is not in a table that is shown is 0.
        const total = truth.get(week.id)![measure]
        observer.reads(
          idsOf(by).map(id => cell(by, id, week.id)),
          total,
        )
        read(by, rates[by], [week])
        if (rates[by].length > 0) {
          const there = new Set(rates[by].map(row => row.id))
          for (const id of idsOf(by)) if (!there.has(id)) observer.reads([cell(by, id, week.id)], 0)
        }
        read(by, rates.trailingYear[by], of)
      }
    }
    expect(shown.week).toBeGreaterThan(30)
    expect(shown.seasons).toBeGreaterThan(50)
    const found: string[] = []
    for (const by of ['byKind', 'byDepartment'] as const) {
      for (const id of idsOf(by)) {
        for (const { id: week } of WEEKS) {
          const is = observer.infers([cell(by, id, week)])
          if (is === undefined) continue
          const row = truth.get(week)![by].find(r => r.id === id)
          expect(is, `${by} ${id} ${week}`).toBe(row?.[measure as Measure] ?? 0)
          if (is > 0 && is < SMALLEST_SHOWN) found.push(`${by} ${id} ${week}: ${is}`)
        }
      }
    }
    expect(found).toEqual([])
  },
)

it('months and quarters, which share days with weeks, have no tables of their own', async () => {
  for (const name of ['2026-06', '2026-Q3']) {
    const rates = await ratesOf(name)
    expect([rates.byKind, rates.byDepartment]).toEqual([[], []])
    const page = await (await fetch(`${site.url}/public/rates/${name}`)).text()
    expect(page).not.toContain('aria-label="按类型"')
    expect(page).toContain('每满 13 周公布一次')
  }
})

it('a correction changes the totals, not a table that is published', async () => {
  // The last week but those of the correction above whose table shows something.
  let week = ''
  let before: PublicRates | undefined
  for (const { id: name } of WEEKS.slice(0, -3).reverse()) {
    week = name
    before = await ratesOf(name)
    if (before.byKind.some(row => !row.suppressed)) break
  }
  const shown = before!.byKind.filter(row => !row.suppressed)
  expect(shown.length).toBeGreaterThan(0)
  const digest = truth.get(week)!
  const byKind = digest.byKind.map(row => ({ ...row, cohort: row.cohort + 3 }))
  const corrected = { ...digest, byKind, cohort: digest.cohort + 3 * byKind.length }
  await site.ctx.db.inTransaction(tx =>
    addDigest(tx, week, JSON.stringify(corrected), site.ctx.now(), '补记 3 件。'),
  )
  const after = await ratesOf(week)
  expect([before!.version, after.version]).toEqual([1, 2])
  expect(after.correction).toBe('补记 3 件。')
  expect(after.figures).not.toEqual(before!.figures)
  expect(after.byKind).toEqual(before!.byKind)
})

it('before the first thirteen weeks are over the page says when groups come', async () => {
  const rates = await ratesOf('2025-W33')
  expect(rates.trailingYear).toMatchObject({ groups: null, byKind: [], byDepartment: [] })
  expect(await (await fetch(`${site.url}/public/rates/2025-W33`)).text()).toContain('第一次还没有到')
  // A young office: from its first week on.
  expect((await ratesOf('2025-W40')).trailingYear.groups).toEqual({ from: WEEKS[0]!.from, to: '2025-09-28' })
})
