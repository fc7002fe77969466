import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockContact } from '../../../src/store/talk/contacts.ts'
import { queueLetter } from '../../../src/usecases/delivery/queue-letter.ts'
import { bringBackWaiting } from '../../../src/usecases/notify/bring-back.ts'
import { pushReminders } from '../../../src/usecases/notify/push-reminders.ts'
import { remindOfficerIn } from '../../../src/usecases/notify/remind-officer.ts'
import { sendLetters } from '../../../src/usecases/notify/send-letters.ts'
import { fetchMedia } from '../../../src/usecases/talk/fetch-media.ts'
import { MemoryChannel, officer, type TestContext, testContext } from '../../helpers/context.ts'
import { linkOfficerChat } from '../../helpers/talk.ts'

/** The clock is set back by eight hours while things wait for their next try. */

let ctx: TestContext
let wechat: MemoryChannel & { fetchMedia?: (ref: string) => Promise<{ bytes: Uint8Array; mime: string }> }
let mailDown: boolean
const letters: string[] = []
beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  ctx = await testContext({ channels: [wechat] })
  mailDown = false
  letters.length = 0
  ctx = Object.assign(ctx, {
    mail: {
      send: async (letter: { to: string }) => {
        if (mailDown) throw new Error('421 try again')
        letters.push(letter.to)
      },
    },
  })
})
afterEach(() => ctx.close())

const backEightHours = () => ctx.clock.advance(-8 * 60)

it('a file that could not be fetched is fetched again within a minute', async () => {
  let down = true
  wechat.fetchMedia = async () => {
    if (down) throw new Error('down')
    return { bytes: new TextEncoder().encode('%PDF-1.4\n%%EOF'), mime: 'application/pdf' }
  }
  await ctx.db.inTransaction(async tx => {
    const now = ctx.now()
    const { contact } = await lockContact(tx, ctx.secrets, 'wechat', 'a', now)
    const row = { contactId: contact.id, kind: 'file', sourceRef: 'm1', nextAt: now, createdAt: now }
    await tx.attachment.create({ data: { ...row, status: 'pending' } })
    // Voice that waits to be made playable.
    await tx.attachment.create({ data: { ...row, status: 'stored', mime: 'audio/amr' } })
  })
  await fetchMedia(ctx)
  down = false
  backEightHours()
  expect(await fetchMedia(ctx)).toBe(0)
  await bringBackWaiting(ctx)
  expect(await fetchMedia(ctx)).toBe(1)
  const rows = await ctx.db.read.attachment.findMany({ orderBy: { id: 'asc' } })
  expect(rows[0]!.hash).not.toBe(null)
  expect(rows[1]!.nextAt).toEqual(ctx.now())
})

describe('letters', () => {
  const queued = () =>
    ctx.db.inTransaction(tx =>
      queueLetter(tx, ctx, {
        kind: 'plain',
        to: 'li@office.example',
        dedupeKey: 'a',
        body: { subject: '提醒', text: '有一件要办' },
      }),
    )

  it('are sent within a minute', async () => {
    await queued()
    mailDown = true
    await sendLetters(ctx)
    mailDown = false
    backEightHours()
    expect(await sendLetters(ctx)).toBe(0)
    await bringBackWaiting(ctx)
    expect(await sendLetters(ctx)).toBe(1)
    expect(letters).toEqual(['li@office.example'])
  })

  it('that wait no longer than their own rule allows keep waiting', async () => {
    await queued()
    mailDown = true
    await sendLetters(ctx)
    const before = await ctx.db.read.letter.findFirstOrThrow()
    await bringBackWaiting(ctx)
    expect((await ctx.db.read.letter.findFirstOrThrow()).nextAt).toEqual(before.nextAt)
  })
})

it('reminders are sent within a minute, also after a summary that is dated later than now', async () => {
  const who = await officer(ctx, 'clerk', '张', 'construction')
  await linkOfficerChat(ctx, who.id, 'of-zhang')
  const remind = (n: number, from = 0) =>
    ctx.db.inTransaction(async tx => {
      for (let i = from; i < from + n; i++)
        await remindOfficerIn(tx, ctx, { officerId: who.id, kind: 'urged', dedupeKey: `r${i}` })
    })
  await remind(5)
  expect(await pushReminders(ctx)).toBe(1)
  await remind(1, 5)
  expect(await pushReminders(ctx)).toBe(1)
  await remind(1, 6)
  // A summary has just gone out: this one waits for the next.
  expect(await pushReminders(ctx)).toBe(0)
  // Still in office hours.
  ctx.clock.advance(-90)
  expect(await pushReminders(ctx)).toBe(0)
  await bringBackWaiting(ctx)
  expect(await pushReminders(ctx)).toBe(1)
  expect(await ctx.db.read.reminder.count({ where: { pushAt: { not: null } } })).toBe(0)
})
