import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Role } from '../../../src/domain/office/roles.ts'
import { type OpenCase, openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import {
  addOfficer,
  addOfficers,
  PASSWORD,
  signedIn,
  type TestSite,
  testSite,
  Visitor,
  versionOn,
} from '../../helpers/site.ts'

let site: TestSite
beforeEach(async () => {
  site = await testSite()
})
afterEach(() => site.close())

const complaint = (over: Partial<OpenCase> = {}) =>
  openCase(
    site.ctx,
    {
      kind: 'complaint',
      title: '路灯坏了',
      text: '石桥村口的路灯坏了两个星期。',
      area: 'shiqiao',
      channel: 'web',
      resident: { name: '王小明', phone: '13812345678' },
      ...over,
    },
    { kind: 'resident' },
  ).then(opened => opened.number)

const statusOf = async (number: string) =>
  (await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).status

/** The office of these tests: who does what. */
async function people() {
  await addOfficers(site.ctx, { lin: 'dispatcher', zhang: ['clerk', 'construction'], zhou: 'reviewer' })
  return {
    lin: await signedIn(site, 'lin'),
    zhang: await signedIn(site, 'zhang'),
    zhou: await signedIn(site, 'zhou'),
  }
}

test('a case goes from the queue to a sent answer with plain forms', async () => {
  const { lin, zhang, zhou } = await people()
  const number = await complaint()
  expect(await lin.page('/desk')).toContain('路灯坏了')
  expect((await lin.move(number, 'accept')).location).toBe(`/desk/cases/${number}?done=accept`)
  const assign = await lin.get(`/desk/cases/${number}`)
  expect(assign.text).toContain('按内容建议：规划建设办公室')
  await lin.move(number, 'assign', { to: 'construction/zhang' })
  expect(await zhang.page('/desk')).toContain('路灯坏了')

  const sent = await zhang.move(number, 'draft', { text: '路灯已经修好。', after: 'submit' })
  expect(sent.location).toBe(`/desk/cases/${number}?done=submit`)
  expect(await zhou.page('/desk')).toContain('路灯坏了')
  expect((await zhou.move(number, 'return', { reason: '写上是哪天修的。' })).status).toBe(303)
  expect(await zhang.page(`/desk/cases/${number}`)).toContain('写上是哪天修的。')
  await zhang.move(number, 'draft', { text: '路灯 11 月 16 日修好了。', after: 'submit' })
  expect((await zhou.move(number, 'approve')).status).toBe(303)

  const done = await lin.get(`/desk/cases/${number}`)
  expect(done.text).toContain('路灯 11 月 16 日修好了。')
  expect(done.text).toContain('没有留下线上联系方式')
  expect(done.text).toContain('退回修改：写上是哪天修的。')
  expect(await statusOf(number)).toBe('answered')
})

test('a reviewer cannot approve a reply of their own, and is told why', async () => {
  const { lin, zhang } = await people()
  const number = await complaint()
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
  await zhang.move(number, 'draft', { text: '修好了。', after: 'submit' })
  // The clerk becomes a reviewer while their draft waits.
  await site.ctx.db.inTransaction(tx =>
    tx.officer.update({ where: { login: 'zhang' }, data: { role: 'reviewer' } }),
  )
  await zhang.signIn('zhang')
  const page = await zhang.get(`/desk/cases/${number}`)
  expect(page.text).toMatch(/<button[^>]* disabled[^>]*>\s*通过并发给群众/)
  expect(page.text).toContain('这是您自己写的，要由另一位同事审核。')
  const version = versionOn(page)!
  const forced = await zhang.post(`/desk/cases/${number}/moves/approve`, { version })
  expect(forced.status).toBe(409)
  expect(await statusOf(number)).toBe('in_review')
})

test('the second of two saves is refused with both texts shown, and can then be repeated', async () => {
  const { lin, zhang } = await people()
  await addOfficer(site.ctx, 'li', 'clerk', 'construction')
  const li = await signedIn(site, 'li')
  const number = await complaint()
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
  const before = await li.get(`/desk/cases/${number}`)
  const version = versionOn(before)!
  await zhang.move(number, 'draft', { text: '张写的答复。' })

  const refused = await li.post(`/desk/cases/${number}/moves/draft`, { version, text: '李写的答复。' })
  expect(refused.status).toBe(412)
  expect(refused.text).toContain('张写的答复。')
  expect(refused.text).toContain('李写的答复。')
  expect(refused.text).toContain('您打开之后，这件被别人办理过')
  const fresh = versionOn(refused)!
  expect(
    (await li.post(`/desk/cases/${number}/moves/draft`, { version: fresh, text: '李写的答复。' })).status,
  ).toBe(303)
})

test('pressing a button twice does it once', async () => {
  const { lin } = await people()
  const number = await complaint()
  const page = await lin.get(`/desk/cases/${number}`)
  const version = versionOn(page)!
  const both = await Promise.all(
    [1, 2].map(() => lin.post(`/desk/cases/${number}/moves/accept`, { version })),
  )
  expect(both.map(b => b.status).sort()).toEqual([303, 412])
  const accepted = await site.ctx.db.read.caseEvent.count({ where: { type: 'accepted' } })
  expect(accepted).toBe(1)
})

test('a form that lacks something comes back with what was typed and what is wrong', async () => {
  const { lin } = await people()
  const number = await complaint()
  const refused = await lin.move(number, 'decline', { reason: '不归我们管，归县里管。', redirect: '' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('不归我们管，归县里管。')
  expect(refused.text).toMatch(/<p class="problem"[^>]*>不能为空/)
  expect(refused.text).toMatch(/<details[^>]* open[^>]*>\s*<summary>不予受理/)
})

test('a session that ends in mid-draft loses nothing that was typed', async () => {
  const { lin, zhang } = await people()
  const number = await complaint()
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
  const version = versionOn({ text: await zhang.page(`/desk/cases/${number}`) })!
  const text = `写了很久的答复。${'很长。'.repeat(1500)}`
  site.ctx.clock.advance(3 * 60)

  const door = await zhang.post(`/desk/cases/${number}/moves/draft`, { version, text })
  expect(door.status).toBe(401)
  expect(door.text).toContain('您刚才填的还在')
  const field = (name: string, page: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!
  const resume = await zhang.post('/desk/sign-in', {
    login: 'zhang',
    password: PASSWORD,
    next: field('next', door.text),
    keptMove: field('keptMove', door.text),
    'kept.text': field('kept.text', door.text),
  })
  expect(resume.status).toBe(200)
  const back = await zhang.post(/action="([^"]+)"/.exec(resume.text)![1]!, {
    keptMove: 'draft',
    'kept.text': text,
  })
  expect(back.text).toContain(text)
  expect(back.text).toContain('还没有存')
  const now = field('version', back.text)
  expect((await zhang.post(`/desk/cases/${number}/moves/draft`, { version: now, text })).status).toBe(303)
})

test('a session that ends while a call is being registered loses no field', async () => {
  const { lin } = await people()
  await lin.get('/desk/new')
  site.ctx.clock.advance(3 * 60)
  const typed = {
    channel: 'phone',
    kind: 'help',
    text: '老人独居，屋顶漏雨',
    place: '东山村三组',
    name: '李桂花',
    phone: '13800000000',
  }
  const door = await lin.post('/desk/new', { ...typed, submission: 'x' })
  expect(door.status).toBe(401)
  const hidden = Object.fromEntries(
    [...door.text.matchAll(/name="(kept[\w.]*)" value="([^"]*)"/g)].map(m => [m[1]!, m[2]!]),
  )
  const resume = await lin.post('/desk/sign-in', {
    login: 'lin',
    password: PASSWORD,
    next: '/desk/new',
    ...hidden,
  })
  const csrf = /name="_csrf" value="([^"]+)"/.exec(resume.text)![1]!
  const back = await lin.post('/desk/new/resume', { ...hidden, _csrf: csrf })
  for (const value of [typed.text, typed.place, typed.name, typed.phone]) expect(back.text).toContain(value)
})

