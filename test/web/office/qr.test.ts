import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/domain/base/errors.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { MemoryChannel, typed } from '../../helpers/context.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'

let site: TestSite
let admin: Visitor
const asked: string[] = []
const wechat = new MemoryChannel('wechat') as MemoryChannel & {
  makeSceneCode?: (scene: string) => Promise<{ url: string }>
}

beforeAll(async () => {
  wechat.makeSceneCode = async scene => {
    asked.push(scene)
    return { url: `http://weixin.qq.com/q/${scene}` }
  }
  site = await testSite({ channels: [wechat] })
  await addOfficers(site.ctx, { root: 'admin', zhang: 'dispatcher' })
  admin = await signedIn(site, 'root')
})
afterAll(() => site.close())

let events = 0
const event = (from: string, name: 'scan' | 'follow', key: string) =>
  typed(site.ctx, from, '', {
    channel: 'wechat',
    kind: 'event',
    externalId: `event-${++events}`,
    event: { name, key },
  })
const scansOf = async (scene: string) =>
  (await site.ctx.db.read.sceneCode.findUniqueOrThrow({ where: { scene } })).scans

describe('QR codes of places', () => {
  it('are made once for each village and window, and printed with the office’s name', async () => {
    await admin.get('/desk/qr')
    const made = await admin.post('/desk/qr', { area: 'dongshan', window: '' })
    expect(made.status).toBe(303)
    const page = await admin.get(made.location!)
    expect(page.text).toContain('东山村')
    expect(page.text).toContain(site.ctx.content().office.name)
    expect(page.text).toMatch(/<svg[^>]*viewBox/)
    expect((await admin.post('/desk/qr', { area: 'dongshan', window: '' })).location).toBe(made.location)
    expect(asked).toHaveLength(1)
    expect(asked[0]!.length).toBeLessThanOrEqual(64)
    await admin.post('/desk/qr', { area: '', window: '便民中心 3 号窗口' })
    const text = await admin.page('/desk/qr')
    for (const place of ['东山村', '便民中心 3 号窗口']) expect(text).toContain(place)
  })

  it('greet a resident by place and remember the village, also when the scan made them follow', async () => {
    const { scene } = await site.ctx.db.read.sceneCode.findFirstOrThrow({ where: { areaId: 'dongshan' } })
    const follow = event('o-new', 'follow', scene)
    const { replies } = await receiveMessage(site.ctx, follow)
    expect(replies[0]!.text).toMatch(/^您扫的是“东山村”的码。/)
    expect(replies[0]!.text).toContain('青禾镇')
    expect(await site.ctx.db.read.contact.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      areaId: 'dongshan',
    })
    expect(await scansOf(scene)).toBe(1)
    // WeChat delivers it again: the same answer, still one scan.
    expect((await receiveMessage(site.ctx, follow)).replies).toEqual(replies)
    expect(await scansOf(scene)).toBe(1)
    await receiveMessage(site.ctx, event('o-new', 'scan', scene))
    expect(await scansOf(scene)).toBe(2)
    expect(await admin.page('/desk/qr')).toContain('扫过 2 次')
  })

  it('fill in the village of what is told afterwards, which can be put right', async () => {
    const say = async (text: string) => {
      site.ctx.clock.advance(1)
      const { replies } = await receiveMessage(
        site.ctx,
        typed(site.ctx, 'o-new', text, { channel: 'wechat' }),
      )
      return replies.map(r => r.text).join('\n')
    }
    await say('投诉')
    expect(await say('路灯坏了半个月了')).toContain('具体在什么地方')
    for (const skip of ['跳过', '跳过']) await say(skip)
    expect(await say('跳过')).toContain('东山村')
    expect(await say('村子改成西河村')).toContain('西河村')
  })

  it('of somebody else count nothing and say nothing of a place', async () => {
    const { replies } = await receiveMessage(site.ctx, event('o-third', 'scan', 'no-such-scene'))
    expect(JSON.stringify(replies)).not.toContain('您扫的')
  })

  it('are the admin’s', async () => {
    const clerk = await signedIn(site, 'zhang')
    expect((await clerk.get('/desk/qr')).status).toBe(403)
    expect((await clerk.post('/desk/qr', { area: 'dongshan' })).status).toBe(403)
  })

  it('say in words what is missing or what WeChat refused', async () => {
    await admin.get('/desk/qr')
    expect((await admin.post('/desk/qr', {})).text).toContain('请选村（社区），或写窗口')
    expect((await admin.post('/desk/qr', { area: 'atlantis' })).status).toBe(422)
    wechat.makeSceneCode = async () => {
      throw new Refusal('unavailable', '微信没有给码：公众号没有这个接口的权限。')
    }
    const refused = await admin.post('/desk/qr', { area: 'xihe', window: '' })
    expect([refused.status, refused.text]).toEqual([503, expect.stringContaining('没有这个接口的权限')])
    expect((await admin.get('/desk/qr/no-such')).status).toBe(404)
  })
})
