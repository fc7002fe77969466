import { afterAll, beforeAll, expect, it } from 'vitest'
import { digestFor } from '../../src/domain/digest.ts'
import { type CaseFacts, factsOf } from '../../src/domain/facts.ts'
import { periodNamed } from '../../src/domain/period.ts'
import { allRecords, countChanges, forgetCounts } from '../../src/store/counts.ts'
import { computeDigest } from '../../src/usecases/compute-digest.ts'
import { makeSample } from '../../src/usecases/sample/mod.ts'
import { type TestContext, testContext } from '../helpers/context.ts'

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
  facts = []
  for await (const part of allRecords(ctx.db.read)) facts.push(...part.map(record => factsOf(record)))
}, 60_000)
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

it('every number ever issued is in one state (rule 1), as many as the counter of numbers says', async () => {
  const { numbers } = await computeDigest(ctx, periodNamed('2026')!)
  const counters = await ctx.db.read.counter.findMany({ where: { name: { startsWith: 'case:' } } })
  expect(numbers.issued).toBe(counters.reduce((sum, c) => sum + c.value, 0))
  expect(numbers.issued).toBe(numbers.owed + numbers.answered + numbers.declined + numbers.withdrawn)
})

it('counted anew from the events, the table is what step by step made it', async () => {
  const read = async () => {
    const rows = await ctx.db.read.dayCount.findMany({
      orderBy: [{ dimension: 'asc' }, { x: 'asc' }, { key: 'asc' }, { y: 'asc' }],
    })
    // Steps leave rows that came to nothing.
    return rows.filter(({ dimension: _d, x: _x, key: _k, y: _y, ...n }) => Object.values(n).some(Boolean))
  }
  await countChanges(ctx.db)
  const before = await read()
  expect(before.length).toBeGreaterThan(500)
  await ctx.db.inTransaction(tx => forgetCounts(tx))
  await countChanges(ctx.db)
  expect(await read()).toEqual(before)
})
