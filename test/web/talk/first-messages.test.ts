import { afterEach, beforeEach, expect, test } from 'vitest'
import { ROLES } from '../../../src/domain/office/roles.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { typed } from '../../helpers/context.ts'
import { addEveryRole, addOfficers, signedIn, type TestSite, testSite } from '../../helpers/site.ts'

const PATH = '/desk/first-messages'
let site: TestSite
beforeEach(async () => {
  site = await testSite()
  const content = site.ctx.content()
  const lost = (text: string) => text.includes('老毛病')
  site.ctx.content = () => ({
    ...content,
    classify: text => (lost(text) ? { intent: 'other', score: 0.5 } : content.classify(text)),
    findGuides: text => (lost(text) ? { decision: 'none', hits: [] } : content.findGuides(text)),
  })
})
afterEach(() => site.close())

const says = async (from: string, ...lines: string[]) => {
  for (const line of lines) await receiveMessage(site.ctx, typed(site.ctx, from, line))
}
const idOf = async () => (await site.ctx.db.read.firstMessage.findFirstOrThrow()).id

test('an admin says what to do with a first message', async () => {
  await addOfficers(site.ctx, { chen: 'admin' })
  const chen = await signedIn(site, 'chen')
  expect(await chen.page(PATH)).toContain('没有要看的')
  await says('a', '我叫欧阳锺麟，<b>老毛病</b>怎么办', '算了')
  const page = await chen.page(PATH)
  expect(page).toContain('我叫〔姓名〕，&lt;b>老毛病&lt;/b>怎么办')
  expect(page).not.toContain('欧阳锺麟')
  const done = await chen.post(`${PATH}/decide`, { id: String(await idOf()), meaning: 'question' })
  expect(done).toMatchObject({ status: 303, location: `${PATH}?done=learned` })
  expect(await chen.page(`${PATH}?done=learned`)).toContain('从现在起就这么办')
  expect(await chen.page('/desk/wordings')).toContain('咨询')
  const again = await chen.post(`${PATH}/decide`, { id: String(await idOf()), meaning: 'question' })
  expect(again.status).toBe(409)
  expect(again.text).toContain('别人刚定过')
})

test('what was not understood this week is taught to a guide, or becomes a file to copy', async () => {
  await addOfficers(site.ctx, { chen: 'admin' })
  const chen = await signedIn(site, 'chen')
  expect(await chen.page(`${PATH}/missed`)).toContain('最近 7 天没有听不懂的话')
  expect(await chen.page('/desk/settings')).not.toContain('句话没听懂')
  await says('a', '东头老毛病', '算了', '您好')
  await says('b', '东头老毛病咋弄', '菜单', '您好')
  const rows = await site.ctx.db.read.firstMessage.count()
  expect(rows).toBeGreaterThan(0)
  expect(await chen.page('/desk/settings')).toContain('句话没听懂')
  const page = await chen.page(`${PATH}/missed`)
  expect(page).toContain('东头老毛病')
  const id = String(await idOf())
  const draft = await chen.page(`${PATH}/${id}/new-guide`)
  expect(draft).toContain(`guides/new-${id}.yaml`)
  expect(draft).toContain('（请填写）')
  const refused = await chen.post(`${PATH}/decide`, { id, meaning: 'guide:none-such', list: 'missed' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('没有这篇指南')
  const done = await chen.post(`${PATH}/decide`, {
    id,
    meaning: 'guide:subsistence-allowance',
    list: 'missed',
  })
  expect(done).toMatchObject({ status: 303, location: `${PATH}/missed?done=learned` })
  expect(await chen.page('/desk/wordings')).toContain('东头老毛病')
})

test('a form without a choice is refused in words; other roles see nothing', async () => {
  await says('a', '低保怎么申请', '清楚了')
  const id = String(await idOf())
  await addEveryRole(site.ctx)
  for (const role of ROLES) {
    const visitor = await signedIn(site, role)
    await visitor.get('/desk/account')
    const allowed = role === 'admin' || role === 'manager'
    for (const path of [PATH, `${PATH}/missed`, `${PATH}/${id}/new-guide`])
      expect([role, path, (await visitor.get(path)).status]).toEqual([role, path, allowed ? 200 : 403])
    const answer = await visitor.post(`${PATH}/decide`, { id, meaning: '' })
    expect([role, answer.status]).toEqual([role, allowed ? 422 : 403])
  }
  expect(await site.ctx.db.read.guideAlias.count()).toBe(0)
})
