import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OpenCase, openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { addOfficer, addOfficers, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'

/** What officers do all day beyond one case's way: many at once, review, what the manager waits for, openness. */

let site: TestSite
beforeEach(async () => {
  site = await testSite()
  await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    zhou: 'reviewer',
    chen: 'manager',
  })
})
afterEach(() => site.close())

const complaint = (over: Partial<OpenCase> = {}) =>
  openCase(
    site.ctx,
    {
      kind: 'complaint',
      title: '路灯坏了',
      text: '村口的路灯坏了两个星期。',
      area: 'shiqiao',
      channel: 'web',
      ...over,
    },
    { kind: 'resident' },
  ).then(opened => opened.number)
const as = (login: string) => signedIn(site, login)
const statusOf = async (number: string) =>
  (await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).status

const assigned = async () => {
  const lin = await as('lin')
  const number = await complaint()
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
  return { lin, number }
}

describe('many at once', () => {
  test('each case has its own result, and one refusal does not stop the rest', async () => {
    const lin = await as('lin')
    const numbers = await Promise.all(['甲', '乙', '丙'].map(title => complaint({ title })))
    await lin.move(numbers[1]!, 'accept')
    const page = await lin.bulk([...numbers, '2026-99999-9'], { move: 'accept', back: 'view=received' })
    expect(page.status).toBe(200)
    expect(page.text).toContain('2 件办好，2 件没有办成')
    expect(page.text).toContain('这件现在的状态不能“受理”。')
    expect(page.text).toContain('没有这件诉求。')
    expect(page.text).toContain('href="/desk?view=received"')
    expect(await Promise.all(numbers.map(statusOf))).toEqual(['accepted', 'accepted', 'accepted'])
    await lin.bulk(numbers, { move: 'assign', to: 'construction/zhang' })
    expect(await Promise.all(numbers.map(statusOf))).toEqual(['assigned', 'assigned', 'assigned'])
    expect((await lin.bulk(numbers, { move: 'nudge' })).text).toContain('3 件办好')
  })

  test('is refused without a choice, without the token, for other moves and for other departments', async () => {
    const { lin, number } = await assigned()
    expect((await lin.bulk([], { move: 'accept' })).status).toBe(422)
    expect((await lin.bulk([number], { move: 'approve' })).status).toBe(400)
    expect((await lin.bulk([number], { move: 'nudge', _csrf: 'x' })).status).toBe(403)
    await addOfficer(site.ctx, 'he', 'clerk', 'environment')
    const other = await (await as('he')).bulk([number], { move: 'accept' })
    expect(other.text).toContain('没有这件诉求。')
    expect(other.text).not.toContain('路灯')
    const evil = '"><script>alert(1)</script>'
    expect((await lin.bulk([evil], { move: 'nudge', back: evil })).text).not.toContain('<script>alert')
  })
})

describe('the queue', () => {
  test('says why a case is where it is and what happens next', async () => {
    const { lin, number } = await assigned()
    const zhang = await as('zhang')
    expect(await lin.page('/desk?view=open')).toContain('还没有人接')
    await zhang.move(number, 'draft', { text: '修好了。', after: 'submit' })
    await (await as('zhou')).move(number, 'return', { reason: '写上日期' })
    const row = await zhang.page('/desk')
    expect(row).toContain('审核退回：写上日期')
    expect(row).toContain('zhang同志改好再送审')
  })

  test('filters by officer, channel, time and day of receipt', async () => {
    const { lin, number } = await assigned()
    await lin.move(number, 'assign', { to: 'construction/zhang' })
    site.ctx.clock.set('2026-11-20T10:00+08:00')
    await complaint({ title: '井盖没了', channel: 'phone' })
    const shown = async (query: string) => {
      const text = await (await as('lin')).page(`/desk?view=open&${query}`)
      return ['路灯坏了', '井盖没了'].filter(title => text.includes(`class="title">${title}`))
    }
    expect(await shown('assignee=zhang')).toEqual(['路灯坏了'])
    expect(await shown('assignee=-')).toEqual(['井盖没了'])
    expect(await shown('channel=phone')).toEqual(['井盖没了'])
    expect(await shown('from=2026-11-20')).toEqual(['井盖没了'])
    expect(await shown('to=2026-11-16')).toEqual(['路灯坏了'])
    site.ctx.clock.set('2026-11-26T10:00+08:00')
    expect(await shown('overdue=true')).toEqual(['路灯坏了'])
    expect(await shown('overdue=false')).toEqual(['井盖没了'])
  })

  test('keeps lists under a name for their officer alone', async () => {
    const lin = await as('lin')
    await lin.get('/desk')
    const save = (name: string, query: string) => lin.post('/desk/saved-views', { name, query })
    expect((await save('石桥投诉', 'view=open&kind=complaint&area=shiqiao')).status).toBe(303)
    expect((await save('石桥投诉', 'view=open&area=shiqiao')).status).toBe(303)
    const text = await lin.page('/desk')
    expect(text).toContain('href="/desk?view=open&amp;area=shiqiao">石桥投诉')
    expect(text.match(/石桥投诉<\/a>/g)).toHaveLength(1)
    for (const query of ['kind=nonsense', 'next=https://evil.example', 'x'.repeat(2000)]) {
      expect([query.slice(0, 20), (await save('坏的', query)).status]).toEqual([query.slice(0, 20), 400])
    }
    const chen = await as('chen')
    expect(await chen.page('/desk')).not.toContain('石桥投诉')
    const { id } = await site.ctx.db.read.savedView.findFirstOrThrow()
    expect((await chen.post(`/desk/saved-views/${id}/remove`)).status).toBe(404)
    expect((await lin.post(`/desk/saved-views/${id}/remove`)).status).toBe(303)
    expect(await site.ctx.db.read.savedView.count()).toBe(0)
  })
})

