import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { periodNamed } from '../../../../src/domain/base/period.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { lockCase } from '../../../../src/store/cases/cases.ts'
import { moveCase, moveCaseIn } from '../../../../src/usecases/cases/moving/move-case.ts'
import { openOwnCase, ownCase } from '../../../../src/usecases/cases/own/own-case.ts'
import { board } from '../../../../src/usecases/cases/shown/board.ts'
import { countViews, listCases } from '../../../../src/usecases/cases/shown/list-cases.ts'
import { viewCase } from '../../../../src/usecases/cases/shown/view-case.ts'
import { sendDailyLists } from '../../../../src/usecases/notify/daily-list.ts'
import { computeDigest } from '../../../../src/usecases/numbers/compute-digest.ts'
import { casesTable } from '../../../../src/usecases/numbers/export-cases.ts'
import { assignCase, openedCase } from '../../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext } from '../../../helpers/context.ts'

/** A clock that stopped in time is not overdue, whoever asks: every place says what the digest says. */

type Officer = Actor & { id: number }
let ctx: TestContext
let telegram: MemoryChannel
let dispatcher: Officer
let clerk: Officer
let manager: Officer

beforeEach(async () => {
  telegram = new MemoryChannel('telegram')
  ctx = await testContext({ channels: [telegram] })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = await officer(ctx, 'clerk', '张经办', 'construction')
  manager = await officer(ctx, 'manager', '陈镇长')
})
afterEach(() => ctx.close())

/** A case of 16 November, with its clerk. */
async function assigned(kind: 'disclosure' | 'inquiry' = 'disclosure') {
  const number = await openedCase(ctx, { kind, text: '申请公开低保名单' }, dispatcher)
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: 'clerk-张经办' })
  return number
}

/** What each place says of the one case there is. */
async function said(number: string) {
  const one = await listCases(ctx, { q: number }, manager)
  const key = await openOwnCase(ctx, number, ctx.secrets.trackingCode(number))
  const views = await countViews(ctx, manager)
  const shown = await board(ctx, manager)
  const rows: unknown[][] = []
  for await (const row of casesTable(ctx, {}, manager).rows()) rows.push([...row])
  const late = casesTable(ctx, {}, manager).columns.findIndex(c => Object.values(c).includes('超期'))
  const period = periodNamed(ctx.now().toISOString().slice(0, 4))!
  const digest = await computeDigest(ctx, period)
  return {
    queue: one.items.map(i => i.overdue),
    views: [views.overdue, views.soon],
    filter: [
      (await listCases(ctx, { overdue: true }, manager)).items.length,
      (await listCases(ctx, { overdue: false }, manager)).items.length,
    ],
    board: [shown.rows.map(r => [r.open, r.dueToday, r.overdue]), shown.late.length],
    page: (await viewCase(ctx, number, manager)).overdue,
    resident: (await ownCase(ctx, key)).overdue,
    file: rows.map(r => r[late]),
    digest: digest.overdueNow.count,
  }
}

const NOT_OVERDUE = {
  queue: [false],
  views: [0, 0],
  filter: [0, 1],
  board: [[[1, 0, 0]], 0],
  page: false,
  resident: false,
  file: [''],
  digest: 0,
}
const OVERDUE = {
  queue: [true],
  views: [1, 0],
  filter: [1, 0],
  board: [[[1, 0, 1]], 1],
  page: true,
  resident: true,
  file: ['是'],
  digest: 1,
}

/** What the manager's list of a morning says. */
async function dailyList(): Promise<string> {
  await ctx.db.inTransaction(async tx => {
    const contact = await tx.contact.create({
      data: { channel: 'telegram', externalKey: `m${Math.random()}`, createdAt: ctx.now() },
    })
    await tx.officerWay.upsert({
      where: { officerId_way: { officerId: manager.id, way: 'telegram' } },
      create: {
        officerId: manager.id,
        way: 'telegram',
        mode: 'daily',
        contactId: contact.id,
        createdAt: ctx.now(),
      },
      update: { contactId: contact.id },
    })
  })
  await sendDailyLists(ctx)
  return (await ctx.db.read.message.findMany({ where: { direction: 'out' } })).map(m => m.text).join('\n')
}

