import { afterAll, beforeAll, expect, it } from 'vitest'
import { addDigest, latestDigest } from '../../../src/store/numbers/digests.ts'
import { makeSample } from '../../../src/tools/sample/mod.ts'
import type { Context } from '../../../src/usecases/base/context.ts'
import { assessment, deductionTable } from '../../../src/usecases/numbers/assessment.ts'
import { fillAssessments } from '../../../src/usecases/numbers/fill-assessments.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
const system = { kind: 'system' } as const

beforeAll(async () => {
  ctx = await testContext()
  await makeSample(ctx, {
    until: new Date('2026-11-19T15:30+08:00'),
    setClock: ctx.clock.set,
    password: () => 'a-password-for-tests',
    weeks: 5,
    casesPerWeek: 14,
  })
}, 60_000)
afterAll(() => ctx.close())

const kept = (period: string) => latestDigest(ctx.db.read, period, '$assessment')

it('keeps what was found in a period that is over, and not of one that runs', async () => {
  expect(await kept('2026-W46')).toBeNull()
  const first = await assessment(ctx, '2026-W46', system)
  expect(await kept('2026-W46')).toMatchObject({ version: 1, reason: null })
  expect(await assessment(ctx, '2026-W46', system)).toEqual(first)
  await assessment(ctx, '2026-W47', system)
  expect(await kept('2026-W47')).toBeNull()
  expect(first.scores.some(s => s.indicators.some(i => i.base > 0))).toBe(true)
})

it('finds anew when the rules change or the digest is made or corrected, as a version with its reason', async () => {
  const { office } = ctx.content()
  const strict = office.assessment.map(i => (i.measure === 'first-reply' ? { ...i, target: 0.01 } : i))
  const after: Context = {
    ...ctx,
    content: () => ({ ...ctx.content(), office: { ...office, assessment: strict } }),
  }
  await assessment(ctx, '2026-W45', system)
  await assessment(after, '2026-W45', system)
  expect(await kept('2026-W45')).toMatchObject({ version: 2, reason: expect.stringContaining('规则') })
  const { data } = (await latestDigest(ctx.db.read, '2026-W45'))!
  await ctx.db.inTransaction(tx => addDigest(tx, '2026-W45', data, ctx.now(), '更正'))
  await assessment(after, '2026-W45', system)
  expect((await kept('2026-W45'))?.version).toBe(3)
})

it('a year adds its months up, case by case', async () => {
  const year = await assessment(ctx, '2026', system)
  const months = [await assessment(ctx, '2026-10', system), await assessment(ctx, '2026-11', system)]
  for (const score of year.scores) {
    for (const [i, item] of score.indicators.entries()) {
      const parts = months.map(m => m.scores.find(s => s.departmentId === score.departmentId)?.indicators[i])
      expect(item.base).toBe(parts.reduce((sum, p) => sum + (p?.base ?? 0), 0))
      expect(item.faults).toEqual(parts.flatMap(p => p?.faults ?? []).sort())
    }
  }
  const rows = [...deductionTable(ctx, year.scores).rows()]
  expect(rows.length).toBe(year.scores.flatMap(s => s.indicators.flatMap(i => i.faults)).length)
  expect(rows.length).toBeGreaterThan(0)
})

it('says how far it has come', async () => {
  const seen: number[] = []
  await assessment(ctx, '2026-11', system, ({ done, total }) => seen.push(done / total))
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.every((x, i) => x >= 0 && x <= 1 && (i === 0 || x >= seen[i - 1]!))).toBe(true)
})

it('finds the weeks and months before anybody asks: each once, and on from where a stop left it', async () => {
  await ctx.db.inTransaction(tx => tx.digest.deleteMany({ where: { scope: '$assessment' } }))
  const stopped = new AbortController()
  stopped.abort()
  expect(await fillAssessments(ctx, stopped.signal)).toEqual([])
  const stop = new AbortController()
  const stopping: Context = {
    ...ctx,
    content: () => {
      // The first period is being read: its content is asked for.
      queueMicrotask(() => stop.abort())
      return ctx.content()
    },
  }
  await fillAssessments(stopping, stop.signal)
  expect(await ctx.db.read.digest.count({ where: { scope: '$assessment' } })).toBeLessThan(2)
  const filled = await fillAssessments(ctx)
  expect(filled).toContain('2026-10')
  expect(filled).toContain('2026-W46')
  expect(filled).not.toContain('2026-11')
  const { data } = (await kept('2026-10'))!
  await ctx.db.inTransaction(tx =>
    tx.digest.deleteMany({ where: { scope: '$assessment', period: '2026-10' } }),
  )
  await assessment(ctx, '2026-10', system)
  expect((await kept('2026-10'))?.data).toBe(data)
  expect(await fillAssessments(ctx)).toEqual([])
})
