import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { answerCase, openedCase } from '../../helpers/cases.ts'
import { officer } from '../../helpers/context.ts'
import { addOfficer, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'

let site: TestSite
let lines: string[]
beforeEach(async () => {
  lines = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  site = await testSite({ log })
})
afterEach(() => site.close())

async function opened() {
  const number = await openedCase(site.ctx, {
    title: '路灯坏了',
    text: '石桥村口的路灯坏了。',
    resident: { name: '王小明', phone: '13812345678' },
  })
  return { number, code: site.ctx.secrets.trackingCode(number) }
}

async function answered() {
  const found = await opened()
  const lin = await officer(site.ctx, 'dispatcher', '林晓')
  const zhang = await officer(site.ctx, 'clerk', '张建国', 'construction')
  const zhou = await officer(site.ctx, 'reviewer', '周红')
  await moveCase(site.ctx, found.number, 'accept', {}, lin)
  await moveCase(site.ctx, found.number, 'note', { text: '内部的话' }, lin)
  await moveCase(site.ctx, found.number, 'assign', { department: 'construction' }, lin)
  await answerCase(site.ctx, found.number, '路灯修好了。', [zhang, zhou])
  return found
}

const visitor = () => new Visitor(site.url)
const PHONE = '13812345678'

/** A browser with the case open. */
async function at({ number, code }: { number: string; code: string }): Promise<Visitor> {
  const browser = visitor()
  await browser.own(number, code)
  return browser
}

test('while a reply is owed, the page says by when and why', async () => {
  const { number, code } = await opened()
  expect((await visitor().own(number, code)).text).toContain('为什么是这一天')
})

test('the code opens the page: status, deadline and reason, without officers’ names or internal data', async () => {
  const { number, code } = await answered()
  const page = await visitor().own(number, code.toLowerCase())
  expect(page.status).toBe(200)
  expect(page.text).toContain('路灯修好了。')
  // Nothing is owed any more, so no date is explained.
  expect(page.text).not.toContain('为什么是这一天')
  for (const hidden of ['张建国', '周红', '林晓', '内部的话', PHONE, '王小明', code])
    expect([hidden, page.text.includes(hidden)]).toEqual([hidden, false])
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('x-robots-tag')).toBe('noindex')
})

test('the code is in no URL, page or cookie; the cookie is for this page only and hidden from scripts', async () => {
  const { number, code } = await opened()
  const sent = await fetch(`${site.url}/c`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: site.url },
    body: new URLSearchParams({ number, k: code }),
  })
  expect(sent.headers.get('location')).toBe(`/c/${number}`)
  const cookie = sent.headers.get('set-cookie')!
  expect(cookie).toContain(`Path=/c/${number}`)
  expect(cookie).toMatch(/HttpOnly.*SameSite=Lax/)
  expect(cookie).not.toContain(code)
  // An address with the code in the old way opens nothing.
  const old = await visitor().get(`/c/${number}?k=${code}`)
  expect(old.text).not.toContain('石桥村')
})

test('the cookie opens its own case, for two hours, and cannot be made up', async () => {
  const [first, second] = [await opened(), await opened()]
  const browser = await at(first)
  expect(await browser.page(`/c/${first.number}`)).toContain('石桥村')
  expect(await browser.page(`/c/${second.number}`)).not.toContain('石桥村')
  const value = browser.cookies.get('huiyin_case')!
  for (const made of [
    value.replace(first.number, second.number),
    value.replace('.own.', '.chat.'),
    value.replace(/\.0\.(\d+)\./, '.1.$1.'),
    value.replace(/\.(\d{13})\./, (_, until) => `.${Number(until) + 1}.`),
    value.slice(0, -1),
  ]) {
    browser.cookies.set('huiyin_case', made)
    for (const { number } of [first, second])
      expect(await browser.page(`/c/${number}`)).not.toContain('石桥村')
  }
  browser.cookies.set('huiyin_case', value)
  site.ctx.clock.advance(119)
  expect(await browser.page(`/c/${first.number}`)).toContain('石桥村')
  site.ctx.clock.advance(2)
  expect(await browser.page(`/c/${first.number}`)).not.toContain('石桥村')
})

test('what was being written when the page had been open too long comes back with the code', async () => {
  const found = await opened()
  const browser = await at(found)
  site.ctx.clock.advance(121)
  const asked = await browser.post(`/c/${found.number}/supplement`, { text: '在小学门口，晚上看不见。' })
  expect(asked.status).toBe(404)
  expect(asked.text).toContain('您刚才填的还没有发出去')
  expect(asked.text).toContain('name="kept-text" value="在小学门口，晚上看不见。"')
  const back = await browser.post('/c', {
    number: found.number,
    k: found.code,
    'kept-move': 'supplement',
    'kept-text': '在小学门口，晚上看不见。',
  })
  expect(back.text).toContain('在小学门口，晚上看不见。</textarea>')
  expect((await site.ctx.db.read.caseEvent.findMany()).map(e => e.type)).toEqual(['received'])
})

