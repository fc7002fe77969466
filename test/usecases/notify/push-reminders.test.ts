import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMailer } from '../../../src/channels/email/mod.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { openNotices } from '../../../src/store/office/notices.ts'
import type { Context } from '../../../src/usecases/base/context.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { sendDailyLists } from '../../../src/usecases/notify/daily-list.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import {
  deskReminders,
  markCaseSeen,
  readReminders,
  unseenReminders,
} from '../../../src/usecases/notify/desk-reminders.ts'
import { pushReminders } from '../../../src/usecases/notify/push-reminders.ts'
import { sendLetters } from '../../../src/usecases/notify/send-letters.ts'
import {
  confirmMailbox,
  officerWays,
  removeWay,
  setMailbox,
  setPreferences,
} from '../../../src/usecases/people/officer-ways.ts'
import { disableOfficer } from '../../../src/usecases/people/officers.ts'
import type { SignedIn } from '../../../src/usecases/people/sign-in.ts'
import { makeLinkCode } from '../../../src/usecases/talk/link-chat.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../helpers/context.ts'
import { mailServer } from '../../helpers/mail-server.ts'

let ctx: TestContext
let wechat: MemoryChannel
let telegram: MemoryChannel
let dispatcher: Actor & { id: number }
let clerk: SignedIn
let manager: SignedIn

const asSignedIn = (who: Actor & { id: number }): SignedIn =>
  ({ ...who, login: `${who.role}-${who.name}`, session: 's' }) as SignedIn

beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  telegram = new MemoryChannel('telegram')
  ctx = await testContext({ channels: [wechat, telegram] })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = asSignedIn(await officer(ctx, 'clerk', '张经办', 'construction'))
  manager = asSignedIn(await officer(ctx, 'manager', '陈镇长'))
})
afterEach(() => ctx.close())

const say = async (channel: 'wechat' | 'telegram' | 'web', from: string, text: string, c: Context = ctx) => {
  const { replies } = await receiveMessage(c, typed(ctx, from, text, { channel }), { passive: r => r.length })
  return replies.map(r => r.text).join('\n')
}

/** Links a chat as the officer would. */
async function link(who: SignedIn, channel: 'wechat' | 'telegram', from = `${channel}-of-${who.id}`) {
  const { code } = await makeLinkCode(ctx, who)
  expect(await say(channel, from, `绑定 ${code}`)).toContain(who.login)
}

/** A complaint with words that must not leave the house, assigned to the clerk. */
async function assigned(text = '路灯坏了，我叫李小红，电话 13800138000', more: { category?: string } = {}) {
  const number = await openedCase(
    ctx,
    { text, area: 'dongshan', resident: { name: '李小红', phone: '13800138000' }, ...more },
    dispatcher,
  )
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: clerk.login })
  return number
}

const deliver = async () => {
  const pushed = await pushReminders(ctx)
  while ((await deliverOutbox(ctx)) > 0);
  return pushed
}