test('a change needs our page: Origin, and the token of this very session', async () => {
  const { lin, zhou } = await people()
  const number = await complaint()
  await lin.get(`/desk/cases/${number}`)
  const path = `/desk/cases/${number}/moves/accept`
  const good = lin.csrf
  const tries: [string, Record<string, string>, Record<string, string>][] = [
    ['no token', { _csrf: '' }, {}],
    ['a made-up token', { _csrf: 'x'.repeat(43) }, {}],
    ['the token of another session', { _csrf: zhou.csrf }, {}],
    ['another site', { _csrf: good }, { origin: 'https://evil.example' }],
    ['a sandboxed frame', { _csrf: good }, { origin: 'null' }],
    ['a browser that says cross-site', { _csrf: good }, { 'sec-fetch-site': 'cross-site' }],
  ]
  for (const [what, fields, headers] of tries) {
    const refused = await lin.post(path, { version: '1', ...fields }, headers)
    expect([what, refused.status]).toEqual([what, 403])
  }
  expect(await statusOf(number)).toBe('received')
  expect((await lin.post(path, { version: '1', _csrf: good })).status).toBe(303)
})

test('signing in cannot be forced from another site', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const forced = await new Visitor(site.url).post(
    '/desk/sign-in',
    { login: 'lin', password: PASSWORD },
    { origin: 'https://evil.example' },
  )
  expect(forced.status).toBe(403)
  expect(forced.headers.getSetCookie()).toEqual([])
})

