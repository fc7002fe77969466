import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { lockCaseById } from '../../../src/store/cases/cases.ts'
import { appendEvents } from '../../../src/store/cases/record.ts'
import { openNotices } from '../../../src/store/office/notices.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { sendDigests } from '../../../src/usecases/notify/send-digests.ts'
import { makeMissingDigests, recheckStored } from '../../../src/usecases/numbers/make-digest.ts'
import type { SignedIn } from '../../../src/usecases/people/sign-in.ts'
import { makeLinkCode } from '../../../src/usecases/talk/link-chat.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import {
  MemoryChannel,
  officer,
  sampleOffice,
  type TestContext,
  testContext,
  typed,
} from '../../helpers/context.ts'

type Officer = Actor & { id: number }
let ctx: TestContext
let wechat: MemoryChannel
let telegram: MemoryChannel
let dispatcher: Officer
let mayor: Officer
let head: Officer
let auditor: Officer

beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  telegram = new MemoryChannel('telegram')
  const content = await sampleOffice()
  const office = { ...content.office, digest: { recipients: ['auditor-孙监督', 'nobody'], mail: [] } }
  ctx = await testContext({ channels: [wechat, telegram], content: { ...content, office } })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  mayor = await officer(ctx, 'manager', '陈镇长')
  head = await officer(ctx, 'manager', '李主任', 'environment')
  auditor = await officer(ctx, 'auditor', '孙监督')
  ctx.clock.set('2026-11-02T10:00+08:00')
})
afterEach(() => ctx.close())

async function link(who: Officer, channel: 'wechat' | 'telegram') {
  const { code } = await makeLinkCode(ctx, { ...who, login: who.name!, session: '' } as SignedIn)
  await receiveMessage(ctx, typed(ctx, who.name!, `绑定 ${code}`, { channel }), { passive: r => r.length })
}

/** Two inquiries due on Thursday the 5th, one in each department; neither is answered in time. */
async function aWeek() {
  const numbers: string[] = []
  for (const department of ['environment', 'construction']) {
    const number = await openedCase(ctx, { kind: 'inquiry', text: '问一下' }, dispatcher)
    await assignCase(ctx, number, dispatcher, { department })
    numbers.push(number)
  }
  return numbers
}

const monday = async (at = '2026-11-09T08:30+08:00') => {
  ctx.clock.set(at)
  await makeMissingDigests(ctx)
  const sent = await sendDigests(ctx)
  while ((await deliverOutbox(ctx)) > 0);
  return sent
}

const texts = (channel: MemoryChannel, who: Officer) =>
  channel.sent.filter(s => s.to === who.name && !s.message.text.startsWith('已绑定')).map(s => s.message.text)

describe('the digest on the phone', () => {
  it('one screen: the number, the change, the things to act on, a link; once, whatever runs at Monday 08:30', async () => {
    await link(mayor, 'wechat')
    const [environment] = await aWeek()
    ctx.clock.set('2026-11-09T08:30+08:00')
    const both = await Promise.all(
      [1, 2].map(async i => {
        const process = { ...ctx, processId: `p${i}` }
        await makeMissingDigests(process)
        return sendDigests(process)
      }),
    )
    // Whoever was too early finds it on the next run; nobody sends it twice.
    expect(both[0]! + both[1]! + (await sendDigests(ctx))).toBe(1)
    while ((await deliverOutbox(ctx)) > 0);
    expect(texts(wechat, mayor)).toHaveLength(1)
    const [text] = texts(wechat, mayor)
    expect(text).toContain('青禾镇周报：2026 年第 45 周')
    expect(text).toContain('按时答复：0/2 件')
    expect(text).toContain('上周：无')
    expect(text).toContain(`1. 超期没答复 2 件。最久的是 ${environment}`)
    expect(text).toMatch(/\n台账指纹：(\d{5} ){5}\d{5}。两个人看到的指纹一样，看到的就是同一本台账。$/)
    expect(text!.split('\n').length).toBeLessThanOrEqual(10)
    expect(wechat.sent.at(-1)!.message.link?.url).toBe('https://office.example/desk/digests/2026-W45')
  })

  it("a department's head gets only the department's; recipients of office.yaml get the office's", async () => {
    await link(head, 'telegram')
    await link(auditor, 'telegram')
    const [mine, other] = await aWeek()
    expect(await monday()).toBe(2)
    const [text] = texts(telegram, head)
    expect(text).toContain('生态环境办公室周报')
    expect(text).toContain('按时答复：0/1 件')
    expect(text).toContain(mine!)
    expect(text).not.toContain(other!)
    expect(text).not.toContain('规划建设')
    expect(texts(telegram, auditor)[0]).toContain('青禾镇周报')
    expect((await openNotices(ctx.db)).find(n => n.code === 'digest_recipient_unknown')!.detail).toContain(
      'nobody',
    )
  })

  it('a late correction says so, once, in the morning and not at night', async () => {
    await link(mayor, 'telegram')
    const [number] = await aWeek()
    await monday()
    expect(texts(telegram, mayor)).toHaveLength(1)
    // Found later in the paper file: the resident withdrew within the week.
    const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number: number! } })
    await ctx.db.inTransaction(async tx => {
      await appendEvents(tx, await lockCaseById(tx, row.id), [
        { type: 'withdrawn', at: new Date('2026-11-04T10:00+08:00'), by: { kind: 'resident' }, data: {} },
      ])
    })
    ctx.clock.set('2026-11-10T02:40+08:00')
    expect(await recheckStored(ctx)).toEqual(['2026-W45'])
    expect(await sendDigests(ctx)).toBe(0)
    await monday('2026-11-10T08:30+08:00')
    await monday('2026-11-11T08:30+08:00')
    const all = texts(telegram, mayor)
    expect(all).toHaveLength(2)
    expect(all[1]).toContain('更正，这是第 2 版。')
    expect(all[1]).toContain('→')
  })

  it('after a holiday it comes on the first working day; who links a chat later gets no old ones', async () => {
    ctx.clock.set('2026-09-21T10:00+08:00')
    await link(mayor, 'wechat')
    await aWeek()
    // Monday the 5th of October is within National Day; the 8th is worked.
    expect(await monday('2026-10-05T08:30+08:00')).toBe(0)
    ctx.clock.advance(1)
    await link(head, 'wechat')
    expect(await monday('2026-10-08T08:30+08:00')).toBeGreaterThan(0)
    // The week, the month and the quarter that ended meanwhile, and no older week.
    expect(texts(wechat, mayor).map(t => t.split('\n')[0])).toEqual([
      '青禾镇月报：2026 年 9 月',
      '青禾镇季报：2026 年第 3 季度',
      '青禾镇周报：2026 年第 40 周',
    ])
    expect(texts(wechat, head)).toEqual([])
  })

  it('months and quarters, too', async () => {
    await link(mayor, 'telegram')
    await aWeek()
    await monday('2026-12-01T08:30+08:00')
    expect(texts(telegram, mayor).find(t => t.includes('月报'))).toContain('青禾镇月报：2026 年 11 月')
  })
})
