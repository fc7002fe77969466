import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Deadlines } from '../../../../src/domain/cases/case.ts'
import { makeCalendar } from '../../../../src/domain/office/calendar.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { countChanges } from '../../../../src/store/numbers/counts.ts'
import { lockContact } from '../../../../src/store/talk/contacts.ts'
import { recomputeDeadlines } from '../../../../src/usecases/cases/moving/recompute-deadlines.ts'
import { calendarYears } from '../../../domain/office/office-fixture.ts'
import { openedCase, RESIDENT } from '../../../helpers/cases.ts'
import { officer, sampleOffice, type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }

beforeEach(async () => {
  const content = await sampleOffice()
  // 2026's notice is not out yet: October 2026 is guessed from weekdays and the fixed holidays.
  const calendar = makeCalendar(calendarYears.filter(y => y.year < 2026))
  ctx = await testContext({ content: { ...content, calendar } })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  ctx.clock.set('2026-09-28T10:00+08:00')
})
afterEach(() => ctx.close())

/** The same office with 2026's calendar. */
const published = async () => {
  const content = { ...(await sampleOffice()), calendar: makeCalendar(calendarYears) }
  return { ...ctx, content: () => content }
}

async function open(contactId?: number) {
  const number = await openedCase(
    ctx,
    { channel: contactId ? 'web' : 'phone' },
    contactId ? { kind: 'resident' } : dispatcher,
    contactId ? { contactId } : {},
  )
  return number
}

const rowOf = (number: string) => ctx.db.read.case.findUniqueOrThrow({ where: { number } })

it('a date that was provisional moves when the year is published: event, message, original date kept', async () => {
  const contact = await ctx.db.inTransaction(
    async tx => (await lockContact(tx, ctx.secrets, 'web', 'chen', ctx.now())).contact,
  )
  const number = await open(contact.id)
  const before = await rowOf(number)
  const guessed = JSON.parse(before.deadlines) as Deadlines
  expect(guessed.reply.provisional).toBe(true)
  const after = await published()
  expect(await recomputeDeadlines(after)).toEqual([number])
  const row = await rowOf(number)
  const counted = JSON.parse(row.deadlines) as Deadlines
  // 28 September + 7 working days: 29, 30, (1–7 October off), 8, 9, 10 (worked), 12, 13.
  expect(counted.reply).toMatchObject({
    dueOn: '2026-10-13',
    originalDueOn: before.originalDueOn,
    provisional: false,
  })
  expect(row.replyDueOn).toBe('2026-10-13')
  const events = await ctx.db.read.caseEvent.findMany({ where: { caseId: row.id, type: 'deadline_moved' } })
  expect(events.map(e => JSON.parse(e.data!))).toEqual([
    expect.objectContaining({
      which: 'reply',
      from: before.replyDueOn,
      to: '2026-10-13',
      reason: expect.stringContaining('2026'),
    }),
  ])
  const messages = await ctx.db.read.message.findMany({ where: { caseId: row.id, direction: 'out' } })
  expect(messages.map(m => m.text).join('\n')).toContain('改到 10 月 13 日')
  // The reminders follow the new date, and the numbers still read the record.
  expect(row.nextMarkAt!.getTime()).toBeGreaterThan(ctx.now().getTime())
  expect((await countChanges(ctx.db)).counted).toBe(1)
})

it('a corrected calendar is announced as a correction, not as a published one', async () => {
  const contact = await ctx.db.inTransaction(
    async tx => (await lockContact(tx, ctx.secrets, 'web', 'chen', ctx.now())).contact,
  )
  const after = await published()
  const number = await openedCase(after, { channel: 'web' }, RESIDENT, { contactId: contact.id })
  const stays = await openedCase(after, { kind: 'inquiry', text: '低保', channel: 'web' }, RESIDENT, {
    contactId: contact.id,
  })
  expect((JSON.parse((await rowOf(number)).deadlines) as Deadlines).reply.provisional).toBe(false)
  // The office's file had 10 October as a day that is worked; it is not.
  const years = calendarYears.map(y =>
    y.year === 2026
      ? {
          ...y,
          version: y.version + 1,
          makeUpDays: new Map([...y.makeUpDays].filter(([d]) => d !== '2026-10-10')),
        }
      : y,
  )
  const corrected = { ...ctx, content: () => ({ ...after.content(), calendar: makeCalendar(years) }) }
  expect(await recomputeDeadlines(corrected)).toEqual([number])
  const events = await ctx.db.read.caseEvent.findMany({ where: { type: 'deadline_moved' } })
  expect(events.map(e => JSON.parse(e.data!).reason)).toEqual(['日历更正：2026 年的放假和调休安排有更正'])
  const said = await ctx.db.read.message.findMany({ where: { direction: 'out' } })
  const told = said.filter(m => m.text.includes('改到'))
  expect(told).toHaveLength(1)
  expect(told[0]!.text).toContain('日历更正')
  expect(told[0]!.text).not.toContain('公布')
  expect(told[0]!.caseId).not.toBe((await rowOf(stays)).id)
})

it('a case that cannot be recomputed does not stop the others', async () => {
  const numbers = [await open(), await open(), await open()]
  const after = await published()
  const broken = await rowOf(numbers[0]!)
  await ctx.db.inTransaction(tx =>
    tx.case.update({
      where: { id: broken.id },
      data: { deadlines: '{}' },
    }),
  )
  await expect(recomputeDeadlines(after)).rejects.toThrow()
  expect(await ctx.db.read.caseEvent.count({ where: { type: 'deadline_moved' } })).toBe(2)
})

it('does nothing the second time, and nothing to a case that is answered or whose date stays', async () => {
  await open()
  const after = await published()
  await recomputeDeadlines(after)
  const events = await ctx.db.read.caseEvent.count()
  expect(await recomputeDeadlines(after)).toEqual([])
  expect(await ctx.db.read.caseEvent.count()).toBe(events)
})

it('two processes at once move a date once and tell the resident once', async () => {
  await open()
  const after = await published()
  const moved = await Promise.all(
    [1, 2].map(i => recomputeDeadlines({ ...after, processId: `p${i}` }).catch(() => [])),
  )
  expect(moved.flat()).toHaveLength(1)
  expect(await ctx.db.read.caseEvent.count({ where: { type: 'deadline_moved' } })).toBe(1)
})