describe('review', () => {
  test('shows what changed since the draft was sent back, and marks personal data', async () => {
    const { number } = await assigned()
    const [zhang, zhou] = [await as('zhang'), await as('zhou')]
    await zhang.move(number, 'draft', { text: '路灯修好了。', after: 'submit' })
    expect(await zhou.page(`/desk/cases/${number}`)).not.toContain('改了什么')
    await zhou.move(number, 'return', { reason: '写上日期和电话' })
    await zhang.move(number, 'draft', { text: '路灯修好了。再改一次。' })
    await zhang.move(number, 'draft', { text: '路灯 16 日修好了，有事打 13812345678。', after: 'submit' })
    const text = await zhou.page(`/desk/cases/${number}`)
    expect(text).toContain('和第 1 稿比，改了什么')
    expect(text).toMatch(/<ins>[^<]*16 日/)
    expect(text).toMatch(/<mark class="found"[^>]*>13812345678<\/mark>/)
  })

  test('who changes the text while returning it does not approve it', async () => {
    const { lin, number } = await assigned()
    await addOfficer(site.ctx, 'wang', 'reviewer')
    const [zhang, zhou, wang] = [await as('zhang'), await as('zhou'), await as('wang')]
    await zhang.move(number, 'draft', { text: '修好了。', after: 'submit' })
    await zhou.move(number, 'return', { reason: '补了日期', text: '11 月 16 日修好了。' })
    const back = await zhang.get(`/desk/cases/${number}`)
    expect(back.text).toContain('11 月 16 日修好了。')
    expect(back.text).toContain('补了日期')
    await zhang.move(number, 'draft', { text: '11 月 16 日修好了。', after: 'submit' })
    // Saved again by the clerk: theirs now, so the reviewer may.
    expect(await zhou.page(`/desk/cases/${number}`)).toContain(`moves/approve`)
    await zhou.move(number, 'return', { reason: '再补', text: '11 月 16 日修好了，共 3 盏。' })
    const token = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    await zhang.post(`/desk/cases/${number}/moves/submit`, { version: String(token.version) })
    expect(await zhou.page(`/desk/cases/${number}`)).toContain('这是您自己写的')
    expect((await wang.move(number, 'approve')).status).toBe(303)
    expect(await lin.page(`/desk/cases/${number}`)).toContain('共 3 盏')
  })
})

describe('what the manager waits for', () => {
  test('an extension is asked for, seen in a list of its own, refused, asked again and granted', async () => {
    const { number } = await assigned()
    const [zhang, chen] = [await as('zhang'), await as('chen')]
    await zhang.move(number, 'extend', { days: '5', reason: '等灯杆到货' })
    const inbox = await chen.get('/desk?view=extensions')
    expect(inbox.text).toMatch(/延期待批<\/span><b class="count">1/)
    expect(inbox.text).toContain('等领导批延期')
    const page = await chen.get(`/desk/cases/${number}`)
    expect(page.text).toContain('zhang同志申请延 5 天：等灯杆到货')
    expect((await zhang.move(number, 'refuseExtension', { reason: '?' })).status).toBe(403)
    await chen.move(number, 'refuseExtension', { reason: '灯杆已到' })
    expect(await zhang.page(`/desk/cases/${number}`)).toContain('不同意延期：灯杆已到')
    await zhang.move(number, 'extend', { days: '3', reason: '下雪' })
    await chen.move(number, 'extend', { days: '3', reason: '下雪' })
    const row = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    expect([row.extensionAskedAt, row.replyDueOn > row.originalDueOn]).toEqual([null, true])
  })

  test('an instruction has a date of its own and stays until it is answered', async () => {
    const { number } = await assigned()
    const [zhang, chen] = [await as('zhang'), await as('chen')]
    expect((await chen.move(number, 'supervise', { instruction: '快', dueOn: '2026-11-01' })).status).toBe(
      422,
    )
    await chen.move(number, 'supervise', { instruction: '本周修好', dueOn: '2026-11-18' })
    expect(await zhang.page(`/desk/cases/${number}`)).toContain('11 月 18 日')
    site.ctx.clock.set('2026-11-19T09:00+08:00')
    const [later, boss] = [await as('zhang'), await as('chen')]
    expect(await boss.page('/desk?view=supervised')).toContain('督办逾期未回复')
    await later.move(number, 'answerSupervision', { text: '灯杆到了，明天装。' })
    const page = await boss.get(`/desk/cases/${number}`)
    expect(page.text).toContain('回复督办：灯杆到了，明天装。')
    expect(await boss.page('/desk?view=supervised')).not.toContain('督办逾期未回复')
  })
})

