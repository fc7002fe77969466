import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OfficerActor } from '../../../../src/domain/people/actor.ts'
import { openCaseIn, trackingUrl } from '../../../../src/usecases/cases/moving/open-case.ts'
import { issueCode } from '../../../../src/usecases/cases/own/case-codes.ts'
import { deliverOutbox } from '../../../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { MemoryChannel, officer, typed } from '../../../helpers/context.ts'
import { addOfficers, signedIn, type TestSite, testSite, Visitor } from '../../../helpers/site.ts'
import { chatCase } from '../../../helpers/talk.ts'
import { liveToken } from '../../../helpers/token.ts'

/** What opens a resident's case is the resident's: no officer reads it, and with a code alone nobody decides over a case. */

const PHONE = '13812345678'
let site: TestSite
let channel: MemoryChannel
let by: Record<'lin' | 'zhang' | 'zhou', OfficerActor>
beforeEach(async () => {
  channel = new MemoryChannel('wechat')
  site = await testSite({ channels: [channel] })
  by = await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    zhou: 'reviewer',
    qian: 'auditor',
    sun: 'manager',
  })
})
afterEach(() => site.close())

/** A case of a WeChat chat, with the message that gives its resident the code; answered when asked for. */
async function ofChat(from: string, { phone, answer = true }: { phone?: string; answer?: boolean } = {}) {
  const { ctx } = site
  const { number } = await chatCase(ctx, from, {
    text: '石桥村口的路灯坏了。',
    channel: 'wechat',
    ...(phone && { resident: { phone } }),
  })
  const { lin, zhang, zhou } = by
  await assignCase(ctx, number, lin, { department: 'construction', officer: 'zhang' })
  if (answer) {
    await answerCase(ctx, number, '路灯修好了。', [zhang, zhou])
    while ((await deliverOutbox(ctx)) > 0);
  }
  return { number, code: ctx.secrets.trackingCode(number) }
}

/** A case of the counter. */
async function ofCounter(phone?: string) {
  const number = await openedCase(
    site.ctx,
    { text: '家里停水两天了。', channel: 'visit', ...(phone && { resident: { phone } }) },
    by.lin,
  )
  return { number, code: (await issueCode(site.ctx, number, by.lin, 'receipt')).code }
}

const visitor = () => new Visitor(site.url)
const say = async (from: string, text: string) =>
  (await receiveMessage(site.ctx, typed(site.ctx, from, text, { channel: 'wechat' }))).replies
    .map(r => r.text)
    .join('\n')
const statusOf = async (number: string) =>
  (await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).status
const lastEvents = async (number: string, n: number) =>
  (await site.ctx.db.read.caseEvent.findMany({ where: { case: { number } }, orderBy: { seq: 'asc' } }))
    .slice(-n)
    .map(e => ({ type: e.type, by: e.byKind, ...(JSON.parse(e.data!) as Record<string, unknown>) }))

it('the page asks for what is done first, then for the phone, then shows the button', async () => {
  const { number, code } = await ofCounter(PHONE)
  await site.ctx.db.inTransaction(tx =>
    tx.case.update({ where: { number }, data: { status: 'answered', firstReplyAt: site.ctx.now() } }),
  )
  const { text } = await visitor().own(number, code)
  const form = text.slice(text.indexOf(`action="/c/${number}/rate"`))
  const at = ['name="rating"', 'name="phone"', '<button'].map(part => form.indexOf(part))
  expect(at.every(i => i > 0)).toBe(true)
  expect(at).toEqual([...at].sort((a, b) => a - b))
})

it('an exported list says by which way a case was rated', async () => {
  const { number, code } = await ofChat('o-export', { phone: PHONE })
  const browser = visitor()
  await browser.own(number, code)
  expect((await browser.post(`/c/${number}/rate`, { rating: '4', phone: PHONE })).status).toBe(303)
  const text = await (await signedIn(site, 'lin')).page('/desk/list.csv?view=all')
  const [head, line] = text.trim().split('\r\n')
  expect(head!.split(',').at(-1)).toBe('评价、重新办理、撤回的方式')
  expect(line).toMatch(/,4,评价：查询码，核对了登记的电话$/)
})