describe('by chat', () => {
  it('is sent once, after the minute for undoing the move, with number, kind, village and date', async () => {
    await link(clerk, 'telegram')
    const number = await assigned()
    expect(await deliver()).toBe(0)
    ctx.clock.advance(1)
    await Promise.all([pushReminders(ctx), pushReminders(ctx)])
    await deliver()
    expect(telegram.sent).toHaveLength(1)
    const { message, context, to } = telegram.sent[0]!
    expect(to).toBe(`telegram-of-${clerk.id}`)
    expect(message.text).toBe(`新分派来一件\n${number} 投诉，东山村，11 月 25 日到期`)
    expect(JSON.stringify(message)).not.toMatch(/路灯|李小红|138/)
    // What opens is the desk, never a resident's page.
    expect(message.link?.url).toBe(`https://office.example/desk/cases/${number}`)
    expect(context).toMatchObject({ purpose: 'notice', caseNumber: number, casePageUrl: message.link!.url })
    ctx.clock.advance(10)
    await deliver()
    expect(telegram.sent).toHaveLength(1)
  })

  it('does not appear in the conversation of the case', async () => {
    await link(clerk, 'telegram')
    const number = await assigned()
    ctx.clock.advance(1)
    await deliver()
    const { id } = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    expect(await ctx.db.read.message.count({ where: { caseId: id } })).toBe(0)
  })

  it('is not sent when it was seen or undone before', async () => {
    await link(clerk, 'telegram')
    const seen = await assigned()
    await markCaseSeen(ctx, clerk, seen)
    await assigned('又一件')
    const number = await openedCase(ctx, { kind: 'help', text: '求助' }, dispatcher)
    await assignCase(ctx, number, dispatcher, { department: 'construction', officer: clerk.login })
    await moveCase(ctx, number, 'undo', {}, dispatcher)
    ctx.clock.advance(1)
    await deliver()
    expect(telegram.sent).toHaveLength(1)
  })

  it('more than five within ten minutes become one summary', async () => {
    await link(clerk, 'wechat')
    for (let i = 0; i < 7; i++) await assigned(`第 ${i} 件`)
    ctx.clock.advance(1)
    await deliver()
    expect(wechat.sent.map(s => s.message.text)).toEqual(['有 7 条提醒\n新分派来一件：7 条'])
    for (let i = 0; i < 2; i++) await assigned('后来的')
    ctx.clock.advance(1)
    await deliver()
    // Two more are two messages: that makes three.
    expect(wechat.sent).toHaveLength(3)
    for (let i = 0; i < 4; i++) await assigned('再来的')
    ctx.clock.advance(1)
    await deliver()
    expect(wechat.sent).toHaveLength(3)
    ctx.clock.advance(10)
    await deliver()
    expect(wechat.sent.slice(3).map(s => s.message.text)).toHaveLength(4)
  })

  it('at night only instructions and urgent cases are sent; the others are in the list of the next working day', async () => {
    await link(clerk, 'telegram')
    ctx.clock.set('2026-11-20T21:00+08:00') // a Friday
    const plain = await assigned()
    const urgent = await assigned('自来水爆管了', { category: 'water' })
    ctx.clock.advance(2)
    await deliver()
    expect(telegram.sent.map(s => s.message.text.split(' ')[0])).toEqual([`新分派来一件\n${urgent}`])
    await moveCase(ctx, plain, 'supervise', { instruction: '连夜去看' }, manager)
    await deliver()
    expect(telegram.sent.at(-1)!.message.text).toContain('批示')
    expect(telegram.sent.at(-1)!.message.text).not.toContain('连夜')

    // Saturday and Sunday have no list.
    for (const day of ['2026-11-21', '2026-11-22']) {
      ctx.clock.set(`${day}T08:30+08:00`)
      expect(await sendDailyLists(ctx)).toBe(0)
    }
    ctx.clock.set('2026-11-23T08:30+08:00')
    expect(await sendDailyLists(ctx)).toBe(1)
    await deliver()
    const list = telegram.sent.at(-1)!.message.text
    expect(list).toContain('11 月 23 日要办的事')
    expect(list).toContain('新分派来一件：1 条')
    // The urgent one is overdue by now: its 24 hours ran over the weekend.
    expect(list).toContain(`已超期 1 件\n${urgent}`)
    expect(list).not.toMatch(/李小红|爆管/)
  })

  it('while the sending window is closed, only the last message waits for the next contact', async () => {
    await link(clerk, 'wechat')
    for (let i = 0; i < 2; i++) {
      await assigned(`第 ${i} 件`)
      ctx.clock.advance(2)
      wechat.outcomes.push({ outcome: 'held', via: 'custom', code: '45015', detail: '超过 48 小时' })
      await deliver()
    }
    const rows = await ctx.db.read.outbox.findMany({ where: { purpose: 'notice' }, orderBy: { id: 'asc' } })
    expect(rows.map(r => [r.status, r.errorCode])).toEqual([
      ['undeliverable', 'superseded'],
      ['held', '45015'],
    ])
  })
})

