import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commentFigures, totalFigures } from '../../../src/domain/publish/item-counts.ts'
import { normativeFigures } from '../../../src/domain/publish/normative.ts'
import {
  commentCounts,
  consultationFigures,
  forceChanges,
  itemCounts,
  lateColumns,
} from '../../../src/store/publish/item-counts.ts'
import { openedCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'
import { addItem } from '../../helpers/items.ts'

const YEAR = { begin: new Date('2026-01-01T00:00+08:00'), until: new Date('2027-01-01T00:00+08:00') }
let ctx: TestContext

beforeAll(async () => {
  ctx = await testContext()
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  await addItem(ctx, { column: 'budget', lives: [['published', '2026-03-02']] })
  await addItem(ctx, {
    column: 'budget',
    lives: [
      ['published', '2025-12-31'],
      ['republished', '2026-02-01'],
    ],
  })
  await addItem(ctx, {
    column: 'affairs',
    area: 'xihe',
    lives: [
      ['published', '2026-04-01'],
      ['expired', '2026-05-01'],
    ],
  })
  await addItem(ctx, {
    column: 'affairs',
    area: 'xihe',
    department: 'construction',
    lives: [['published', '2027-01-01']],
  })
  await addItem(ctx, {
    column: 'rules',
    lives: [
      ['published', '2026-04-01'],
      ['withdrawn', '2026-06-01'],
    ],
    article: 'published',
  })
  await addItem(ctx, { column: 'rules', lives: [['published', '2025-04-01']] })
  await addItem(ctx, { column: 'rules', lives: [['filed', '2026-04-01']] })
  await addItem(ctx, { column: 'rules', lives: [] })
  await addItem(ctx, { column: 'budget', lives: [['published', '2026-03-03']], article: 'failed' })
  const asked = await addItem(ctx, {
    column: 'affairs',
    area: 'dongshan',
    lives: [['published', '2026-07-01']],
    consultation: true,
    endsOn: '2026-07-31',
  })
  ctx.clock.set('2026-07-10T10:00+08:00')
  for (const [itemId, treatment] of [
    [asked, 'adopted'],
    [asked, null],
    [1, null],
  ] as const) {
    const number = await openedCase(ctx, { kind: 'suggestion', text: '建议' }, dispatcher)
    await ctx.db.inTransaction(async tx => {
      const { id } = await tx.case.findUniqueOrThrow({ where: { number }, select: { id: true } })
      await tx.itemComment.create({
        data: { itemId, caseId: id, version: 1, createdAt: ctx.now(), treatment },
      })
    })
  }
  await ctx.db.inTransaction(tx =>
    tx.columnReminder.createMany({
      data: ['2026-02-01', '2026-03-01', '2025-03-01'].map(dueOn => ({
        columnId: 'budget',
        areaId: '',
        dueOn,
        at: new Date(`${dueOn}T09:00+08:00`),
      })),
    }),
  )
})
afterAll(() => ctx.close())

describe('counts of items in a year', () => {
  it('count what was published, updated, taken down and sent as an article, each at its place', async () => {
    const counts = await itemCounts(ctx.db.read, YEAR, {})
    expect(totalFigures(counts)).toEqual({ published: 5, updated: 1, withdrawn: 2, wechat: 1 })
    const at = (columnId: string, areaId: string | null) =>
      totalFigures(counts.filter(c => c.columnId === columnId && c.areaId === areaId))
    expect(at('budget', null)).toEqual({ published: 2, updated: 1, withdrawn: 0, wechat: 0 })
    expect(at('affairs', 'xihe')).toEqual({ published: 1, updated: 0, withdrawn: 1, wechat: 0 })
  })

  it('keep to a village or a department', async () => {
    expect(totalFigures(await itemCounts(ctx.db.read, YEAR, { areaId: 'xihe' })).published).toBe(1)
    expect(
      totalFigures(await itemCounts(ctx.db.read, YEAR, { departmentId: 'construction' })).published,
    ).toBe(0)
    const next = { begin: YEAR.until, until: new Date('2028-01-01T00:00+08:00') }
    expect(
      totalFigures(await itemCounts(ctx.db.read, next, { departmentId: 'construction' })).published,
    ).toBe(1)
  })

  it('count comments by their case and opinions by what was done with them', async () => {
    const { comments, opinions } = commentFigures(await commentCounts(ctx.db.read, YEAR, {}))
    expect(comments).toMatchObject({ total: 1, open: 1 })
    expect(opinions).toMatchObject({ total: 2, adopted: 1, untreated: 1 })
    const ofVillage = commentFigures(await commentCounts(ctx.db.read, YEAR, { areaId: 'dongshan' }))
    expect([ofVillage.comments.total, ofVillage.opinions.total]).toEqual([0, 2])
  })

  it('count consultations, and those over without a result', async () => {
    const of = (today: string) => consultationFigures(ctx.db.read, YEAR, {}, today)
    expect(await of('2026-07-31')).toEqual({ opened: 1, concluded: 0, silent: 0 })
    expect(await of('2026-08-01')).toEqual({ opened: 1, concluded: 0, silent: 1 })
  })

  it('tell what documents were in force from what happened to them', async () => {
    const changes = await forceChanges(ctx.db.read, ['rules'], YEAR.until)
    expect(normativeFigures(changes.values(), YEAR.begin.getTime(), YEAR.until.getTime())).toEqual({
      before: 1,
      issued: 1,
      repealed: 1,
      inForce: 1,
    })
    expect(await forceChanges(ctx.db.read, [], YEAR.until)).toEqual(new Map())
  })

  it('count how often each column was late', async () => {
    expect(await lateColumns(ctx.db.read, YEAR)).toEqual([{ columnId: 'budget', areaId: '', n: 2 }])
  })
})
