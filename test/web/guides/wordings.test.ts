import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLanguageModel } from '../../../src/channels/llm/mod.ts'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { noteWording } from '../../../src/usecases/guides/guide-aliases.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, typed } from '../../helpers/context.ts'
import { addOfficer, addOfficers, signedIn, type TestSite, testSite, versionOn } from '../../helpers/site.ts'
import { llmStandIn } from '../../tools/stand-in/llm.ts'

let site: TestSite
beforeEach(async () => {
  site = await testSite()
})
afterEach(() => site.close())

test('an admin reviews wordings at the desk; a clerk cannot see them', async () => {
  const { ctx } = site
  const id = [...ctx.content().guides.keys()][0]!
  await ctx.db.inTransaction(tx => noteWording(tx, ctx, id, '<b>老人领钱</b>怎么办', 'picked'))
  await addOfficers(ctx, { chen: 'admin', li: 'clerk' })
  const chen = await signedIn(site, 'chen')
  const page = await chen.get('/desk/wordings')
  expect(page.text).toContain('&lt;b>老人领钱&lt;/b>怎么办')
  expect(page.text).toContain('分派过的件还不够')
  const row = await ctx.db.read.guideAlias.findFirstOrThrow()
  const done = await chen.post(`/desk/wordings/${row.id}/accepted`)
  expect(done).toMatchObject({ status: 303, location: '/desk/wordings?done=accepted' })
  expect(await chen.page('/desk/wordings?done=accepted')).toContain('已采纳。')
  expect(await ctx.db.read.guideAlias.findFirst()).toMatchObject({ status: 'accepted' })
  expect((await chen.post(`/desk/wordings/${row.id}/anything`)).status).toBe(404)

  const li = await signedIn(site, 'li')
  expect((await li.get('/desk/wordings')).status).toBe(403)
  expect((await li.post(`/desk/wordings/${row.id}/refused`)).status).toBe(403)
})

test('a case page shows suggestions, and exports its conversation as a story', async () => {
  const { ctx } = site
  const first = await openCase(
    ctx,
    { kind: 'complaint', text: '东山村小学门口的路灯坏了三个月', area: 'dongshan', channel: 'phone' },
    { kind: 'resident' },
  )
  let heard = ''
  for (const text of ['东山村小学门口路灯坏了，没人管', '单独登记', '跳过', '跳过', '13912345678', '确认']) {
    const { replies } = await receiveMessage(ctx, typed(ctx, 'a', text), { passive: all => all.length })
    heard = replies.map(r => r.text).join('\n')
  }
  const number = /\d{4}-\d{5}-\d/.exec(heard)![0]
  await addOfficer(ctx, 'lin', 'dispatcher')
  const lin = await signedIn(site, 'lin')
  const page = await lin.get(`/desk/cases/${number}`)
  expect(page.text).toContain('可能是同一件事，还在办')
  expect(page.text).toContain(first.number)
  expect(page.text).toContain('按内容里的词')
  expect(page.text).toContain(`/desk/cases/${number}/repro`)
  const story = await lin.get(`/desk/cases/${number}/repro`)
  expect(story.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(story.text).toContain('一字不差')
  expect(story.text).not.toContain('13912345678')

  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  await assignCase(ctx, number, dispatcher)
  expect(await lin.page(`/desk/cases/${number}`)).not.toContain('承办单位可能是')
})

test('the language model drafts only when one is set, and only the officer saves the draft', async () => {
  const { ctx } = site
  const number = await openedCase(ctx, { text: '路灯坏了' })
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  await assignCase(ctx, number, dispatcher)
  await addOfficer(ctx, 'zhang', 'clerk', 'construction')
  const zhang = await signedIn(site, 'zhang')
  expect(await zhang.page(`/desk/cases/${number}`)).not.toContain('参考草稿')

  const standIn = await llmStandIn()
  try {
    ctx.languageModel = createLanguageModel({ baseUrl: standIn.url, apiKey: undefined, model: 'small' })
    standIn.answers.push('{"text": "<b>已安排检修。</b>", "summary": "路灯坏了"}')
    expect(await zhang.page(`/desk/cases/${number}`)).toContain('要一份参考草稿')
    const page = await zhang.post(`/desk/cases/${number}/assist`)
    expect(page.text).toContain('机器写的，可能有错')
    expect(page.text).toContain('&lt;b>已安排检修。&lt;/b>')
    expect(await ctx.db.read.reply.count()).toBe(0)
    const version = versionOn(page)!
    const saved = await zhang.post(`/desk/cases/${number}/moves/draft`, { version, text: '已安排检修。' })
    expect(saved.location).toBe(`/desk/cases/${number}?done=draft`)
    standIn.answers.splice(0, 1, { status: 500 })
    expect((await zhang.post(`/desk/cases/${number}/assist`)).text).toContain('没有得到可用的草稿')
  } finally {
    await standIn.close()
  }
})
