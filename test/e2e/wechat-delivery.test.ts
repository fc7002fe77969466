import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { findCaseNumbers } from '../../src/domain/case-number.ts'
import { run, type Service } from '../../src/main.ts'
import { ROOT } from '../../src/root.ts'
import { moveCase } from '../../src/usecases/move-case.ts'
import { viewCase } from '../../src/usecases/view-case.ts'
import { clockAt, officer } from '../helpers/context.ts'
import { textOf, WeChatResident, WeChatStandIn } from '../standin/wechat/mod.ts'

/** What becomes of an answer, told apart: through the encrypted webhook, the database and WeChat's API. */

const account = {
  appId: 'wx00000000000e2e',
  appSecret: 'a-secret-of-the-test',
  token: 'tokenOfTheTest',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
}
const clock = clockAt('2026-11-02T10:00+08:00')
const dir = mkdtempSync(join(tmpdir(), 'huiyin-delivery-'))
let wechat: WeChatStandIn
let service: Service
type Officers = Record<'dispatcher' | 'clerk' | 'reviewer', Awaited<ReturnType<typeof officer>>>
let by: Officers

beforeAll(async () => {
  wechat = await new WeChatStandIn({ ...account, now: clock, account: 'service' }).start()
  wechat.templates.set('TPL', ['thing1', 'character_string2'])
  service = await run(
    readConfig({
      PORT: '0',
      DATA_DIR: dir,
      OFFICE_DIR: join(ROOT, 'flows'),
      BASE_URL: 'https://office.example',
      WECHAT_APP_ID: account.appId,
      WECHAT_APP_SECRET: account.appSecret,
      WECHAT_TOKEN: account.token,
      WECHAT_AES_KEY: account.aesKey,
      WECHAT_API_BASE: wechat.base,
      WECHAT_TEMPLATE_REPLY: 'TPL|thing1={text}|character_string2={number}',
    }),
    { now: clock, log: pino({ level: 'silent' }) },
  )
  by = {
    dispatcher: await officer(service.ctx, 'dispatcher', '张三'),
    clerk: await officer(service.ctx, 'clerk', '李四', 'construction'),
    reviewer: await officer(service.ctx, 'reviewer', '赵五'),
  }
})
afterAll(async () => {
  await service.stop()
  await wechat.stop()
  rmSync(dir, { recursive: true, force: true })
})

const resident = (openId: string) =>
  new WeChatResident(openId, {
    url: `${service.address}/channels/wechat`,
    now: clock,
    residents: wechat.residents,
    ...account,
  })

/** Complains as a resident does, answering what the bot asks. @returns the number. */
async function complains(who: WeChatResident): Promise<string> {
  const says = async (text: string) => {
    clock.advance(1)
    return textOf(await who.text(text))
  }
  await says('投诉')
  let asked = await says(`${who.openId} 门口的路灯坏了半个月没人修`)
  for (let turns = 0; turns < 10; turns++) {
    const number = findCaseNumbers(asked)[0]?.number
    if (number && /登记好了/.test(asked)) return number
    asked = await says(
      /哪个村/.test(asked) ? '东山村' : /对不对/.test(asked) ? '确认' : /同一/.test(asked) ? '不是' : '跳过',
    )
  }
  throw new Error(`no number: ${asked}`)
}

async function answers(number: string, text: string): Promise<void> {
  const move = (name: Parameters<typeof moveCase>[2], input: object, as: keyof Officers) =>
    moveCase(service.ctx, number, name, input, by[as])
  await move('accept', {}, 'dispatcher')
  await move('assign', { department: 'construction' }, 'dispatcher')
  await move('draft', { text }, 'clerk')
  await move('submit', {}, 'clerk')
  await move('approve', {}, 'reviewer')
}

const view = (number: string) => viewCase(service.ctx, number, by.dispatcher)
const becomes = (number: string, delivery: string) =>
  vi.waitFor(async () => expect((await view(number)).replies[0]).toMatchObject({ delivery }), {
    timeout: 10_000,
  })
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
  expect(await historyOf(number)).toEqual(['template sent'])
  const finished = who.write('event', {
    Event: 'TEMPLATESENDJOBFINISH',
    MsgID: await msgId(number),
    Status: 'success',
  })
  expect((await finished.deliver()).body).toBe('success')
  await finished.deliver()
  await becomes(number, 'delivered')
  expect(await historyOf(number)).toEqual(['template sent', 'template delivered'])
  const { trackingUrl } = await view(number)
  const page = await fetch(`${service.address}${new URL(trackingUrl).pathname}${new URL(trackingUrl).search}`)
  expect(await page.text()).toContain('灯已换好')
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
