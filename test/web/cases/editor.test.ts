import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { addOfficer, addOfficers, signedIn, type TestSite, testSite } from '../../helpers/site.ts'

/** What helps with writing a reply: canned replies, pieces to put in, what is kept, who else is there, and notes. */

let site: TestSite
let number: string
beforeEach(async () => {
  site = await testSite()
  await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    he: ['clerk', 'environment'],
    zhou: ['reviewer', 'construction'],
    chen: 'manager',
  })
  const opened = await openCase(
    site.ctx,
    {
      kind: 'complaint',
      title: '路灯坏了',
      text: '村口的路灯坏了两个星期。',
      area: 'shiqiao',
      channel: 'phone',
      resident: { name: '王小明' },
    },
    { kind: 'resident' },
  )
  number = opened.number
  const lin = await as('lin')
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
})
afterEach(() => site.close())
const as = (login: string) => signedIn(site, login)
const version = async () =>
  String((await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).version)

describe('canned replies', () => {
  const good = { title: '收到', text: '{称呼}，{部门}收到了，{时限}前答复。', departmentId: 'construction' }

  test('are kept by the department’s reviewer, used by its clerk, filled in for the case', async () => {
    const zhou = await as('zhou')
    await zhou.get('/desk/canned')
    expect((await zhou.post('/desk/canned', good)).location).toBe('/desk/canned?done=canned')
    const zhang = await as('zhang')
    const page = await zhang.get(`/desk/cases/${number}`)
    expect(page.text).toMatch(/data-insert="王同志，[^"]+收到了，11 月 \d+ 日前答复。"/)
    expect(await zhang.page('/desk/canned')).toContain('{称呼}，{部门}收到了')
    expect((await zhang.post('/desk/canned', good)).status).toBe(403)
    expect(await (await as('he')).page('/desk/canned')).not.toContain('收到了，')
  })

  test('name a variable that does not exist, and lose nothing typed', async () => {
    const zhou = await as('zhou')
    await zhou.get('/desk/canned')
    const page = await zhou.post('/desk/canned', { ...good, text: '{姓名}您好 <script>' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('没有这个变量：{姓名}')
    expect(page.text).toContain('{姓名}您好 &lt;script>')
    expect(await site.ctx.db.read.cannedReply.count()).toBe(0)
  })

  test('belong to their department: another’s are neither changed nor removed', async () => {
    const chen = await as('chen')
    await chen.get('/desk/canned')
    await chen.post('/desk/canned', { ...good, departmentId: 'environment' })
    await chen.post('/desk/canned', { ...good, departmentId: '' })
    const [env, all] = await site.ctx.db.read.cannedReply.findMany({ orderBy: { id: 'asc' } })
    const zhou = await as('zhou')
    await zhou.get('/desk/canned')
    for (const { id } of [env!, all!]) {
      expect((await zhou.post(`/desk/canned/${id}`, good)).status).toBe(404)
      expect((await zhou.post(`/desk/canned/${id}/remove`)).status).toBe(404)
    }
    expect((await zhou.post('/desk/canned', { ...good, departmentId: '' })).status).toBe(403)
    expect((await chen.post(`/desk/canned/${env!.id}/remove`)).status).toBe(303)
    expect(await site.ctx.db.read.cannedReply.count()).toBe(1)
  })
})

test('without script, a piece comes back added to what was typed, and nothing is saved', async () => {
  const chen = await as('chen')
  await chen.get('/desk/canned')
  await chen.post('/desk/canned', { title: '感谢', text: '谢谢{称呼}。', departmentId: '' })
  const { id } = await site.ctx.db.read.cannedReply.findFirstOrThrow()
  const zhang = await as('zhang')
  await zhang.get(`/desk/cases/${number}`)
  const insert = (what: string) =>
    zhang.post(`/desk/cases/${number}/insert`, { text: '灯换好了。', insert: what })
  const page = await insert(`canned:${id}`)
  expect(page.text).toMatch(/<textarea[^>]*name="text"[^>]*>灯换好了。\n谢谢王同志。<\/textarea>/)
  expect(await site.ctx.db.read.reply.count()).toBe(0)
  expect((await insert('canned:999')).status).toBe(404)
  expect((await (await as('he')).post(`/desk/cases/${number}/insert`, { insert: 'x' })).status).toBe(404)
})

test('what is typed is kept on the server for its writer alone, until it is saved', async () => {
  const zhang = await as('zhang')
  await zhang.get(`/desk/cases/${number}`)
  const keep = async (text: string) =>
    zhang.post(`/desk/cases/${number}/keep`, { text, version: await version() })
  expect((await keep('写了一半')).text).toBe('已保存 10:00')
  const elsewhere = await as('zhang')
  const page = await elsewhere.get(`/desk/cases/${number}`)
  expect(page.text).toContain('>写了一半</textarea>')
  expect(page.text).toContain('10:00 写的还没有存')
  expect(await (await as('lin')).page(`/desk/cases/${number}`)).not.toContain('写了一半')
  await zhang.move(number, 'draft', { text: '写完了。' })
  expect(await site.ctx.db.read.typedDraft.count()).toBe(0)
  await keep('又写')
  await keep(' ')
  expect(await site.ctx.db.read.typedDraft.count()).toBe(0)
  expect((await keep('长'.repeat(5001))).status).toBe(413)
  expect(
    (await (await as('he')).post(`/desk/cases/${number}/keep`, { text: 'x', version: '1' })).status,
  ).toBe(404)
})

test('text kept on an older state of the case comes back beside the one saved since', async () => {
  const [zhang, lin] = [await as('zhang'), await as('lin')]
  await zhang.get(`/desk/cases/${number}`)
  await zhang.post(`/desk/cases/${number}/keep`, { text: '我的写法', version: await version() })
  await lin.move(number, 'draft', { text: '林的写法' })
  const page = await zhang.get(`/desk/cases/${number}`)
  expect(page.text).toContain('现在存着的')
  expect(page.text).toContain('林的写法')
  expect(page.text).toContain('>我的写法</textarea>')
})

test('two officers on one case see each other, for as long as they are there', async () => {
  const [zhang, lin] = [await as('zhang'), await as('lin')]
  expect(await zhang.page(`/desk/cases/${number}`)).toContain('lin同志也开着这件')
  await zhang.post(`/desk/cases/${number}/keep`, { text: '写', version: await version() })
  expect(await lin.page(`/desk/cases/${number}`)).toContain('zhang同志正在写答复')
  site.ctx.clock.advance(3)
  expect(await lin.page(`/desk/cases/${number}`)).not.toContain('zhang同志正在写')
})

test('nobody is said to write an answer who could not: not an auditor, and not on a case that takes none', async () => {
  const [zhang, lin] = [await as('zhang'), await as('lin')]
  await addOfficer(site.ctx, 'watcher', 'auditor')
  const watcher = await as('watcher')
  await watcher.get(`/desk/cases/${number}`)
  const kept = await watcher.post(`/desk/cases/${number}/keep`, { text: '我来写', version: await version() })
  expect(kept.status).toBe(403)
  expect(await lin.page(`/desk/cases/${number}`)).not.toContain('正在写答复')
  expect(await site.ctx.db.read.typedDraft.count({ where: { officer: { login: 'watcher' } } })).toBe(0)
  await zhang.move(number, 'draft', { text: '修好了。' })
  await zhang.move(number, 'submit', {})
  // What was typed when the case had moved on is kept, and nobody is sent away for it.
  await zhang.post(`/desk/cases/${number}/keep`, { text: '还想改', version: await version() })
  expect(await lin.page(`/desk/cases/${number}`)).not.toContain('正在写答复')
  expect(await site.ctx.db.read.typedDraft.count({ where: { officer: { login: 'zhang' } } })).toBe(1)
})

test('a note reminds whom it names, and says who cannot see the case', async () => {
  const zhang = await as('zhang')
  await zhang.move(number, 'note', { text: '@zhou同志 请看，@he同志 也看看' })
  const page = await zhang.get(`/desk/cases/${number}`)
  expect(page.text).toContain('（he同志看不到这件，没有提醒）')
  const reminders = await site.ctx.db.read.reminder.findMany({
    where: { kind: 'mention' },
    include: { officer: true },
  })
  expect(reminders.map(r => r.officer.login)).toEqual(['zhou'])
  expect((await (await as('he')).get(`/desk/cases/${number}`)).status).toBe(404)
})