test('a case of another department does not exist: page, moves, receipt, photo, search, list', async () => {
  const { lin } = await people()
  await addOfficer(site.ctx, 'he', 'clerk', 'environment')
  const he = await signedIn(site, 'he')
  const number = await complaint()
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
  const { id: caseId } = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  const { id } = await site.ctx.db.inTransaction(async tx =>
    tx.attachment.create({
      data: {
        caseId,
        kind: 'photo',
        status: 'stored',
        hash: await site.ctx.files.put(Buffer.from('secret photo')),
        mime: 'text/plain',
        createdAt: site.ctx.now(),
      },
    }),
  )
  expect(await lin.page(`/desk/attachments/${id}`)).toBe('secret photo')

  const unknown = await he.get('/desk/cases/2026-99999-9')
  const pages = [`/desk/cases/${number}`, `/desk/cases/${number}/receipt`, `/desk/attachments/${id}`]
  for (const path of pages) {
    const page = await he.get(path)
    expect([path, page.status]).toEqual([path, 404])
    expect(page.text).not.toContain('路灯')
    expect(page.text).not.toContain('secret photo')
  }
  expect((await he.get(`/desk/cases/${number}`)).text).toBe(unknown.text)
  for (const move of ['draft', 'note', 'object']) {
    const fields = { version: '3', text: 'x', reason: 'x' }
    expect((await he.post(`/desk/cases/${number}/moves/${move}`, fields)).status).toBe(404)
  }
  expect(await he.page(`/desk?view=all&q=${number}`)).not.toContain('路灯坏了')
  expect(await he.page('/desk?view=all&department=construction')).not.toContain('路灯坏了')
})

test('script tags from anywhere are shown as text', async () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
  const { lin, zhang, zhou } = await people()
  const number = await complaint({
    title: evil,
    text: evil,
    place: evil,
    resident: { name: evil.slice(0, 40) },
  })
  await lin.move(number, 'note', { text: evil })
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
  await zhang.move(number, 'draft', { text: evil, after: 'submit' })
  await zhou.move(number, 'return', { reason: evil })
  const own = new Visitor(site.url)
  await own.own(number, site.ctx.secrets.trackingCode(number))
  const q = encodeURIComponent(evil)
  const visits = [
    [lin, `/desk?view=open&q=${q}&kind=${q}&department=${q}&cursor=${q}`],
    [lin, '/desk?view=open'],
    [lin, `/desk?view=${q}&q=${q}`],
    [lin, `/desk/cases/${number}?done=${q}`],
    [lin, `/desk/cases/${number}/receipt`],
    [zhang, `/desk/cases/${number}`],
    [own, `/c/${number}?done=${q}`],
    [new Visitor(site.url), `/c/${q}`],
    [new Visitor(site.url), `/guides?q=${q}`],
    [new Visitor(site.url), `/guides/${q}`],
    [new Visitor(site.url), `/desk/sign-in?next=${q}`],
  ] as const
  for (const [visitor, path] of visits) {
    let page = await visitor.get(path)
    if (page.location) page = await visitor.get(page.location)
    expect([path, /<script>|<img src=x/.test(page.text)]).toEqual([path, false])
  }
  const refused = await lin.post('/desk/new', {
    kind: evil,
    channel: evil,
    text: evil,
    name: evil,
    phone: evil,
  })
  expect(refused.status).toBe(422)
  expect(refused.text).not.toContain('<script>alert')
})

test('no page has inline script or style, and the policy forbids both', async () => {
  const { lin } = await people()
  const number = await complaint()
  for (const path of ['/desk', `/desk/cases/${number}`, '/desk/new', `/desk/cases/${number}/receipt`, '/']) {
    const page = await lin.get(path)
    expect(page.status).toBe(200)
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+="/)
    const policy = page.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('x-powered-by')).toBeNull()
  }
})

test('a text of a megabyte is refused in words', async () => {
  const { lin } = await people()
  const number = await complaint()
  const refused = await lin.post(`/desk/cases/${number}/moves/note`, {
    version: '1',
    text: 'x'.repeat(1_000_000),
  })
  expect(refused.status).toBe(413)
  expect(refused.text).toContain('内容太大')
})

