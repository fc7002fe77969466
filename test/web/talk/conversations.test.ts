import { afterEach, beforeEach, expect, test } from 'vitest'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { typed } from '../../helpers/context.ts'
import {
  addOfficer,
  addOfficers,
  signedIn,
  type TestSite,
  testSite,
  type Visitor,
} from '../../helpers/site.ts'
import { TONE } from '../../helpers/voice.ts'

let site: TestSite
let lin: Visitor
beforeEach(async () => {
  site = await testSite()
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  lin = await signedIn(site, 'lin')
})
afterEach(() => site.close())

const says = (from: string, text: string, more: Parameters<typeof typed>[3] = {}) => {
  site.ctx.clock.advance(1)
  return receiveMessage(site.ctx, typed(site.ctx, from, text, { channel: 'wechat', ...more }))
}
const contactOf = async (messageId: number) =>
  (await site.ctx.db.read.message.findUniqueOrThrow({ where: { id: messageId } })).contactId
const list = async (query = '') => await lin.page(`/desk/conversations${query}`)

test('a message that nobody understood and that belongs to no case has its page', async () => {
  await says('o-1', '', { kind: 'unknown', raw: 'hologram' })
  const { messageId } = await says('o-2', '你好')
  const unclear = await list('?unclear=yes')
  expect(unclear).toContain('还不认识的消息')
  expect(unclear).not.toContain(`/desk/conversations/${await contactOf(messageId)}"`)
  expect(await list()).toContain('你好')
  const [first] = [...unclear.matchAll(/\/desk\/conversations\/(\d+)/g)].map(m => m[1])
  expect(await lin.page(`/desk/conversations/${first}`)).toContain('发来一种还不认识的消息：hologram')
})

test('names and numbers that were said are not shown, and no id of a channel is', async () => {
  const { messageId } = await says('o-secret-openid', '我叫王小明，电话 13812345678，想问个事')
  const page = (await lin.page(`/desk/conversations/${await contactOf(messageId)}`)) + (await list())
  for (const hidden of ['王小明', '13812345678', 'o-secret-openid'])
    expect([hidden, page.includes(hidden)]).toEqual([hidden, false])
})

test('pages follow one another without loss or repeat, latest first, and by channel', async () => {
  for (let i = 0; i < 35; i++) await says(`o-${i}`, '你好')
  await says('b-1', '你好', { channel: 'web' })
  const ids = (page: string) => [...page.matchAll(/\/desk\/conversations\/(\d+)"/g)].map(m => Number(m[1]))
  const first = await list('?channel=wechat&said=text')
  const next = /rel="next" href="([^"]+)"/.exec(first)![1]!.replaceAll('&amp;', '&')
  const second = await lin.page(next)
  const all = [...ids(first), ...ids(second)]
  expect(first).toContain('<option value="text" selected')
  expect([ids(first).length, ids(second).length, new Set(all).size]).toEqual([30, 5, 35])
  expect(all).toEqual([...all].sort((a, b) => b - a))
})

test('a dispatcher makes a case of a message: the voice goes along, the resident is told, and once is enough', async () => {
  const media = [{ kind: 'voice' as const, bytes: TONE, mime: 'audio/amr' }]
  const { messageId } = await says('o-voice', '', { kind: 'media', media })
  const id = await contactOf(messageId)
  const voice = await site.ctx.db.read.attachment.findFirstOrThrow({ where: { messageId } })
  expect((await lin.get(`/desk/attachments/${voice.id}`)).status).toBe(200)
  const address = `/desk/conversations/${id}/messages/${messageId}/case`
  expect((await lin.post(address, { kind: 'nonsense' })).status).toBe(422)
  const made = await lin.post(address, { kind: 'help', title: '听语音', area: 'dongshan' })
  expect(made.status).toBe(303)
  expect((await lin.post(address, { kind: 'help' })).location).toBe(made.location)
  const { db } = site.ctx
  const [row, ...more] = await db.read.case.findMany({ include: { attachments: true, messages: true } })
  expect(more).toEqual([])
  expect(row).toMatchObject({ kind: 'help', title: '听语音', contactId: id, channel: 'wechat' })
  expect(row!.attachments.map(a => a.id)).toEqual([voice.id])
  const told = await db.read.outbox.findMany({ where: { caseId: row!.id } })
  expect(told).toMatchObject([{ purpose: 'notice', contactId: id, status: 'queued' }])
  // It is read with its case now, and not a second time here.
  expect(await lin.page(`/desk/conversations/${id}`)).not.toContain(`/desk/attachments/${voice.id}`)
})

test('others read, and open nothing; who is bound to a department does not even read', async () => {
  const { messageId } = await says('o-1', '路灯坏了没人管')
  const id = await contactOf(messageId)
  await addOfficers(site.ctx, { aud: 'auditor', boss: ['manager', 'construction'], zhang: 'clerk' })
  const auditor = await signedIn(site, 'aud')
  const page = await auditor.get(`/desk/conversations/${id}`)
  expect(page.status).toBe(200)
  expect(page.text).not.toContain('转成诉求件')
  expect(await auditor.page(`/desk/conversations/${id}/repro`)).toContain('群众: 路灯坏了没人管')
  const address = `/desk/conversations/${id}/messages/${messageId}/case`
  expect((await auditor.post(address, { kind: 'help' })).status).toBe(403)
  for (const login of ['boss', 'zhang'])
    for (const path of [
      '/desk/conversations',
      `/desk/conversations/${id}`,
      `/desk/conversations/${id}/repro`,
    ])
      expect([login, path, (await (await signedIn(site, login)).get(path)).status]).toEqual([
        login,
        path,
        403,
      ])
  expect((await lin.get('/desk/conversations/99999')).status).toBe(404)
})
