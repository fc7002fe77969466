import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { weekNamed } from '../../../src/domain/base/week.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { lockCaseById } from '../../../src/store/cases/cases.ts'
import { appendEvents } from '../../../src/store/cases/record.ts'
import { countChanges } from '../../../src/store/numbers/counts.ts'
import { openNotices } from '../../../src/store/office/notices.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { namesOf } from '../../../src/usecases/cases/moving/open-case.ts'
import { sendDigests } from '../../../src/usecases/notify/send-digests.ts'
import { computeDigest } from '../../../src/usecases/numbers/compute-digest.ts'
import { getDigest, makeMissingDigests, recheckStored } from '../../../src/usecases/numbers/make-digest.ts'
import { withFormerNames } from '../../../src/usecases/office/known-names.ts'
import { answerCase, assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'
import { forgetCounts } from '../../helpers/counts.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }
let reviewer: Actor & { id: number }

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
})
afterEach(() => ctx.close())

/** The ledger that a stored report names is no count. */
const withoutLedger = (data: string) => JSON.stringify({ ...JSON.parse(data), ledger: null })

const open = (kind: 'inquiry' | 'complaint') => openedCase(ctx, { kind }, dispatcher)

async function answer(number: string, accepted = false) {
  if (!accepted) await moveCase(ctx, number, 'accept', {}, dispatcher)
  await moveCase(ctx, number, 'assign', { department: 'construction' }, dispatcher)
  await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
}

/** Monday 2 November 2026: two inquiries due Thursday the 5th, one of them answered in time. */
async function oneWeek() {
  ctx.clock.set('2026-11-02T10:00+08:00')
  const [first] = [await open('inquiry'), await open('inquiry'), await open('complaint')]
  ctx.clock.set('2026-11-04T10:00+08:00')
  await answer(first!)
}

it('counts what fell due in the week; what is late stays late', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  expect(await makeMissingDigests(ctx)).toEqual(['2026-W45'])
  const { digest, version } = await getDigest(ctx, '2026-W45', dispatcher)
  expect(version).toBe(1)
  expect(digest).toMatchObject({
    received: 3,
    cohort: 2,
    answered: 1,
    answeredOnTime: 1,
    onTimeRate: 0.5,
    balanced: true,
  })
  expect(digest.overdueNow.count).toBe(1)
  expect(digest.dueNextWeek.count).toBe(1)
})

it('is made at 08:30 on Monday and not before', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:29+08:00')
  expect(await makeMissingDigests(ctx)).toEqual([])
  ctx.clock.advance(1)
  expect(await makeMissingDigests(ctx)).toEqual(['2026-W45'])
})

it('two processes on Monday at 08:30 make one digest', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  const made = await Promise.all([1, 2, 3].map(i => makeMissingDigests({ ...ctx, processId: `p${i}` })))
  expect(made.flat()).toEqual(['2026-W45'])
  expect(await ctx.db.read.digest.count({ where: { scope: 'office' } })).toBe(1)
})

it('weeks missed while the service was down are caught up in order', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-25T15:00+08:00')
  expect(await makeMissingDigests(ctx)).toEqual(['2026-W45', '2026-W46', '2026-W47'])
  expect(await makeMissingDigests(ctx)).toEqual([])
})

it('a past week counted again from the events is the stored digest, to the last bit', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(ctx)
  ctx.clock.set('2026-11-20T08:30+08:00')
  await open('complaint')
  const stored = await ctx.db.read.digest.findFirstOrThrow({ where: { scope: 'office' } })
  expect(JSON.stringify(await computeDigest(ctx, weekNamed('2026-W45')!))).toBe(withoutLedger(stored.data))
})

it('who drafts later does not rewrite who held a case when the week ended', async () => {
  await oneWeek()
  const late = (await ctx.db.read.case.findMany({ where: { status: 'received', kind: 'complaint' } }))[0]!
    .number
  await assignCase(ctx, late, dispatcher)
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(ctx)
  ctx.clock.set('2026-11-10T10:00+08:00')
  await moveCase(ctx, late, 'draft', { text: '快好了。' }, dispatcher)
  const stored = await ctx.db.read.digest.findFirstOrThrow({ where: { period: '2026-W45', scope: 'office' } })
  expect(JSON.stringify(await computeDigest(ctx, weekNamed('2026-W45')!))).toBe(withoutLedger(stored.data))
})

