import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { findCaseByNumber } from '../../../../src/store/cases/cases.ts'
import { closedBefore } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { ownStanding } from '../../../../src/usecases/numbers/ledger/own-standing.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }
let reviewer: Actor & { id: number }

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
})
afterEach(() => ctx.close())

const rowOf = async (number: string) => (await findCaseByNumber(ctx.db.read, number))!
const standing = async (number: string) => ownStanding(ctx, ctx.db.read, await rowOf(number))
const say = async (number: string) => (await standing(number)).words

/** The clock goes to ten o'clock of a day, and the days before it are closed. */
async function morningOf(day: string) {
  ctx.clock.set(`${day}T10:00+08:00`)
  await closeDays(ctx)
}

/** So many complaints that their days are given as they are. */
async function common() {
  let number = ''
  for (let i = 0; i < 6; i++) number = await openedCase(ctx)
  return number
}

describe('the standing of a case', () => {
  beforeEach(() => morningOf('2026-11-02'))

  it('comes with the first closing after its day, and changes with what is entered', async () => {
    const number = await common()
    expect(await standing(number)).toMatchObject({
      words: '还没有：今天的件在今晚 0 点以后记入台账，明天再看。',
      recordedTo: '2026-11-01',
      entries: [],
    })
    await morningOf('2026-11-03')
    expect(await standing(number)).toMatchObject({
      words: '算进去了：第 46 周应答复，还没到期。',
      recordedTo: '2026-11-02',
      week: { id: '2026-W46' },
      entries: [{ entry: { event: 'received', n: 1 }, day: '2026-11-02' }],
    })
    await assignCase(ctx, number, dispatcher)
    await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
    expect(await say(number)).toContain('还没到期')
    await morningOf('2026-11-04')
    expect(await say(number)).toBe('算进去了：第 46 周应答复，按时。')
  })

  it('says that it is overdue by the due date of the case page', async () => {
    const number = await common()
    await morningOf('2026-11-12')
    expect((await rowOf(number)).replyDueOn).toBe('2026-11-11')
    expect(await say(number)).toContain('已经超期 1 天，还没答复')
  })

  it('waits for Sunday with an anonymous case, also when the first day is closed', async () => {
    await common()
    const number = await openedCase(ctx, { kind: 'report', text: '低保名单不公开', anonymous: true })
    const sunday = '还没有：匿名件和少见的类型到星期天才记入台账，11 月 9 日再看。'
    expect(await say(number)).toBe(sunday)
    await morningOf('2026-11-05')
    expect(await say(number)).toBe(sunday)
    await morningOf('2026-11-09')
    expect(await standing(number)).toMatchObject({
      words: expect.stringMatching(/^算进去了：第 \d+ 周应答复，还没到期。$/),
      entries: [{ entry: { coarse: true }, day: '2026-11-08' }],
    })
  })

  it('says the same of a rare kind once its first day is closed', async () => {
    const number = await openedCase(ctx, { kind: 'suggestion', text: '建议修个亭子' })
    await morningOf('2026-11-03')
    expect(await say(number)).toContain('到星期天才记入台账，11 月 9 日再看')
  })

  it('says plainly that a case is missing', async () => {
    const number = await common()
    const { id } = await rowOf(number)
    await ctx.db.inTransaction(tx => tx.ledgerWaiting.deleteMany({ where: { caseId: id } }))
    await morningOf('2026-11-03')
    expect(await say(number)).toMatch(/^没有查到。.*不应该发生.*12345/)
  })

  it('says so while no day has been closed for long', async () => {
    const number = await common()
    ctx.clock.set('2026-11-04T10:00+08:00')
    expect(await say(number)).toMatch(/^没有查到。/)
  })

  it('counts a late record for the first open day', async () => {
    const number = await common()
    await morningOf('2026-11-12')
    const { id } = await rowOf(number)
    // An event that is stored with an earlier day than the last closed one: the clock of a machine was wrong.
    ctx.clock.set('2026-11-10T10:00+08:00')
    await assignCase(ctx, number, dispatcher)
    await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
    await morningOf('2026-11-13')
    const { words, entries } = await standing(number)
    expect(entries.find(({ entry }) => entry.event === 'answered')).toMatchObject({
      entry: { day: '2026-11-10' },
      day: '2026-11-12',
    })
    expect(words).toBe('算进去了：第 46 周应答复，超期后才答复。')
    const { position } = await ctx.db.read.ledgerEntry.findFirstOrThrow({ where: { caseId: id } })
    expect(await closedBefore(ctx.db.read, position)).toBe('2026-11-01')
    expect(await closedBefore(ctx.db.read, 1)).toBeNull()
  })
})

describe('a case from before the ledger', () => {
  it('is in it when it was owed, and otherwise is said to be older', async () => {
    const owed = await common()
    const over = await openedCase(ctx)
    await moveCase(ctx, over, 'setAside', { code: 'test' }, dispatcher)
    // As older versions left them: nothing waits.
    await ctx.db.inTransaction(tx => tx.ledgerWaiting.deleteMany())
    expect(await say(owed)).toBe('还没有：台账还没有开始记。')
    // Long after the week in which it would have been due.
    await morningOf('2027-01-11')
    expect(await say(owed)).toMatch(/^算进去了：2026 年第 \d+ 周应答复，已经超期 \d+ 天，还没答复。$/)
    expect(await say(over)).toBe('没有：台账从 1 月 11 日开始，您的件在那以前就办完了。')
  })
})