describe('undo', () => {
  test('takes back an assignment within a minute, by a new event; nothing is erased', async () => {
    const { lin, number } = await assigned()
    expect(await lin.page(`/desk/cases/${number}`)).toContain('撤销分派')
    await lin.move(number, 'undo')
    expect(await statusOf(number)).toBe('accepted')
    const types = (await site.ctx.db.read.caseEvent.findMany({ orderBy: { id: 'asc' } })).map(e => e.type)
    expect(types).toEqual(['received', 'accepted', 'assigned', 'undone'])
    await lin.move(number, 'assign', { to: 'safety' })
    site.ctx.clock.advance(2)
    expect(await lin.page(`/desk/cases/${number}`)).not.toContain('撤销分派')
    expect((await lin.move(number, 'undo')).status).toBe(409)
    expect(await statusOf(number)).toBe('assigned')
  })

  test('puts a draft that was sent back by mistake before the reviewer again', async () => {
    const { number } = await assigned()
    const [zhang, zhou] = [await as('zhang'), await as('zhou')]
    await zhang.move(number, 'draft', { text: '修好了。', after: 'submit' })
    await zhou.move(number, 'return', { reason: '点错了' })
    await zhou.move(number, 'undo')
    expect(await statusOf(number)).toBe('in_review')
    expect((await zhou.move(number, 'approve')).status).toBe(303)
  })
})

describe('openness', () => {
  const answer = async () => {
    const { lin, number } = await assigned()
    const [zhang, zhou] = [await as('zhang'), await as('zhou')]
    await zhang.move(number, 'draft', { text: '王小明您好，路灯修好了，电话 13812345678。', after: 'submit' })
    await zhou.move(number, 'approve')
    return { lin, zhou, zhang, number }
  }
  const open = {
    openness: 'open',
    redactedQuestion: '石桥村的路灯坏了',
    redactedText: '路灯修好了。',
    secrecyChecked: 'yes',
  }

  test('the public sees the redacted words and nothing else, exactly as the preview showed', async () => {
    const { zhou, number } = await answer()
    const form = await zhou.page(`/desk/cases/${number}`)
    expect(form).toContain('电话 〔电话〕')
    const preview = await zhou.post(`/desk/cases/${number}/preview`, { version: '1', ...open })
    const shown = /<article class="published">.*?<\/article>/s.exec(preview.text)![0]
    expect(await site.ctx.db.read.case.count({ where: { publishedAt: { not: null } } })).toBe(0)
    const anyone = new Visitor(site.url)
    expect(await anyone.page('/public/replies')).toContain('还没有公开的答复')

    expect((await zhou.move(number, 'publish', open)).status).toBe(303)
    const list = await anyone.page('/public/replies')
    const path = /href="(\/public\/replies\/\d+)"/.exec(list)![1]!
    const page = await anyone.page(path)
    expect(page).toContain(shown)
    for (const secret of ['王小明', '13812345678', number, 'zhang', '两个星期'])
      expect(page).not.toContain(secret)

    await zhou.move(number, 'publish', { openness: 'closed', reason: '涉及第三方' })
    expect(await anyone.page('/public/replies')).toContain('还没有公开的答复')
    expect(await zhou.page(`/desk/cases/${number}`)).toContain('公开属性定为不予公开：涉及第三方')
  })

  test('nothing goes out without the secrecy check, without redacted words, or by a clerk', async () => {
    const { zhou, zhang, number } = await answer()
    const unchecked = await zhou.move(number, 'publish', { ...open, secrecyChecked: '' })
    expect(unchecked.status).toBe(409)
    expect(unchecked.text).toContain('主动公开前要先做保密审查。')
    expect(unchecked.text).toContain('石桥村的路灯坏了')
    expect((await zhou.move(number, 'publish', { ...open, redactedText: '' })).status).toBe(409)
    expect((await zhou.move(number, 'publish', { openness: 'closed' })).status).toBe(422)
    expect((await zhang.move(number, 'publish', open)).status).toBe(403)
    expect((await zhang.post(`/desk/cases/${number}/preview`, open)).status).toBe(403)
    expect(await new Visitor(site.url).page('/public/replies')).toContain('还没有公开的答复')
  })
})