describe('the resident’s own code', () => {
  it('reaches the resident and no officer: pages, API, export, database', async () => {
    const { ctx } = site
    const { number, code } = await ofChat('o-mine')
    const sent = channel.sent.at(-1)!
    expect(sent.message.text).toContain(`/c/${number}#k=${code}`)
    expect(sent.context.casePageUrl).toBe(trackingUrl(ctx, number))
    // The resident copies it into the chat and into an addition, and sends it when the bot asks for it.
    await say('o-mine', `我的是 ${sent.message.text}`)
    await say('o-mine', '补充情况')
    await say('o-mine', `编号 ${number}，查询码 ${code.toLowerCase()}，还没修`)
    await say('o-mine', '完成')
    await say('o-other', `${number} 怎么样了`)
    await say('o-other', `${code.slice(0, 5)} ${code.slice(5)}`)
    const seen = new Map<string, string>()
    const withToken: string[] = []
    const read: string[] = []
    for (const login of ['lin', 'zhang', 'zhou', 'qian', 'sun']) {
      const browser = await signedIn(site, login)
      for (const path of [
        '/desk?view=all',
        `/desk?view=all&q=${code}`,
        `/desk/cases/${number}`,
        `/desk/cases/${number}/receipt`,
        `/desk/cases/${number}/repro`,
        '/desk/conversations',
        '/desk/conversations/1',
        '/desk/conversations/2',
        '/desk/reminders',
        '/desk/audit',
        '/desk/list.csv?view=all',
      ]) {
        const { status, text } = await browser.get(path)
        if (status === 200) read.push(`${login} ${path}`)
        seen.set(`${login} ${path}`, text)
      }
      const token = await liveToken(ctx, login).catch(() => undefined)
      if (token) withToken.push(login)
      for (const path of token ? [`/cases/${number}`, '/cases'] : []) {
        const answer = await fetch(`${site.url}/api/v1${path}`, {
          headers: { authorization: `Bearer ${token}` },
        })
        seen.set(`${login} api ${path}`, await answer.text())
      }
    }
    expect(withToken).toContain('lin')
    // Not every role may read each: but each is read by somebody, and the case by all.
    expect(new Set(read.map(r => r.split(' ')[1])).size).toBe(11)
    expect(read.filter(r => r.endsWith(`/desk/cases/${number}`))).toHaveLength(5)
    expect(seen.get(`lin api /cases/${number}`)).toContain(number)
    expect(seen.get(`lin /desk/cases/${number}`)).toContain(`/c/${number}#k=**********`)
    seen.set('messages', JSON.stringify(await ctx.db.read.message.findMany()))
    seen.set('events', JSON.stringify(await ctx.db.read.caseEvent.findMany()))
    seen.set('cases', JSON.stringify(await ctx.db.read.case.findMany()))
    for (const [where, text] of seen) {
      const plain = text.toUpperCase().replaceAll(/[\s-]/g, '')
      // What the searcher typed into the address stands in the search field.
      if (!where.includes('&q=')) expect([where, plain.includes(code)]).toEqual([where, false])
    }
    const file = ctx.config.databaseUrl.slice('file:'.length)
    for (const part of [file, `${file}-wal`]) expect(readFileSync(part, 'latin1').includes(code)).toBe(false)
  })

  it('comes back for a repeated delivery and on the web chat’s own page, and for nobody who writes such an address', async () => {
    const { ctx } = site
    const { number, code } = await ofChat('o-mine')
    // Somebody else writes the hidden form of it, and the bot reads their words back to them.
    for (const text of [
      '投诉',
      `${site.url}/c/${number}#k=********** 路灯还是不亮，晚上看不见路`,
      '石桥村',
      '跳过',
      '跳过',
      '完成',
    ])
      expect(await say('o-other', text)).not.toContain(code)
    const inbound = typed(ctx, 'o-mine', '我的投诉怎么样了', { channel: 'wechat' })
    const first = await receiveMessage(ctx, inbound)
    const again = await receiveMessage(ctx, inbound)
    expect(first.replies.map(r => r.text).join()).toContain(code)
    expect(again.repeated).toBe(true)
    expect(again.replies).toEqual(first.replies)
  })

  it('a chat with another resident’s code reads the status of the case, and gets no code and no acts', async () => {
    const { number, code } = await ofChat('o-mine')
    await say('o-other', `${number} 怎么样了`)
    const told = await say('o-other', code)
    expect(told).toContain('路灯修好了')
    expect(told).not.toContain(code)
    expect(told).not.toContain('还要做什么')
  })
})

