import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { periodNamed } from '../../../src/domain/base/period.ts'
import { spanOf } from '../../../src/domain/numbers/digest.ts'
import type { CaseFacts } from '../../../src/domain/numbers/facts.ts'
import { type Tally, tallyOf } from '../../../src/domain/numbers/tally.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { ROOT } from '../../../src/root.ts'
import { adapterFactory, providerOf } from '../../../src/store/base/database.ts'
import { countChanges } from '../../../src/store/numbers/counts.ts'
import { sumCounts } from '../../../src/store/numbers/day-counts.ts'
import { makeSample } from '../../../src/tools/sample/mod.ts'
import { computeDigest } from '../../../src/usecases/numbers/compute-digest.ts'
import {
  casesBehind,
  dashboard,
  MEASURE_NAMES,
  type MeasureName,
} from '../../../src/usecases/numbers/dashboard.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { allFacts, forgetCounts } from '../../helpers/counts.ts'
import { digestFor } from '../../helpers/digest-for.ts'

let ctx: TestContext
let facts: CaseFacts[]

// Five weeks lived through the real moves, some days before the end of the last.
beforeAll(async () => {
  ctx = await testContext()
  const until = new Date('2026-11-19T15:30+08:00')
  await makeSample(ctx, {
    until,
    setClock: ctx.clock.set,
    password: () => 'a-password-for-tests',
    weeks: 5,
    casesPerWeek: 14,
  })
  facts = await allFacts(ctx.db.read)
})
afterAll(() => ctx.close())

it.each([
  '2026-W43',
  '2026-W44',
  '2026-W45',
  '2026-W46',
  '2026-W47',
  '2026-10',
  '2026-11',
  '2026-Q4',
  '2026',
])('the counts give the digest of %s that all events give, to the last bit', async name => {
  const period = periodNamed(name)!
  const counted = await computeDigest(ctx, period)
  expect(counted.balanced).toBe(true)
  expect(counted.numbers.issued).toBeGreaterThan(0)
  expect(counted).toEqual(digestFor(facts, period, ctx.now()))
})

/** The ledger that a stored report names is no count. */
const withoutLedger = (data: string) => JSON.stringify({ ...JSON.parse(data), ledger: null })

it('every digest stored while five weeks were lived is, from all events since, the same bit for bit', async () => {
  const stored = await ctx.db.read.digest.findMany({ where: { scope: 'office' }, orderBy: { id: 'asc' } })
  expect(stored.map(s => s.period)).toEqual(
    expect.arrayContaining(['2026-W43', '2026-W44', '2026-W45', '2026-W46', '2026-10']),
  )
  for (const { period, version, data } of stored) {
    expect([period, version]).toEqual([period, 1])
    expect(JSON.stringify(digestFor(facts, periodNamed(period)!, ctx.now()))).toBe(withoutLedger(data))
    expect(JSON.stringify(await computeDigest(ctx, periodNamed(period)!))).toBe(withoutLedger(data))
  }
})

it('every number ever issued is in one state (rule 1), as many as the counter of numbers says', async () => {
  const { numbers } = await computeDigest(ctx, periodNamed('2026')!)
  const counters = await ctx.db.read.counter.findMany({ where: { name: { startsWith: 'case:' } } })
  expect(numbers.issued).toBe(counters.reduce((sum, c) => sum + c.value, 0))
  const { owed, answered, declined, withdrawn, setAside } = numbers
  expect(numbers.issued).toBe(owed + answered + declined + withdrawn + setAside)
})

it('counted anew from the events, the table is what step by step made it', async () => {
  const read = async () => {
    const rows = await ctx.db.read.dayCount.findMany({
      orderBy: [{ dimension: 'asc' }, { x: 'asc' }, { key: 'asc' }, { y: 'asc' }],
    })
    // Steps leave rows that came to nothing.
    return rows.filter(({ dimension: _d, x: _x, key: _k, y: _y, version: _v, ...n }) =>
      Object.values(n).some(Boolean),
    )
  }
  await countChanges(ctx.db)
  const before = await read()
  expect(before.length).toBeGreaterThan(500)
  await ctx.db.inTransaction(tx => forgetCounts(tx))
  await countChanges(ctx.db)
  expect(await read()).toEqual(before)
})