test('a wrong code and an unknown number get the very same answer', async () => {
  const { number, code } = await opened()
  const page = async (n: string, k: string) => {
    const { status, text } = await visitor().own(n, k)
    return { status, text: text.replaceAll(n, 'N') }
  }
  const wrong = await page(number, 'AAAAAAAAAA')
  expect(wrong.status).toBe(404)
  expect(await page('2026-00777-3', code)).toEqual(wrong)
  expect(await page(number, '')).toEqual(wrong)
  expect(await page('nonsense', code)).toEqual(wrong)
  const asks = async (n: string) => (await visitor().get(`/c/${n}`)).text.replaceAll(n, 'N')
  expect(await asks(number)).toBe(await asks('2026-00777-3'))
  for (const move of ['supplement', 'rate', 'withdraw']) {
    const refused = await visitor().post(`/c/${number}/${move}`, { k: code, text: 'x', rating: '5' })
    expect(refused.status).toBe(404)
  }
  expect((await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).status).toBe('received')
})

test('tries of wrong codes are limited; right ones are not counted', async () => {
  const { number, code } = await opened()
  for (let i = 0; i < 30; i++) expect((await visitor().own(number, code)).status).toBe(200)
  for (let i = 0; i < 10; i++) expect((await visitor().own(number, `WRONG${i}`)).status).toBe(404)
  const refused = await visitor().own(number, code)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('tries of wrong phone numbers are limited, too', async () => {
  const found = await opened()
  const browser = await at(found)
  for (let i = 0; i < 10; i++) {
    const wrong = await browser.post(`/c/${found.number}/withdraw`, { phone: `1390000000${i}` })
    expect([wrong.status, wrong.text.includes('电话和登记的不一样')]).toEqual([422, true])
  }
  expect((await browser.post(`/c/${found.number}/withdraw`, { phone: PHONE })).status).toBe(429)
  expect((await site.ctx.db.read.case.findFirstOrThrow()).status).toBe('received')
})

test('number and code can be typed in, however they are spelled', async () => {
  const { number, code } = await opened()
  const found = await visitor().post('/c', {
    number: ` ${number.replaceAll('-', ' ')} `,
    k: code.toLowerCase(),
  })
  expect(found.location).toBe(`/c/${number}`)
  expect((await visitor().get(`/c/${number.replaceAll('-', '')}`)).location).toBe(`/c/${number}`)
})

test('no GET counts as read; the page says so itself, once, and not from a browser at the desk', async () => {
  const found = await answered()
  const reads = async () =>
    (await site.ctx.db.read.caseEvent.findMany({ where: { type: 'delivery' } })).filter(e =>
      JSON.stringify(e.data).includes('"read'),
    ).length
  const browser = await at(found)
  const page = await browser.get(`/c/${found.number}`)
  expect(page.text).toContain(`data-read="/c/${found.number}/read"`)
  await visitor().get(`/c/${found.number}`, { 'sec-purpose': 'prefetch' })
  expect(await reads()).toBe(0)
  await addOfficer(site.ctx, 'zhang', 'clerk')
  const desk = await signedIn(site, 'zhang')
  await desk.own(found.number, found.code)
  expect(await desk.page(`/c/${found.number}`)).not.toContain('data-read')
  expect((await desk.post(`/c/${found.number}/read`)).status).toBe(204)
  expect(await reads()).toBe(0)
  expect((await browser.post(`/c/${found.number}/read`)).status).toBe(204)
  expect((await browser.post(`/c/${found.number}/read`)).status).toBe(204)
  expect(await reads()).toBe(1)
  expect((await visitor().post(`/c/${found.number}/read`)).status).toBe(404)
})

test('a resident adds, urges, rates, asks again; each once it is possible', async () => {
  const found = await answered()
  const { number } = found
  const browser = await at(found)
  const post = (move: string, fields: Record<string, string> = {}) =>
    browser.post(`/c/${number}/${move}`, fields)
  expect((await post('urge')).status).toBe(409)
  expect((await post('rate', { rating: '9' })).status).toBe(422)
  // By the code alone it is not known who rates.
  expect((await post('rate', { rating: '2' })).status).toBe(422)
  expect((await post('rate', { rating: '2', text: '还有一盏不亮', phone: PHONE })).location).toContain(
    'done=rate',
  )
  expect((await post('rate', { rating: '5' })).status).toBe(409)
  const empty = await post('reopen', { reason: ' ' })
  expect(empty.status).toBe(422)
  // The phone was asked for once; this browser has shown it.
  expect((await post('reopen', { reason: '第三盏还不亮' })).status).toBe(303)
  expect((await post('urge')).status).toBe(303)
  expect((await post('supplement', { text: '在小学门口' })).status).toBe(303)
  const row = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number }, include: { events: true } })
  expect(row.status).toBe('assigned')
  const done = row.events.slice(-5).map(e => [e.type, JSON.parse(e.data!).via, JSON.parse(e.data!).confirmed])
  expect(done).toEqual([
    ['rated', 'code', 'phone'],
    ['closed', undefined, undefined],
    ['reopened', 'code', 'phone'],
    ['urged', 'code', undefined],
    ['supplemented', 'code', undefined],
  ])
})

