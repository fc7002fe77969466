import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findCaseNumbers } from '../../src/domain/base/text/case-number.ts'
import { makeMissingDigests } from '../../src/usecases/numbers/make-digest.ts'
import { createOfficer } from '../../src/usecases/people/officers.ts'
import { eventually } from '../helpers/eventually.ts'
import { liveToken } from '../helpers/token.ts'
import { type WeChatOffice, wechatOffice } from '../helpers/wechat-office.ts'
import { textOf, type WeChatResident } from '../tools/stand-in/wechat/mod.ts'

/** One complaint, all the way, through the doors the world uses: encrypted webhook, API, WeChat's API. */

let office: WeChatOffice
let { clock, wechat, service } = {} as WeChatOffice
let villager: WeChatResident
const tokens: Record<string, string> = {}

beforeAll(async () => {
  office = await wechatOffice()
  ;({ clock, wechat, service } = office)
  const officers = [
    { login: 'zhang', name: '张三', role: 'dispatcher' },
    { login: 'li', name: '李四', role: 'clerk', departmentId: 'construction' },
    { login: 'zhao', name: '赵五', role: 'reviewer' },
    { login: 'qian', name: '钱六', role: 'manager' },
  ] as const
  for (const officer of officers) {
    await createOfficer(service.ctx, officer)
    tokens[officer.login] = await liveToken(service.ctx, officer.login)
  }
  villager = office.resident('o-villager-68')
})
afterAll(() => office.stop())

const api = async (login: string, path: string, body?: object) => {
  const response = await fetch(`${service.address}/api/v1${path}`, {
    headers: { authorization: `Bearer ${tokens[login]}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, never> }
}

const say = (text: string) => office.says(villager, text)

it('a complaint goes from WeChat to an approved answer, a rating and the weekly digest', async () => {
  // The resident follows, is greeted, and complains in their own words, with a photo.
  expect(textOf(await villager.event('subscribe'))).toContain('青禾镇')
  expect(await say('投诉')).toMatch(/什么事/)
  const asked = await say('村口的路灯坏了半个月，晚上老人看不见路')
  expect(asked).toMatch(/村/)
  await say('东山村')
  await say('小卖部门口')
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#223344' } })
    .jpeg()
    .toBuffer()
  const mediaId = wechat.addMedium({ type: 'image/jpeg', bytes: photo })
  clock.advance(1)
  await villager.message('image', { PicUrl: 'http://mmbiz.example/x', MediaId: mediaId }).deliver()
  await say('完成')
  const check = await say('13812345678')
  expect(check).toMatch(/请看看对不对/)

  const confirm = villager.message('text', { Content: '确认' })
  const receipt = textOf(await confirm.deliver())
  const number = findCaseNumbers(receipt)[0]?.number
  expect(number, receipt).toBeTruthy()
  // WeChat did not hear it and delivers again: the same answer, and still one case.
  expect(textOf(await confirm.deliver())).toBe(receipt)
  expect((await api('zhang', '/cases')).body['items']).toHaveLength(1)
  expect(receipt).toMatch(/11 月 11 日/) // seven working days after Monday the 2nd

  // The office works. Nobody can approve their own.
  const move = (login: string, body: object) => api(login, `/cases/${number}/moves`, body)
  expect((await move('zhang', { move: 'accept' })).status).toBe(200)
  expect((await move('zhang', { move: 'assign', department: 'construction', officer: 'li' })).status).toBe(
    200,
  )
  expect((await move('li', { move: 'draft', text: '11 月 3 日已换好灯泡，今晚能亮。' })).status).toBe(200)
  expect((await move('li', { move: 'submit' })).status).toBe(200)
  expect((await move('li', { move: 'approve' })).status).toBe(403)
  expect(wechat.textsTo(villager.openId)).toEqual([])
  clock.advance(60)
  expect((await move('zhao', { move: 'approve' })).status).toBe(200)

  // The answer reaches the resident by the customer-service interface, once.
  await eventually(() => expect(wechat.textsTo(villager.openId)).toHaveLength(1))
  const [answer] = wechat.textsTo(villager.openId)
  expect(answer).toContain('11 月 3 日已换好灯泡')
  expect(answer).toContain(number)

  // A bare 5 rates it.
  await say('5')
  await say('跳过')
  await eventually(async () => {
    const { body } = await api('zhang', `/cases/${number}`)
    expect(body).toMatchObject({
      status: 'closed',
      rating: 5,
      replies: [{ draftedBy: '李四', approvedBy: '赵五', delivery: 'sent' }],
    })
    // The photo was fetched from WeChat and is with the case.
    expect(body['attachments']).toMatchObject([{ kind: 'photo', status: 'stored' }])
  })

  // Two Mondays later the week it fell due in is counted, once.
  clock.set('2026-11-16T08:30+08:00')
  expect(await makeMissingDigests(service.ctx)).toEqual(['2026-W45', '2026-W46'])
  const { body: digest } = await api('qian', '/digests/2026-W46')
  expect(digest).toMatchObject({
    cohort: 1,
    answered: 1,
    answeredOnTime: 1,
    onTimeRate: 1,
    balanced: true,
  })
  expect((await api('qian', '/digests/2026-W45')).body).toMatchObject({
    received: 1,
    concluded: 1,
    cohort: 0,
    onTimeRate: null,
    delivery: { replied: 1, delivered: 1 },
    ratings: { rated: 1 },
  })
})

it('an answer after the 48 hours is held, shown as held, and comes first when the resident writes again', async () => {
  const opened = await api('zhang', '/cases')
  expect(opened.status).toBe(200)
  await say('投诉')
  await say('西河村的垃圾一个月没人收了，臭得很')
  await say('西河村')
  await say('跳过')
  await say('跳过')
  await say('跳过')
  const number = findCaseNumbers(await say('确认'))[0]!.number
  const move = (login: string, body: object) => api(login, `/cases/${number}/moves`, body)
  await move('zhang', { move: 'accept' })
  await move('zhang', { move: 'assign', department: 'construction' })
  await move('li', { move: 'draft', text: '垃圾 11 月 20 日已清走。' })
  await move('li', { move: 'submit' })
  clock.advance(49 * 60)
  await move('zhao', { move: 'approve' })
  await eventually(async () =>
    expect((await api('zhang', `/cases/${number}`)).body).toMatchObject({
      replies: [{ delivery: 'held' }],
    }),
  )
  const heard = await say('在吗')
  expect(heard).toMatch(/^您反映的/)
  expect(heard).toContain('垃圾 11 月 20 日已清走')
  expect((await api('zhang', `/cases/${number}`)).body).toMatchObject({ replies: [{ delivery: 'sent' }] })
})