describe('a chat is linked', () => {
  it('with a code that works once, for ten minutes, and is not stored', async () => {
    const { code } = await makeLinkCode(ctx, clerk)
    await say('telegram', 'a', `绑定 ${code.toLowerCase()}`)
    expect(await say('telegram', 'b', `绑定 ${code}`)).toContain('不对，或者过期')
    const late = await makeLinkCode(ctx, clerk)
    ctx.clock.advance(10)
    expect(await say('telegram', 'b', `绑定 ${late.code}`)).toContain('不对，或者过期')
    expect((await officerWays(ctx, clerk)).ways).toMatchObject([{ way: 'telegram', mode: 'now' }])
    const kept = JSON.stringify(await ctx.db.read.message.findMany())
    expect(kept).not.toContain(code)
    expect(kept.toUpperCase()).not.toContain(late.code)
    const audited = (await ctx.db.read.auditEntry.findMany()).map(e => e.action)
    expect(audited).toEqual(['chat_code', 'chat_linked', 'chat_code'])
  })

  it('not by guessing: after five wrong codes a chat must wait, also with the right one', async () => {
    const { code } = await makeLinkCode(ctx, clerk)
    for (let i = 0; i < 5; i++) await say('telegram', 'a', '绑定 22222-22222')
    expect(await say('telegram', 'a', `绑定 ${code}`)).toContain('15 分钟')
    // The code is none the worse for it.
    expect(await say('telegram', 'b', `绑定 ${code}`)).toContain(clerk.login)
  })

  it('by one of two chats that use one code at once', async () => {
    const { code } = await makeLinkCode(ctx, clerk)
    const answers = await Promise.all(['a', 'b'].map(from => say('telegram', from, `绑定 ${code}`)))
    expect(answers.filter(a => a.includes(clerk.login))).toHaveLength(1)
  })

  it('never on the web, where anybody can become a new contact', async () => {
    const { code } = await makeLinkCode(ctx, clerk)
    await say('web', 'a', `绑定 ${code}`)
    expect((await officerWays(ctx, clerk)).ways).toEqual([])
  })

  it('without disturbing a dialogue in progress; “绑定” alone is an ordinary word', async () => {
    await say('telegram', 'a', '投诉')
    expect(await say('telegram', 'a', '绑定 22222-22222')).toContain('不对')
    expect(await say('telegram', 'a', '绑定')).not.toContain('绑定码')
  })

  it('until unlinked, unfollowed, or the officer is disabled', async () => {
    await link(clerk, 'wechat')
    await link(clerk, 'telegram')
    await removeWay(ctx, clerk, 'telegram')
    expect((await officerWays(ctx, clerk)).ways.map(w => w.way)).toEqual(['wechat'])
    await receiveMessage(
      ctx,
      typed(ctx, `wechat-of-${clerk.id}`, '', {
        channel: 'wechat',
        kind: 'event',
        event: { name: 'unfollow' },
      }),
    )
    expect((await officerWays(ctx, clerk)).ways).toEqual([])
    await link(clerk, 'telegram')
    await assigned()
    await disableOfficer(ctx, clerk.login)
    expect(await ctx.db.read.officerWay.count()).toBe(0)
    ctx.clock.advance(2)
    await deliver()
    expect(telegram.sent).toHaveLength(0)
  })
})

describe('the daily list', () => {
  it('is sent once by two processes, not when it is empty, and not in the afternoon', async () => {
    await link(clerk, 'telegram')
    await setPreferences(ctx, clerk, {
      modes: { telegram: 'daily' },
      from: '20:00',
      to: '08:00',
      daysOff: true,
    })
    ctx.clock.set('2026-11-17T08:30+08:00')
    expect(await sendDailyLists(ctx)).toBe(0)
    const number = await assigned()
    ctx.clock.advance(5)
    await deliver()
    expect(telegram.sent).toEqual([])
    ctx.clock.set('2026-11-18T08:29+08:00')
    expect(await sendDailyLists(ctx)).toBe(0)
    ctx.clock.set('2026-11-18T08:30+08:00')
    const sent = await Promise.all([1, 2].map(i => sendDailyLists({ ...ctx, processId: `p${i}` })))
    expect(sent[0]! + sent[1]!).toBe(1)
    await deliver()
    expect(telegram.sent.map(s => s.message.text)).toEqual([expect.stringContaining('新分派来一件：1 条')])
    // Told once: the next morning has nothing new, and nothing is due.
    ctx.clock.set('2026-11-19T08:30+08:00')
    expect(await sendDailyLists(ctx)).toBe(0)
    ctx.clock.set('2026-11-25T14:00+08:00')
    expect(await sendDailyLists(ctx)).toBe(0)
    ctx.clock.set('2026-11-26T08:35+08:00')
    expect(await sendDailyLists(ctx)).toBe(1)
    await deliver()
    expect(telegram.sent.at(-1)!.message.text).toContain(`今天到期 1 件\n${number}`)
  })

  it('shows each role its own parts, with the counts of the desk', async () => {
    await link(manager, 'telegram')
    const number = await assigned()
    await moveCase(ctx, number, 'extend', { days: 3, reason: '等配件' }, clerk)
    ctx.clock.set('2026-11-26T08:30+08:00')
    await sendDailyLists(ctx)
    await deliver()
    const text = telegram.sent.at(-1)!.message.text
    expect(text).toContain(`已超期 1 件\n${number}`)
    expect(text).toContain('延期待批 1 件')
  })
})