test('only the resident withdraws', async () => {
  const found = await opened()
  const browser = await at(found)
  expect((await browser.post(`/c/${found.number}/withdraw`, { phone: '+86 138-1234-5678' })).status).toBe(303)
  const row = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number: found.number } })
  expect(row.status).toBe('withdrawn')
  expect((await browser.post(`/c/${found.number}/approve`)).status).toBe(404)
})

test('a form of another site does nothing, though the browser has the case open', async () => {
  const found = await opened()
  const browser = await at(found)
  const foreign = await browser.post(`/c/${found.number}/urge`, {}, { origin: 'https://evil.example' })
  expect(foreign.status).toBe(403)
  expect((await site.ctx.db.read.caseEvent.findMany()).map(e => e.type)).toEqual(['received'])
})

test('the log holds neither codes nor searches nor addresses', async () => {
  const { number, code } = await opened()
  await visitor().own(number, code)
  await visitor().post('/c', { number, k: code }, { referer: `${site.url}/c/${number}#k=${code}` })
  await visitor().get('/guides?q=我的病')
  await visitor().post('/desk/set-up/open', { token: 'SECRETTOKEN' })
  await visitor().post('/desk/sign-in', { login: 'someone', password: 'their password' })
  const log = lines.join('\n')
  expect(log).toContain('/c/:number')
  for (const secret of [
    code,
    '我的病',
    encodeURIComponent('我的病'),
    'SECRETTOKEN',
    'their password',
    'someone',
    '127.0.0.1',
  ])
    expect([secret, log.includes(secret)]).toEqual([secret, false])
})

test('guides are found in one’s own words and show the eight public fields', async () => {
  const found = await visitor().get('/guides?q=老人满80岁补贴')
  expect(found.text).toContain('/guides/senior-allowance')
  const guide = await visitor().get('/guides/senior-allowance')
  for (const field of [
    '事项名称',
    '设定依据',
    '受理条件',
    '办理程序',
    '法定时限',
    '承诺时限',
    '收费依据',
    '收费标准',
  ])
    expect(guide.text).toContain(field)
  expect((await visitor().get('/guides/none')).status).toBe(404)
})

test('home and public pages work without any data', async () => {
  expect((await visitor().get('/')).text).toContain('href="/chat"')
  expect((await visitor().get('/public')).text).toContain('还没有满一周的数据')
})

test('what does not exist is a page for people and a problem for programs', async () => {
  const page = await visitor().get('/nowhere')
  expect(page.status).toBe(404)
  expect(page.text).toContain('没有这个页面')
  const problem = await visitor().get('/api/nowhere')
  expect(problem.headers.get('content-type')).toContain('application/problem+json')
  expect(JSON.parse(problem.text)).toMatchObject({ code: 'not_found', status: 404 })
})

test('health and readiness answer', async () => {
  expect((await visitor().get('/healthz')).text).toBe('ok\n')
  expect(JSON.parse((await visitor().get('/readyz')).text)).toMatchObject({ ready: true })
})

test('assets are named by their content and kept for a year; plain names are checked each time', async () => {
  const home = await visitor().get('/')
  const css = /\/assets\/huiyin\.\w{10}\.css/.exec(home.text)![0]
  const hashed = await visitor().get(css)
  expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(hashed.headers.get('content-type')).toBe('text/css; charset=utf-8')
  const plain = await visitor().get('/assets/huiyin.css')
  expect(plain.text).toBe(hashed.text)
  expect(plain.headers.get('cache-control')).toBe('no-cache')
  expect(
    (
      await visitor().get('/assets/huiyin.css', {
        'if-none-match': plain.headers.get('etag')!,
        'cache-control': 'max-age=0',
      })
    ).status,
  ).toBe(304)
  expect((await visitor().get('/assets/..%2fapp.ts')).status).toBe(404)
})

test('the first page with all it needs is under 60 kB compressed', async () => {
  const { gzipSync } = await import('node:zlib')
  for (const path of ['/', '/desk/sign-in']) {
    const page = await visitor().get(path)
    const assets = [...page.text.matchAll(/\/assets\/[\w.-]+/g)].map(m => m[0])
    let size = gzipSync(page.text).length
    for (const asset of new Set(assets)) size += gzipSync((await visitor().get(asset)).text).length
    expect(size).toBeLessThan(60_000)
  }
})