it('a week to come or no week at all is refused in words', async () => {
  await expect(getDigest(ctx, '2026-W50', dispatcher)).rejects.toMatchObject({ code: 'malformed' })
  await expect(getDigest(ctx, '2026-46', dispatcher)).rejects.toMatchObject({ code: 'malformed' })
})

describe('a late correction', () => {
  beforeEach(async () => {
    await oneWeek()
    ctx.clock.set('2026-11-09T08:30+08:00')
    await makeMissingDigests(ctx)
  })

  /** An answer of the past week that reaches the record only now, as an import from paper would write it. */
  async function recordLate(number: string) {
    const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    const clerk: Actor = { kind: 'officer', id: dispatcher.id }
    const at = new Date('2026-11-05T10:00+08:00')
    await ctx.db.inTransaction(async tx =>
      appendEvents(tx, await lockCaseById(tx, row.id), [
        { type: 'drafted', at, by: clerk, data: { replyId: 99, version: 1 } },
        {
          type: 'answered',
          at,
          by: { kind: 'officer', id: reviewer.id },
          data: { replyId: 99, first: true },
        },
      ]),
    )
  }

  it('makes a new version with its reason, and leaves the old one', async () => {
    const [, late] = await ctx.db.read.case.findMany({ orderBy: { id: 'asc' } })
    await recordLate(late!.number)
    ctx.clock.set('2026-11-10T02:40+08:00')
    expect(await recheckStored(ctx)).toEqual(['2026-W45'])
    const { digest, version, reason } = await getDigest(ctx, '2026-W45', dispatcher)
    expect(version).toBe(2)
    expect(reason).toMatch(/^按事件记录重新计算，有更正：.*按时答复 1 → 2/)
    expect(digest).toMatchObject({ cohort: 2, answeredOnTime: 2, balanced: true })
    const versions = await ctx.db.read.digest.findMany({
      where: { period: '2026-W45', scope: 'office' },
      orderBy: { version: 'asc' },
    })
    expect(versions.map(v => [v.version, v.reason])).toEqual([
      [1, null],
      [2, reason],
    ])
    expect((await openNotices(ctx.db)).map(n => n.code)).toContain('digest_corrected')
  })

  it('that changes nothing makes no version', async () => {
    ctx.clock.set('2026-11-10T02:40+08:00')
    expect(await recheckStored(ctx)).toEqual([])
    ctx.clock.set('2026-11-11T02:40+08:00')
    await open('complaint')
    expect(await recheckStored(ctx)).toEqual([])
    expect(await ctx.db.read.digest.count({ where: { scope: 'office' } })).toBe(1)
  })
})

it('a clock that jumps back makes no second digest and loses none', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  expect(await makeMissingDigests(ctx)).toEqual(['2026-W45'])
  ctx.clock.set('2026-11-08T23:00+08:00')
  expect(await makeMissingDigests(ctx)).toEqual([])
  ctx.clock.set('2026-11-09T08:31+08:00')
  expect(await makeMissingDigests(ctx)).toEqual([])
})

it('a month is made on the first of the next, a quarter too, by the same rules', async () => {
  await oneWeek()
  ctx.clock.set('2026-12-01T08:30+08:00')
  expect(await makeMissingDigests(ctx)).toContain('2026-11')
  ctx.clock.set('2027-01-01T08:30+08:00')
  expect(await makeMissingDigests(ctx)).toEqual(expect.arrayContaining(['2026-12', '2026-Q4']))
  const { digest } = await getDigest(ctx, '2026-Q4', dispatcher)
  expect(digest).toMatchObject({ received: 3, cohort: 3, answeredOnTime: 1, balanced: true })
})

it('a department gets its own digest, with only what it holds', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(ctx)
  const { digest } = await getDigest(ctx, '2026-W45', dispatcher, 'construction')
  expect(digest).toMatchObject({ received: 1, cohort: 1, answeredOnTime: 1, balanced: true })
  expect(digest.numbers).toEqual({ issued: 1, owed: 0, answered: 1, declined: 0, withdrawn: 0, setAside: 0 })
  expect(digest.byKind.map(row => row.id)).toEqual(['inquiry'])
  expect((await getDigest(ctx, '2026-W45', dispatcher, 'safety')).digest.received).toBe(0)
})