describe('a code that an officer gives out', () => {
  it('is another one, is audited, shows at the desk without its value, and can be revoked', async () => {
    const { number } = await ofChat('o-mine')
    const lin = await signedIn(site, 'lin')
    await lin.get(`/desk/cases/${number}`)
    expect(await lin.page(`/desk/cases/${number}/receipt`)).not.toContain('查询码：')
    await lin.post(`/desk/cases/${number}/receipt`)
    const receipt = await lin.get(`/desk/cases/${number}/receipt`)
    const code = /查询码：<b class="number">([^<]+)</.exec(receipt.text)![1]!
    expect(code).not.toBe(site.ctx.secrets.trackingCode(number))
    // Only in the browser that made it.
    expect(await (await signedIn(site, 'zhang')).page(`/desk/cases/${number}/receipt`)).not.toContain(code)
    site.ctx.clock.advance(11)
    expect(await lin.page(`/desk/cases/${number}/receipt`)).not.toContain(code)
    const resident = visitor()
    expect((await resident.own(number, code)).text).toContain('路灯修好了')
    const page = await lin.page(`/desk/cases/${number}`)
    expect(page).toContain('发出的查询码')
    expect(page).toContain('lin同志，回执')
    expect(page).toContain('上次使用')
    expect(page).not.toContain(code)
    const audit = await site.ctx.db.read.auditEntry.findMany({ where: { target: number } })
    expect(audit.map(a => a.action)).toContain('case_code_issued')
    expect(JSON.stringify(await site.ctx.db.read.caseCode.findMany())).not.toContain(code.replace('-', ''))
    const id = /codes\/(\d+)\/revoke/.exec(page)![1]!
    expect((await lin.post(`/desk/cases/${number}/codes/${id}/revoke`)).status).toBe(303)
    // What it had opened is shut as well; the resident's own code goes on.
    expect((await resident.get(`/c/${number}`)).text).toContain('已经作废')
    expect((await visitor().own(number, code)).status).toBe(404)
    expect((await visitor().own(number, site.ctx.secrets.trackingCode(number))).status).toBe(200)
    expect(await lin.page(`/desk/cases/${number}`)).toContain('作废')
  })

  it('is refused to those who register no cases, ends by itself, and opens its own case alone', async () => {
    const [first, second] = [await ofCounter(), await ofCounter()]
    for (const login of ['zhou', 'qian', 'sun']) {
      const browser = await signedIn(site, login)
      await browser.get(`/desk/cases/${first.number}`)
      expect((await browser.post(`/desk/cases/${first.number}/receipt`)).status).toBe(403)
    }
    expect((await visitor().own(second.number, first.code)).status).toBe(404)
    expect((await visitor().own(first.number, first.code)).status).toBe(200)
    site.ctx.clock.advance(181 * 24 * 60)
    expect((await visitor().own(first.number, first.code)).status).toBe(404)
  })

  it('is what the API answers with', async () => {
    const token = await liveToken(site.ctx, 'lin')
    const answer = await fetch(`${site.url}/api/v1/cases`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': 'a1',
      },
      body: JSON.stringify({ kind: 'complaint', text: '路灯坏了', channel: 'api' }),
    })
    const { number, trackingUrl: url } = (await answer.json()) as { number: string; trackingUrl: string }
    const { pathname, search, hash } = new URL(url)
    expect([pathname, search]).toEqual([`/c/${number}`, ''])
    const code = hash.slice('#k='.length)
    expect(code).not.toBe(site.ctx.secrets.trackingCode(number))
    expect((await visitor().own(number, code)).text).toContain('路灯坏了')
    const codes = await site.ctx.db.read.caseCode.findMany()
    expect(codes.map(c => c.purpose)).toEqual(['api'])
  })
})