const PAGES: Record<string, readonly Role[]> = {
  '/desk?view=all': ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor'],
  '/desk/new': ['clerk', 'dispatcher'],
  '/desk/board': ['dispatcher', 'manager', 'auditor'],
  '/desk/audit': ['auditor', 'admin'],
  '/desk/digests': ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'],
  '/desk/officers': ['admin'],
  '/desk/settings': ['admin', 'manager'],
  '/desk/account': ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'],
}

test('every role gets its own pages and no others', async () => {
  for (const role of ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'] as const) {
    await addOfficer(site.ctx, role, role)
    const visitor = await signedIn(site, role)
    for (const [path, who] of Object.entries(PAGES)) {
      const { status } = await visitor.get(path)
      const expected = who.includes(role) ? 200 : path.startsWith('/desk?') ? 303 : 403
      expect([role, path, status]).toEqual([role, path, expected])
    }
  }
})

test('registering twice by a double click makes one case, with a receipt to print', async () => {
  const { lin } = await people()
  const page = await lin.get('/desk/new')
  const submission = /name="submission" value="([^"]+)"/.exec(page.text)![1]!
  const form = {
    submission,
    channel: 'phone',
    kind: 'help',
    text: '家里停水两天了。',
    name: '王大爷',
    phone: '13812345678',
  }
  const both = await Promise.all([lin.post('/desk/new', form), lin.post('/desk/new', form)])
  expect(both[0].location).toMatch(/^\/desk\/cases\/2026-\d{5}-\d\/receipt$/)
  expect(both[1].location).toBe(both[0].location)
  expect(await site.ctx.db.read.case.count()).toBe(1)
  const receipt = await lin.get(both[0].location!)
  expect(receipt.text).toContain('<svg')
  const number = /2026-\d{5}-\d/.exec(both[0].location!)![0]
  const code = /查询码：<b class="number">([^<]+)</.exec(receipt.text)![1]!
  expect(code).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/)
  expect(receipt.text).not.toContain(site.ctx.secrets.trackingCode(number))
  expect((await new Visitor(site.url).own(number, code)).text).toContain('家里停水两天了')
  expect(receipt.text).not.toContain('13812345678')

  const wrong = await lin.post('/desk/new', { ...form, submission: '', phone: '12' })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('请填 11 位手机号')
  expect(wrong.text).toContain('家里停水两天了。')
})

test('filters are in the URL; an invalid one is dropped', async () => {
  const { lin } = await people()
  await complaint()
  await complaint({ title: '水管爆了', kind: 'help', area: 'wangzhuang' })
  const filtered = await lin.get('/desk?view=received&kind=help&area=wangzhuang')
  expect(filtered.text).toContain('水管爆了')
  expect(filtered.text).not.toContain('路灯坏了')
  expect(filtered.text).toMatch(
    /<option[^>]*value="wangzhuang"[^>]*selected|<option[^>]*selected[^>]*value="wangzhuang"/,
  )
  expect((await lin.get('/desk?view=received&kind=nonsense&q=路灯')).location).toBe(
    '/desk?view=received&q=%E8%B7%AF%E7%81%AF',
  )
  expect((await lin.get('/desk?cursor=broken&view=received')).location).toBe('/desk?view=received')
})

test('typing a case number into the search opens the case', async () => {
  const { lin } = await people()
  const number = await complaint()
  expect((await lin.get(`/desk?q=${number.replaceAll('-', '')}`)).location).toBe(`/desk/cases/${number}`)
})

test('a long queue goes on page by page, each case once', async () => {
  const { lin } = await people()
  for (let i = 0; i < 35; i++) await complaint({ title: `第${i}件` })
  const seen: string[] = []
  for (let next: string | undefined = '/desk?view=received'; next; ) {
    const page: string = await lin.page(next)
    seen.push(...[...page.matchAll(/data-case="([^"]+)"/g)].map(m => m[1]!))
    next = /rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(seen).toHaveLength(35)
  expect(new Set(seen).size).toBe(35)
})

test('open pages are notified that something changed', async () => {
  const { lin } = await people()
  const abort = new AbortController()
  const cookie = [...lin.cookies].map(([n, v]) => `${n}=${v}`).join('; ')
  const live = await fetch(`${site.url}/desk/live`, { headers: { cookie }, signal: abort.signal })
  expect(live.headers.get('content-type')).toBe('text/event-stream')
  const reader = live.body!.getReader()
  await reader.read()
  await complaint()
  const news = new TextDecoder().decode((await reader.read()).value)
  expect(news).toContain('event: changed')
  abort.abort()
  expect(await lin.page('/desk/views?view=received')).toMatch(/待受理<\/span><b class="count">1/)
  expect((await new Visitor(site.url).get('/desk/live')).status).toBe(401)
})