it('a department’s digest has what fell due in the week though it was answered long before', async () => {
  const manager = await officer(ctx, 'manager', '陈镇长')
  ctx.clock.set('2026-09-03T10:00+08:00')
  const report = async () =>
    await openedCase(ctx, { kind: 'report', text: '占用公车', channel: 'letter' }, dispatcher)
  const [plain, longer] = [await report(), await report()]
  ctx.clock.set('2026-09-04T10:00+08:00')
  await answer(plain!)
  await moveCase(ctx, longer!, 'accept', {}, dispatcher)
  await moveCase(ctx, longer!, 'extend', { days: 30, reason: '要查账' }, manager)
  await answer(longer!, true)
  ctx.clock.set('2026-11-09T08:30+08:00')
  // 3 September + 60 calendar days: 27 (30 Sept), 58 (31 Oct), 2 November
  await makeMissingDigests(ctx)
  const whole = (await getDigest(ctx, '2026-W45', dispatcher)).digest
  const own = (await getDigest(ctx, '2026-W45', dispatcher, 'construction')).digest
  expect([whole.cohort, own.cohort, own.answeredOnTime]).toEqual([2, 2, 2])
  // By the extended date, 2 December, the second is due in W49.
  ctx.clock.set('2026-12-07T08:30+08:00')
  await makeMissingDigests(ctx)
  expect((await getDigest(ctx, '2026-W49', dispatcher, 'construction')).digest).toMatchObject({
    cohort: 0,
    cohortExtended: 1,
    onTimeRateExtended: 1,
  })
})

describe('rule 10: a digest that fails the check rule', () => {
  /** Answered before it came in, as a careless import would write it. */
  async function breakTheRecord() {
    await oneWeek()
    const row = (await ctx.db.read.case.findMany({ where: { kind: 'complaint' } }))[0]!
    const at = new Date('2026-10-30T10:00+08:00')
    const by = (id: number): Actor => ({ kind: 'officer', id })
    await ctx.db.inTransaction(async tx =>
      appendEvents(tx, await lockCaseById(tx, row.id), [
        { type: 'drafted', at, by: by(dispatcher.id), data: { replyId: 99, version: 1 } },
        { type: 'answered', at, by: by(reviewer.id), data: { replyId: 99, first: true } },
      ]),
    )
  }

  it('is not stored and not sent; the office is told, and it is tried again', async () => {
    await breakTheRecord()
    ctx.clock.set('2026-11-09T08:30+08:00')
    expect(await makeMissingDigests(ctx)).toEqual([])
    expect(await ctx.db.read.digest.count()).toBe(0)
    expect(await ctx.db.read.letter.count()).toBe(0)
    expect(await sendDigests(ctx)).toBe(0)
    const told = (await openNotices(ctx.db)).find(n => n.code === 'digest_unbalanced')!
    expect(told.detail).toContain('2026-W45 报表的勾稽关系不成立')
    // The record is put right (the case is owed again and answered): the next run makes it.
    await ctx.db.inTransaction(async tx => {
      await tx.caseEvent.deleteMany({ where: { at: new Date('2026-10-30T10:00+08:00') } })
      await forgetCounts(tx)
    })
    ctx.clock.advance(24 * 60)
    expect(await makeMissingDigests(ctx)).toEqual(['2026-W45'])
  })

  it('nor is one whose counts have drifted away from the events', async () => {
    await oneWeek()
    await countChanges(ctx.db)
    const { x, y } = (await ctx.db.read.dayCount.findFirst({
      where: { dimension: 'total', received: { gt: 0 } },
    }))!
    await ctx.db.inTransaction(tx =>
      tx.dayCount.updateMany({
        where: { dimension: 'total', x, y, key: '' },
        data: { received: { increment: 1 } },
      }),
    )
    ctx.clock.set('2026-11-09T08:30+08:00')
    expect(await makeMissingDigests(ctx)).toEqual([])
    expect((await openNotices(ctx.db)).map(n => n.code)).toContain('digest_unbalanced')
  })

  it('in a stored week keeps the version that was right', async () => {
    await oneWeek()
    ctx.clock.set('2026-11-09T08:30+08:00')
    await makeMissingDigests(ctx)
    const row = (await ctx.db.read.case.findMany({ where: { kind: 'complaint' } }))[0]!
    await ctx.db.inTransaction(async tx =>
      appendEvents(tx, await lockCaseById(tx, row.id), [
        { type: 'withdrawn', at: new Date('2026-10-30T10:00+08:00'), by: { kind: 'resident' }, data: {} },
      ]),
    )
    ctx.clock.set('2026-11-10T02:40+08:00')
    expect(await recheckStored(ctx)).toEqual([])
    expect(await getDigest(ctx, '2026-W45', dispatcher)).toMatchObject({ version: 1 })
    expect((await openNotices(ctx.db)).map(n => n.code)).toContain('digest_unbalanced')
  })
})