describe('acts that decide over a case', () => {
  it('with a code of a chat’s case happen when the resident confirms in that chat', async () => {
    const { number, code } = await ofChat('o-mine', { answer: false })
    const browser = visitor()
    expect((await browser.own(number, code)).text).toContain('会在您反映时用的对话里问您')
    expect((await browser.post(`/c/${number}/withdraw`)).location).toBe(`/c/${number}?done=asked`)
    expect(await statusOf(number)).toBe('assigned')
    expect(await browser.page(`/c/${number}?done=asked`)).toContain('还没有办')
    while ((await deliverOutbox(site.ctx)) > 0);
    expect(channel.sent.at(-1)!.message.text).toContain(`要求撤回`)
    // Asked once; whoever holds the code cannot make the bot ask on and on.
    expect((await browser.post(`/c/${number}/withdraw`)).status).toBe(409)
    expect(await say('o-mine', '确认')).toContain('办好了')
    expect(await statusOf(number)).toBe('withdrawn')
    expect(await lastEvents(number, 1)).toMatchObject([
      { type: 'withdrawn', by: 'resident', via: 'code', confirmed: 'chat' },
    ])
  })

  it('do not happen when the resident says that it was not them', async () => {
    const { number, code } = await ofChat('o-mine')
    const browser = visitor()
    await browser.own(number, code)
    expect((await browser.post(`/c/${number}/rate`, { rating: '5' })).location).toContain('done=asked')
    expect(await say('o-mine', '不是我')).toContain('没有办')
    expect((await browser.post(`/c/${number}/reopen`, { reason: '又坏了' })).location).toContain('done=asked')
    expect(await say('o-mine', '是我')).toContain('办好了')
    expect(await lastEvents(number, 1)).toMatchObject([
      { type: 'reopened', by: 'resident', via: 'code', confirmed: 'chat', reason: '又坏了' },
    ])
    const rated = await site.ctx.db.read.caseEvent.count({ where: { type: 'rated' } })
    expect(rated).toBe(0)
  })

  it('wait while the chat is busy with something else, and say how', async () => {
    const { number, code } = await ofChat('o-mine', { answer: false })
    await say('o-mine', '我要投诉')
    await say('o-mine', '东山村的垃圾没人清，堆了好几天了')
    const browser = visitor()
    await browser.own(number, code)
    expect((await browser.post(`/c/${number}/withdraw`)).location).toContain('done=asked')
    while ((await deliverOutbox(site.ctx)) > 0);
    expect(channel.sent.at(-1)!.message.text).toContain('回复“撤回”')
    expect(await statusOf(number)).toBe('assigned')
  })

  it('take the phone number on the case instead, and not another one', async () => {
    const { number, code } = await ofChat('o-mine', { phone: PHONE })
    const browser = visitor()
    await browser.own(number, code)
    const wrong = await browser.post(`/c/${number}/rate`, { rating: '5', phone: '13900000000' })
    expect([wrong.status, wrong.text.includes('电话和登记的不一样')]).toEqual([422, true])
    expect(await statusOf(number)).toBe('answered')
    const done = await browser.post(`/c/${number}/rate`, { rating: '2', phone: '138 1234 5678' })
    expect(done.location).toBe(`/c/${number}?done=rate`)
    expect((await lastEvents(number, 2))[0]).toMatchObject({
      via: 'code',
      confirmed: 'phone',
      by: 'resident',
    })
    const timeline = await (await signedIn(site, 'lin')).page(`/desk/cases/${number}`)
    expect(timeline).toContain('群众评价 2 分（查询码，核对了登记的电话）')
    expect(await browser.page(`/c/${number}`)).toContain('您评价了 2 分（查询码）')
  })

  it('in the chat itself say so', async () => {
    const { number } = await ofChat('o-mine')
    await say('o-mine', '4')
    expect((await lastEvents(number, 2))[0]).toMatchObject({ type: 'rated', via: 'chat', by: 'resident' })
    const token = await liveToken(site.ctx, 'lin')
    const answer = await fetch(`${site.url}/api/v1/cases/${number}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const { events } = (await answer.json()) as { events: { type: string; via?: string; by: string }[] }
    expect(events.find(e => e.type === 'rated')).toMatchObject({ via: 'chat', by: '群众' })
  })

  it('of a counter’s case need its phone; without one only adding and urging is left to the page', async () => {
    const known = await ofCounter(PHONE)
    const browser = visitor()
    await browser.own(known.number, known.code)
    expect((await browser.post(`/c/${known.number}/withdraw`)).status).toBe(422)
    expect((await browser.post(`/c/${known.number}/withdraw`, { phone: PHONE })).status).toBe(303)
    expect(await statusOf(known.number)).toBe('withdrawn')

    const unknown = await ofCounter()
    const other = visitor()
    expect((await other.own(unknown.number, unknown.code)).text).toContain('请打电话或到窗口提出')
    expect((await other.post(`/c/${unknown.number}/withdraw`, { phone: PHONE })).status).toBe(422)
    expect((await other.post(`/c/${unknown.number}/withdraw`)).status).toBe(409)
    expect((await other.post(`/c/${unknown.number}/urge`)).status).toBe(303)
    expect((await other.post(`/c/${unknown.number}/supplement`, { text: '三楼也停了' })).status).toBe(303)
    expect(await statusOf(unknown.number)).toBe('received')
  })
})

describe('an officer', () => {
  it('signed in at the desk does nothing as the resident, on the page and in the web chat', async () => {
    const { ctx } = site
    const { number, code } = await ofChat('o-mine', { phone: PHONE })
    const zhang = await signedIn(site, 'zhang')
    const page = await zhang.own(number, code)
    expect(page.text).toContain('这个浏览器正登录着办件台')
    expect(page.text).not.toContain('name="rating"')
    const before = await ctx.db.read.caseEvent.count()
    for (const [move, fields] of Object.entries({
      rate: { rating: '5', phone: PHONE },
      reopen: { reason: 'x', phone: PHONE },
      withdraw: { phone: PHONE },
      urge: {},
      supplement: { text: 'x' },
    })) {
      const refused = await zhang.post(`/c/${number}/${move}`, fields as Record<string, string>)
      expect([move, refused.status, refused.text.includes('正登录着办件台')]).toEqual([move, 409, true])
    }
    expect(await ctx.db.read.caseEvent.count()).toBe(before)

    // The browser of a resident's own web chat, on which an officer then signs in.
    await receiveMessage(ctx, typed(ctx, 'browser-1', '你好'))
    const contact = await ctx.db.read.contact.findFirstOrThrow({ where: { channel: 'web' } })
    const { row } = await ctx.db.inTransaction(tx =>
      openCaseIn(
        tx,
        ctx,
        { kind: 'complaint', text: '水管坏了', channel: 'web' },
        { kind: 'resident' },
        { contactId: contact.id },
      ),
    )
    zhang.cookies.set('huiyin_chat', `browser-1.${ctx.secrets.sign('browser-1', 'web.contact')}`)
    const chat = async (text: string) => {
      const answer = await fetch(`${site.url}/channels/web/messages`, {
        method: 'POST',
        headers: {
          origin: site.url,
          'content-type': 'application/json',
          cookie: [...zhang.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
        body: JSON.stringify({ text }),
      })
      return answer.text()
    }
    expect(await chat('催一下')).toContain('正登录着办件台')
    await chat('撤回')
    expect(await chat('确定撤回')).toContain('正登录着办件台')
    expect(await statusOf(row.number)).toBe('received')
    // Signed out, it is the resident's again.
    zhang.cookies.delete('huiyin_desk')
    expect(await chat('催一下')).toContain('已经替您催了')
  })

  it('records acts for a resident at the counter under their own name; a rating does not count', async () => {
    const { number } = await ofChat('o-mine')
    const lin = await signedIn(site, 'lin')
    const behalf = (fields: Record<string, string>, who = lin) => who.move(number, 'onBehalf', fields)
    expect((await behalf({ act: 'rate', rating: '5' })).text).toContain('不能为空')
    expect((await behalf({ act: 'withdraw', checked: '看了身份证' })).status).toBe(422)
    expect((await behalf({ act: 'rate', rating: '1', checked: '看了身份证' })).status).toBe(303)
    expect(await lastEvents(number, 1)).toMatchObject([
      { type: 'rated', by: 'officer', via: 'counter', checked: '看了身份证', rating: 1 },
    ])
    // Nor does it stand in for the resident's own.
    const row = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    expect([row.rating, row.status]).toEqual([null, 'answered'])
    // The one who holds the case does not rate it.
    const own = await behalf(
      { act: 'rate', rating: '5', checked: '看了身份证' },
      await signedIn(site, 'zhang'),
    )
    expect([own.status, own.text.includes('自己办的件')]).toEqual([409, true])
    expect((await behalf({ act: 'reopen', text: '又坏了', checked: '看了身份证' })).status).toBe(303)
    const page = await lin.page(`/desk/cases/${number}`)
    expect(page).toContain('重新办理：又坏了（窗口代办，看了身份证）')
    expect((await lastEvents(number, 1))[0]).toMatchObject({
      type: 'reopened',
      by: 'officer',
      via: 'counter',
    })
    // Their resident reads it, too.
    expect((await visitor().own(number, site.ctx.secrets.trackingCode(number))).text).toContain(
      '（窗口代办）',
    )
  })
})

it('an answer opened with an issued code alone does not count as read', async () => {
  const { number } = await ofChat('o-mine', { phone: PHONE })
  const { code } = await issueCode(site.ctx, number, by.lin, 'receipt')
  const browser = visitor()
  expect((await browser.own(number, code)).text).not.toContain('data-read')
  await browser.post(`/c/${number}/read`)
  const reads = async () =>
    (await site.ctx.db.read.caseEvent.findMany({ where: { type: 'delivery' } })).filter(e =>
      e.data!.includes('"read"'),
    )
  expect(await reads()).toEqual([])
  await officer(site.ctx, 'manager', '钱')
  await browser.post(`/c/${number}/rate`, { rating: '4', phone: PHONE })
  await browser.post(`/c/${number}/read`)
  expect((await reads()).length).toBe(1)
})