describe('a disclosure that waits for its correction (补正)', () => {
  it('is overdue nowhere, however long it waits', async () => {
    const number = await assigned()
    ctx.clock.set('2026-11-17T10:00+08:00')
    await moveCase(ctx, number, 'askResident', { text: '请写明要哪一年的。' }, clerk)
    ctx.clock.set('2026-12-31T08:40+08:00')
    expect(await said(number)).toEqual(NOT_OVERDUE)
    expect(await dailyList()).not.toContain('超期')
  })

  it('is neither due soon nor due today on its former due date', async () => {
    const number = await assigned()
    ctx.clock.set('2026-11-17T10:00+08:00')
    await moveCase(ctx, number, 'askResident', { text: '请写明要哪一年的。' }, clerk)
    const { dueOn } = (await viewCase(ctx, number, manager)).deadlines.reply
    ctx.clock.set(`${dueOn}T08:40+08:00`)
    expect(await said(number)).toEqual(NOT_OVERDUE)
    expect(await dailyList()).not.toContain('到期')
  })

  it('that was overdue before it was asked stays overdue everywhere', async () => {
    const number = await assigned()
    ctx.clock.set('2026-12-22T10:00+08:00')
    await moveCase(ctx, number, 'askResident', { text: '请写明要哪一年的。' }, clerk)
    ctx.clock.set('2026-12-31T08:40+08:00')
    expect(await said(number)).toEqual(OVERDUE)
    expect(await dailyList()).toContain('已超期 1 件')
  })

  it('runs again once the correction has arrived', async () => {
    const number = await assigned()
    ctx.clock.set('2026-11-17T10:00+08:00')
    await moveCase(ctx, number, 'askResident', { text: '请写明要哪一年的。' }, clerk)
    ctx.clock.set('2026-11-24T10:00+08:00')
    await ctx.db.inTransaction(async tx => {
      const row = (await lockCase(tx, number))!
      await moveCaseIn(tx, ctx, row, 'supplement', { text: '2025 年的。' }, { kind: 'resident' })
    })
    const { dueOn } = (await viewCase(ctx, number, manager)).deadlines.reply
    ctx.clock.set(`${dueOn}T08:40+08:00`)
    expect(await said(number)).toEqual({
      ...NOT_OVERDUE,
      views: [0, 1],
      board: [[[1, 1, 0]], 0],
    })
    ctx.clock.set(new Date(Date.parse(`${dueOn}T00:00+08:00`) + 24 * 3_600_000))
    expect(await said(number)).toEqual(OVERDUE)
  })
})

describe('a disclosure on which a third party is consulted (征求第三方)', () => {
  it('is neither overdue nor due soon meanwhile, and runs again by itself', async () => {
    const number = await assigned()
    // On its very last day, so that the new date is the last day of the consultation.
    const { dueOn } = (await viewCase(ctx, number, manager)).deadlines.reply
    ctx.clock.set(`${dueOn}T10:00+08:00`)
    await moveCase(ctx, number, 'askThirdParty', { text: '请第三方提意见' }, clerk)
    const later = (await viewCase(ctx, number, manager)).deadlines.reply
    ctx.clock.set(`${later.dueOn}T08:40+08:00`)
    expect(await said(number)).toEqual(NOT_OVERDUE)
    expect(await dailyList()).not.toMatch(/超期|到期/)
    ctx.clock.set(later.dueAt)
    expect(await said(number)).toEqual(OVERDUE)
  })
})

it('is overdue at the very instant at which an answer is late', async () => {
  const number = await assigned('inquiry')
  const { dueAt } = (await viewCase(ctx, number, manager)).deadlines.reply
  ctx.clock.set(new Date(Date.parse(dueAt) - 1))
  expect(await said(number)).toEqual({ ...NOT_OVERDUE, views: [0, 1], board: [[[1, 1, 0]], 0] })
  ctx.clock.set(dueAt)
  expect(await said(number)).toEqual(OVERDUE)
})

it('Monday’s case is due soon from Friday on: the next working day', async () => {
  // Three working days from Wednesday the 18th: Monday the 23rd.
  ctx.clock.set('2026-11-18T10:00+08:00')
  const number = await assigned('inquiry')
  expect((await viewCase(ctx, number, manager)).deadlines.reply.dueOn).toBe('2026-11-23')
  const soon = async (at: string) => {
    ctx.clock.set(at)
    return (await countViews(ctx, manager)).soon
  }
  expect(await soon('2026-11-19T23:59+08:00')).toBe(0)
  expect(await soon('2026-11-20T09:00+08:00')).toBe(1)
  expect(await soon('2026-11-23T23:59+08:00')).toBe(1)
  expect(await soon('2026-11-24T00:00+08:00')).toBe(0)
})