it('a department closed in mid-year keeps its rows under its old id, and its name', async () => {
  await oneWeek()
  const before = await withFormerNames(ctx.db, ctx.content(), ctx.now())
  expect(before.former.department).toEqual([])
  const office = {
    ...before.office,
    departments: before.office.departments.filter(d => d.id !== 'construction'),
  }
  const content = await withFormerNames(ctx.db, { ...before, office }, ctx.now())
  const after = { ...ctx, content: () => content }
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(after)
  const { digest } = await getDigest(after, '2026-W45', dispatcher)
  expect(digest.byDepartment.map(row => row.id)).toEqual(['construction', null])
  expect(digest.balanced).toBe(true)
  expect(namesOf(content).department('construction')).toBe('规划建设办公室')
})

it('a department merged into another in mid-year: an answered case keeps its row, an open one goes over, none counts twice', async () => {
  ctx.clock.set('2026-11-02T10:00+08:00')
  const [answered, waiting] = [await open('inquiry'), await open('inquiry')]
  ctx.clock.set('2026-11-03T10:00+08:00')
  await answer(answered)
  await assignCase(ctx, waiting, dispatcher)
  const whole = ctx.content()
  await withFormerNames(ctx.db, whole, ctx.now())
  // The reform of 4 November: construction is now part of the environment office.
  ctx.clock.set('2026-11-04T10:00+08:00')
  const departments = whole.office.departments.filter(d => d.id !== 'construction')
  const content = await withFormerNames(
    ctx.db,
    { ...whole, office: { ...whole.office, departments } },
    ctx.now(),
  )
  const after = { ...ctx, content: () => content }
  await moveCase(after, waiting, 'assign', { department: 'environment' }, dispatcher)
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(after)
  const { digest } = await getDigest(after, '2026-W45', dispatcher)
  const rows = digest.byDepartment.map(({ id, cohort, answered, overdue }) => ({
    id,
    cohort,
    answered,
    overdue,
  }))
  expect(rows).toEqual([
    { id: 'construction', cohort: 1, answered: 1, overdue: 0 },
    { id: 'environment', cohort: 1, answered: 0, overdue: 1 },
  ])
  expect(digest).toMatchObject({ cohort: 2, answered: 1, balanced: true })
})

it('a department renamed in mid-year goes by its new name everywhere, also in old reports; its numbers are one row', async () => {
  await withFormerNames(ctx.db, ctx.content(), ctx.now())
  const { office } = ctx.content()
  const departments = office.departments.map(d =>
    d.id === 'construction' ? { ...d, name: '城乡建设局' } : d,
  )
  const renamed = await withFormerNames(
    ctx.db,
    { ...ctx.content(), office: { ...office, departments } },
    ctx.now(),
  )
  expect(renamed.former.department).toEqual([])
  expect(namesOf(renamed).department('construction')).toBe('城乡建设局')
  // Dropped afterwards: what it was last called.
  const rest = { ...office, departments: office.departments.filter(d => d.id !== 'construction') }
  const dropped = await withFormerNames(ctx.db, { ...ctx.content(), office: rest }, ctx.now())
  expect(dropped.former.department).toEqual([{ id: 'construction', name: '城乡建设局' }])
})
