import { afterEach, beforeEach, expect, test } from 'vitest'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { typed } from '../../helpers/context.ts'
import { addOfficers, signedIn, type TestSite, testSite } from '../../helpers/site.ts'

/** Pausing a chat and what follows, with forms only: no script runs here. */

let site: TestSite
beforeEach(async () => {
  site = await testSite()
  await addOfficers(site.ctx, { lin: 'dispatcher', chen: 'manager', meng: 'manager', wei: 'auditor' })
})
afterEach(() => site.close())

const says = async (text: string) => {
  const { messageId, replies } = await receiveMessage(
    site.ctx,
    typed(site.ctx, 'o-1', text, { channel: 'wechat' }),
  )
  const { contactId } = await site.ctx.db.read.message.findUniqueOrThrow({ where: { id: messageId } })
  return { at: `/desk/conversations/${contactId}`, answer: replies.map(r => r.text).join('\n') }
}

test('an officer pauses a chat, a resident appeals, another officer decides', async () => {
  const { at } = await says('加微信领红包')
  const lin = await signedIn(site, 'lin')
  const form = await lin.page(at)
  expect(form).toContain(`action="${at}/block"`)
  expect(form).toContain('<option value="7">')
  expect(form).not.toContain('<option value="30">')
  expect(await lin.post(`${at}/block`, { reason: '<b>广告</b>', days: '7' })).toMatchObject({
    status: 303,
    location: '/desk/blocks',
  })
  const paused = await lin.page(at)
  expect(paused).toContain('这个对话暂停到')
  expect(paused).not.toContain(`action="${at}/block"`)

  expect((await says('申诉：我没有发广告')).answer).toContain('收到了')
  const wei = await signedIn(site, 'wei')
  const reminders = await wei.page('/desk/reminders')
  expect(reminders).toContain('群众对暂停对话提出申诉')
  expect(reminders).toContain('href="/desk/blocks"')
  const list = await wei.page('/desk/blocks')
  expect(list).toContain('<p>原因：&lt;b>广告')
  expect(list).toContain('申诉：<q>我没有发广告')
  const [, id] = /action="\/desk\/blocks\/(\d+)\/uphold"/.exec(list)!
  // Whoever paused the chat may open it again, but not judge the appeal.
  const mine = await lin.page('/desk/blocks')
  expect(mine).toContain(`/desk/blocks/${id}/lift`)
  expect(mine).not.toContain(`/desk/blocks/${id}/uphold`)
  expect((await lin.post(`/desk/blocks/${id}/uphold`, { reason: '是广告' })).status).toBe(403)
  expect((await wei.post(`/desk/blocks/${id}/uphold`, { reason: ' ' })).text).toContain('请写明原因')
  await wei.post(`/desk/blocks/${id}/uphold`, { reason: '有截图' })
  expect((await says('在吗')).answer).toContain('没有改变。有截图')
  await wei.post(`/desk/blocks/${id}/lift`, { reason: '到此为止' })
  expect((await says('你好')).answer).not.toContain('暂停')
  expect((await lin.post(`/desk/blocks/${id}/lift`, { reason: '再来一次' })).text).toContain('已经结束')
})

test('managers may choose longer, auditors see it and cannot pause', async () => {
  const { at } = await says('你好')
  const chen = await signedIn(site, 'chen')
  expect(await chen.page(at)).toContain('<option value="90">')
  const wei = await signedIn(site, 'wei')
  expect(await wei.page(at)).not.toContain('/block"')
  await wei.page('/desk/blocks')
  expect((await wei.post(`${at}/block`, { reason: '刷屏', days: '7' })).status).toBe(403)
  await chen.post(`${at}/block`, { reason: '刷屏', days: '90' })
  for (const login of ['meng', 'wei'])
    expect(await (await signedIn(site, login)).page('/desk/reminders')).toContain('有人暂停了一位群众的对话')
  expect(await chen.page('/desk/reminders')).not.toContain('有人暂停了一位群众的对话')
  expect(await wei.page('/desk/audit')).toContain('暂停了一位群众的对话')
})