it('an upgrade counts anew where a third party was ever asked', async () => {
  const provider = providerOf(ctx.config.databaseUrl)
  const file = join(ROOT, 'prisma/before-release', provider, '0009_count_anew/migration.sql')
  const upgrade = async () => {
    const adapter = await (await adapterFactory(ctx.config.databaseUrl)).connect()
    await adapter.executeScript(readFileSync(file, 'utf8')).finally(() => adapter.dispose())
    return [await ctx.db.read.countDue.count(), await ctx.db.read.dayCount.count()]
  }
  await countChanges(ctx.db)
  const cases = await ctx.db.read.case.count()
  const asked = await ctx.db.read.caseEvent.count({ where: { type: 'third_party_asked' } })
  expect(asked).toBe(0)
  expect(await upgrade()).toEqual([0, expect.any(Number)])
  const last = await ctx.db.read.caseEvent.findFirstOrThrow({
    where: { caseId: 1 },
    orderBy: { seq: 'desc' },
  })
  const { id: _, ...event } = { ...last, seq: last.seq + 1, type: 'third_party_asked', data: '{}' }
  await ctx.db.inTransaction(tx => tx.caseEvent.create({ data: event }))
  expect(await upgrade()).toEqual([cases, 0])
  await countChanges(ctx.db)
  await ctx.db.inTransaction(tx => tx.caseEvent.deleteMany({ where: { type: 'third_party_asked' } }))
})

it('a long span is summed in parts, to the same numbers as in one statement', async () => {
  await countChanges(ctx.db)
  const known = 9_999_998
  const whole = async (from: number, to: number) => {
    const rows = await ctx.db.read.dayCount.groupBy({
      by: ['key'],
      where: { dimension: 'area', x: { gte: from, lte: to }, y: { lte: known } },
      _sum: { received: true, answeredOnTime: true },
    })
    return rows
      .map(r => [r.key, r._sum.received ?? 0, r._sum.answeredOnTime ?? 0])
      .filter(([, a, b]) => a || b)
      .sort()
  }
  const { x: first } = await ctx.db.read.dayCount.findFirstOrThrow({
    where: { dimension: 'area' },
    orderBy: { x: 'asc' },
  })
  for (const [from, to] of [
    [0, first + 400],
    [first, first + 119],
    [first, first + 120],
    [first + 7, first + 247],
    [first - 1, first + 239],
    [first - 500, first - 1],
  ] as const) {
    const sums = await sumCounts(ctx.db.read, 'area', { from, to, known }, ['received', 'answeredOnTime'])
    const parts = [...sums].map(([key, n]) => [key, n.received ?? 0, n.answeredOnTime ?? 0]).sort()
    expect([from, to, parts]).toEqual([from, to, await whole(from, to)])
  }
})

const OF: Record<MeasureName, (t: Tally) => number> = {
  received: t => t.received,
  concluded: t => t.concluded,
  cohort: t => t.cohort,
  onTime: t => t.answeredOnTime,
  late: t => t.cohort - t.answeredOnTime,
  unanswered: t => t.cohort - t.answered,
  declined: t => t.declined,
  merged: t => t.merged,
  carriedOut: t => t.carriedOut,
  overdue: t => t.overdue,
}

it.each(MEASURE_NAMES)(
  'the number %s of the dashboard leads to as many cases, page by page',
  async measure => {
    const manager: Actor = { kind: 'officer', id: 1, role: 'manager' }
    for (const days of [
      { from: '2026-10-26', to: '2026-11-08' },
      { from: '2026-11-02', to: '2026-11-19' },
    ]) {
      const shown = await dashboard(ctx, { ...days, by: 'kind' }, manager)
      const numbers: string[] = []
      for (let after: string | null | undefined; after !== null; ) {
        const page = await casesBehind(ctx, { ...days, measure, ...(after && { after }) }, manager, 7)
        numbers.push(...page.items.map(i => i.number))
        after = page.next
      }
      expect(new Set(numbers).size).toBe(numbers.length)
      // A number received and taken up again in the same days is two in the count and one in the list.
      const twice = facts.filter(
        f => OF[measure](tallyOf(f, spanOf({ id: '', ...days }, ctx.now()))) > 1,
      ).length
      expect(numbers.length + twice).toBe(OF[measure](shown.total))
    }
  },
)