describe('by mail', () => {
  let server: Awaited<ReturnType<typeof mailServer>>
  let withMail: TestContext

  beforeEach(async () => {
    server = await mailServer()
    withMail = {
      ...ctx,
      mail: createMailer({ url: `smtp://127.0.0.1:${server.port}`, from: '回音 <huiyin@office.example>' }),
    }
  })
  afterEach(() => server.close())

  const letters = async () => {
    await pushReminders(withMail)
    return sendLetters(withMail)
  }

  async function mailbox() {
    await setMailbox(withMail, clerk, 'zhang@office.example')
    await letters()
    const letter = await simpleParser(server.taken.at(-1)!.raw)
    return /confirm-mail#token=([\w-]+)/.exec(letter.text!)![1]!
  }

  it('nothing is sent to a mailbox before its link was opened; the link works once', async () => {
    const token = await mailbox()
    await assigned()
    ctx.clock.advance(2)
    expect(await letters()).toBe(0)
    await confirmMailbox(withMail, token)
    await expect(confirmMailbox(withMail, token)).rejects.toMatchObject({ code: 'not_found' })
    const number = await assigned()
    ctx.clock.advance(2)
    expect(await letters()).toBe(1)
    expect(server.taken.at(-1)!.to).toEqual(['zhang@office.example'])
    const letter = await simpleParser(server.taken.at(-1)!.raw)
    expect(letter.subject).toBe('【青禾镇办件台】新分派来一件')
    expect(letter.text).toContain(`https://office.example/desk/cases/${number}`)
    expect(`${letter.text}${letter.html}`).not.toMatch(/路灯|李小红|138/)
  })

  it('the address and the link are stored sealed', async () => {
    const token = await mailbox()
    const stored = JSON.stringify([
      await ctx.db.read.officerWay.findMany(),
      await ctx.db.read.letter.findMany(),
      await ctx.db.read.oneTimeLink.findMany(),
      await ctx.db.read.auditEntry.findMany(),
    ])
    expect(stored).not.toContain('zhang@')
    expect(stored).not.toContain(token)
  })

  it('a reminder is sent once the server is up again; the notice meanwhile names nobody', async () => {
    await confirmMailbox(withMail, await mailbox())
    const { port } = server
    await server.close()
    await assigned()
    ctx.clock.advance(2)
    expect(await letters()).toBe(0)
    const down = (await openNotices(ctx.db)).find(n => n.code === 'mail_down')!
    expect(down.detail).toContain('提醒邮件')
    expect(down.detail).not.toContain('zhang@')
    server = await mailServer(port)
    ctx.clock.advance(20)
    expect(await letters()).toBe(1)
    expect((await openNotices(ctx.db)).map(n => n.code)).not.toContain('mail_down')
  })

  it('a new address invalidates the link of the old one', async () => {
    const old = await mailbox()
    await setMailbox(withMail, clerk, 'new@office.example')
    await expect(confirmMailbox(withMail, old)).rejects.toMatchObject({ code: 'not_found' })
    await expect(setMailbox(withMail, clerk, 'x@y\r\nBcc: all@z')).rejects.toMatchObject({
      code: 'invalid_field',
    })
    await expect(setMailbox(ctx, clerk, 'a@b.cn')).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('on the desk', () => {
  it('are counted and listed page by page; “all read” does not include later ones', async () => {
    for (let i = 0; i < 32; i++) await assigned(`第 ${i} 件`)
    expect(await unseenReminders(ctx, clerk)).toBe(32)
    const first = await deskReminders(ctx, clerk)
    expect(first.items).toHaveLength(30)
    const second = await deskReminders(ctx, clerk, first.next!)
    expect([second.items.length, second.next]).toEqual([2, null])
    await assigned('刚来的')
    await readReminders(ctx, clerk, first.items[0]!.id)
    expect(await unseenReminders(ctx, clerk)).toBe(1)
  })

  it('of a case that moved to another department no longer show its texts', async () => {
    const number = await assigned('猪圈太臭')
    await moveCase(ctx, number, 'assign', { department: 'environment' }, manager)
    const { items } = await deskReminders(ctx, clerk)
    expect(items[0]!.case).toMatchObject({ number, title: null })
    expect(JSON.stringify(items)).not.toContain('猪圈')
  })
})
