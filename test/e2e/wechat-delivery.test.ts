import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../helpers/eventually.ts'
import { Visitor } from '../helpers/site.ts'
import { type WeChatOffice, wechatOffice } from '../helpers/wechat-office.ts'
import { textOf } from '../tools/stand-in/wechat/mod.ts'

/** What becomes of an answer, told apart: through the encrypted webhook, the database and WeChat's API. */

let office: WeChatOffice
let { clock, service } = {} as WeChatOffice

beforeAll(async () => {
  office = await wechatOffice({
    settings: {
      WECHAT_TEMPLATE_REPLY: 'TPL|thing1={text}|character_string2={number}',
      WECHAT_SUBSCRIBE_REPLY: 'SUB|thing1={text}|character_string2={number}',
    },
  })
  office.wechat.templates.set('TPL', ['thing1', 'character_string2'])
  office.wechat.templates.set('SUB', ['thing1', 'character_string2'])
  ;({ clock, service } = office)
})
afterAll(() => office.stop())

const resident: WeChatOffice['resident'] = openId => office.resident(openId)
const complains: WeChatOffice['complains'] = who => office.complains(who)
const answers: WeChatOffice['answers'] = (number, text) => office.answers(number, text)
const view: WeChatOffice['view'] = number => office.view(number)
const becomes = (number: string, delivery: string) =>
  eventually(async () => expect((await view(number)).replies[0]).toMatchObject({ delivery }))
const deliveries = async (number: string) =>
  (await view(number)).events.filter(e => e.type === 'delivery').map(e => e.data['state'])
const historyOf = async (number: string) => {
  const found = await service.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  const row = await service.ctx.db.read.outbox.findFirstOrThrow({
    where: { caseId: found.id, purpose: 'reply' },
    include: { history: { orderBy: { id: 'asc' } } },
  })
  return row.history.map(h => `${h.via} ${h.outcome}`)
}
const msgId = async (number: string) => {
  const found = await service.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  return (
    await service.ctx.db.read.outbox.findFirstOrThrow({ where: { caseId: found.id, purpose: 'reply' } })
  ).externalId!
}

it('a template message is sent, then delivered when WeChat says so, then read on the page', async () => {
  const who = resident('o-template')
  const number = await complains(who)
  clock.advance(49 * 60)
  await answers(number, '灯已换好。')
  await becomes(number, 'sent')
  expect(await historyOf(number)).toEqual(['subscribe held', 'template sent'])
  const finished = who.write('event', {
    Event: 'TEMPLATESENDJOBFINISH',
    MsgID: await msgId(number),
    Status: 'success',
  })
  expect((await finished.deliver()).body).toBe('success')
  await finished.deliver()
  await becomes(number, 'delivered')
  expect(await historyOf(number)).toEqual(['subscribe held', 'template sent', 'template delivered'])
  const browser = new Visitor(service.address, { origin: 'https://office.example' })
  const page = await browser.own(number, service.ctx.secrets.trackingCode(number))
  expect(page.text).toContain('灯已换好')
  await browser.post(`/c/${number}/read`)
  await becomes(number, 'read')
  expect(await deliveries(number)).toEqual(['sent', 'delivered', 'read'])
})

it('a template message that the resident blocks is undeliverable, and the case says what to do', async () => {
  const who = resident('o-block')
  const number = await complains(who)
  clock.advance(49 * 60)
  await answers(number, '已派人去修。')
  await becomes(number, 'sent')
  await who.event('TEMPLATESENDJOBFINISH', { MsgID: await msgId(number), Status: 'failed:user block' })
  await becomes(number, 'undeliverable')
  expect((await view(number)).replies[0]!.deliveryDetail).toContain('电话')
})

it('a template message that WeChat lost is held, and comes first when the resident writes', async () => {
  const who = resident('o-lost')
  const number = await complains(who)
  clock.advance(49 * 60)
  await answers(number, '水管已接好。')
  await becomes(number, 'sent')
  await who.event('TEMPLATESENDJOBFINISH', { MsgID: await msgId(number), Status: 'failed: system failed' })
  await becomes(number, 'held')
  const answer = textOf(await who.text('在吗'))
  expect(answer.indexOf('水管已接好')).toBeGreaterThanOrEqual(0)
  expect(answer.indexOf('水管已接好')).toBeLessThan(60)
  expect(await view(number)).toMatchObject({ replies: [{ delivery: 'sent' }] })
})

it('a subscription notice is sent without an id of its own, and the event that comes later still finds it', async () => {
  const who = resident('o-subscribe')
  const number = await complains(who)
  office.wechat.residents.consent(who.openId, 'SUB')
  clock.advance(49 * 60)
  await answers(number, '灯已换好。')
  await becomes(number, 'sent')
  expect(await historyOf(number)).toEqual(['subscribe sent'])
  // bizsend tells no id; the event does.
  const sent = (ErrorCode: string) =>
    who.event('subscribe_msg_sent_event', {
      SubscribeMsgSentEvent: {
        List: { TemplateId: 'SUB', MsgID: '1864323726461255680', ErrorCode, ErrorStatus: 'x' },
      },
    })
  expect((await sent('0')).body).toBe('success')
  await becomes(number, 'delivered')
  expect(await msgId(number)).toBe('1864323726461255680')
  // Word of another one changes nothing here.
  clock.advance(1)
  await sent('43101')
  expect((await view(number)).replies[0]).toMatchObject({ delivery: 'delivered' })
})

it('nobody else’s word changes what became of an answer', async () => {
  const who = resident('o-mine')
  const number = await complains(who)
  clock.advance(49 * 60)
  await answers(number, '灯已换好。')
  await becomes(number, 'sent')
  const id = await msgId(number)
  await resident('o-other').event('TEMPLATESENDJOBFINISH', { MsgID: id, Status: 'failed:user block' })
  expect((await view(number)).replies[0]).toMatchObject({ delivery: 'sent' })
})

it('who unfollows is forgotten, and the case says why nothing can be delivered', async () => {
  const who = resident('o-leaves')
  const number = await complains(who)
  expect((await who.event('unsubscribe')).body).toBe('success')
  const left = await view(number)
  expect(left.events.at(-1)).toMatchObject({
    type: 'unreachable',
    data: { reason: 'unfollowed' },
    by: '系统',
  })
  await answers(number, '灯已换好。')
  await becomes(number, 'undeliverable')
  const { db } = service.ctx
  const found = await db.read.case.findUniqueOrThrow({ where: { number }, include: { contact: true } })
  expect(found.contact).toMatchObject({ externalSealed: null, phoneSealed: null, nameSealed: null })
  // A follow greets a stranger and re-attaches nothing by guess.
  clock.advance(1)
  expect(textOf(await who.event('subscribe'))).toContain('青禾镇')
  expect(textOf(await who.text(number))).not.toContain('路灯')
})