describe('the board', () => {
  test('counts by holder, compares weeks, and supervises with one click', async () => {
    const { lin, number } = await assigned()
    await lin.move(number, 'assign', { to: 'construction/zhang' })
    site.ctx.clock.set('2026-11-26T10:00+08:00')
    await complaint({ title: '井盖没了' })
    const chen = await as('chen')
    const text = await chen.page('/desk/board')
    const row = (name: string) =>
      [
        ...new RegExp(`<tr>(?:(?!</tr>).)*${name}.*?</tr>`, 's')
          .exec(text)![0]
          .matchAll(/figure[^>]*>(\d+)/g),
      ].map(m => Number(m[1]))
    expect(row('zhang同志')).toEqual([1, 0, 1])
    expect(row('未分派')).toEqual([1, 0, 0])
    expect(row('合计')).toEqual([2, 0, 1])
    expect(row('新收到')).toEqual([1, 1])
    const form = /<form[^>]*moves\/supervise.*?<\/form>/s.exec(text)![0]
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)![1]!
    const path = `/desk/cases/${number}/moves/supervise`
    expect(form).toContain(path)
    const fields = { version: field('version'), instruction: field('instruction') }
    expect((await chen.post(path, fields)).status).toBe(303)
    expect(await chen.page('/desk/board')).toContain('等回复')
  })

  test('shows a department\u2019s manager that department alone', async () => {
    await assigned()
    await addOfficer(site.ctx, 'boss', 'manager', 'environment')
    site.ctx.clock.set('2026-11-26T10:00+08:00') // overdue: it stands on the board by name
    const board = async (login: string) => {
      const { status, text } = await (await as(login)).get('/desk/board')
      const figures = [...text.matchAll(/class="figure">(\d+)</g)].map(m => Number(m[1]))
      return {
        status,
        figures: figures.length,
        sum: figures.reduce((sum, n) => sum + n, 0),
        names: ['规划建设办公室', '路灯坏了'].filter(name => text.includes(name)),
      }
    }
    // Who answers for the whole town sees what the other must not.
    const whole = await board('chen')
    expect(whole).toMatchObject({ status: 200, names: ['规划建设办公室', '路灯坏了'] })
    expect(whole.sum).toBeGreaterThan(0)
    const own = await board('boss')
    expect(own).toMatchObject({ status: 200, names: [], sum: 0 })
    expect(own.figures).toBeGreaterThan(0)
  })
})

describe('what is sealed', () => {
  const resident = { name: '王小明', phone: '13812345678' }

  test('is shown to officers with the right, for one page, and every viewing is recorded', async () => {
    await addOfficer(site.ctx, 'wu', 'admin')
    const number = await complaint({ resident })
    const [lin, zhou, wu] = [await as('lin'), await as('zhou'), await as('wu')]
    expect(await lin.page(`/desk/cases/${number}`)).not.toContain('13812345678')
    const seen = await lin.post(`/desk/cases/${number}/reveal`)
    expect(seen.text).toContain('13812345678')
    expect(seen.text).toContain('王小明')
    expect(await lin.page(`/desk/cases/${number}`)).not.toContain('13812345678')
    expect((await zhou.post(`/desk/cases/${number}/reveal`)).status).toBe(403)
    expect((await lin.get(`/desk/cases/${number}/reveal`)).status).toBe(404)

    const audit = await wu.get('/desk/audit?login=lin')
    expect(audit.text.match(/看了群众的姓名和电话<\/td>/g)).toHaveLength(1)
    expect(audit.text).toContain(number)
    expect(audit.text).not.toContain('13812345678')
    expect(await wu.page('/desk/audit?login=zhou')).not.toContain('看了群众的姓名和电话</td>')
  })

  test('stays sealed for an anonymous resident and for other departments', async () => {
    await addOfficer(site.ctx, 'he', 'clerk', 'environment')
    const hidden = await complaint({ anonymous: true, resident })
    const { lin, number } = await assigned()
    const refused = await lin.post(`/desk/cases/${hidden}/reveal`)
    expect([refused.status, refused.text.includes('13812345678')]).toEqual([403, false])
    expect((await (await as('he')).post(`/desk/cases/${number}/reveal`)).status).toBe(404)
    expect(await site.ctx.db.read.auditEntry.count({ where: { action: 'personal_data_seen' } })).toBe(0)
  })
})
