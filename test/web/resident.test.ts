import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { moveCase } from '../../src/usecases/move-case.ts'
import { openCase } from '../../src/usecases/open-case.ts'
import { officer } from '../helpers/context.ts'
import { type TestSite, testSite, Visitor } from '../helpers/site.ts'

let site: TestSite
let lines: string[]
beforeEach(async () => {
  lines = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  site = await testSite({ log })
})
afterEach(() => site.close())

async function opened() {
  const { number } = await openCase(
    site.ctx,
    {
      kind: 'complaint',
      title: '路灯坏了',
      text: '石桥村口的路灯坏了。',
      channel: 'phone',
      resident: { name: '王小明', phone: '13812345678' },
    },
    { kind: 'resident' },
  )
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
  await moveCase(site.ctx, found.number, 'draft', { text: '路灯修好了。' }, zhang)
  await moveCase(site.ctx, found.number, 'submit', {}, zhang)
  await moveCase(site.ctx, found.number, 'approve', {}, zhou)
  return found
}

const visitor = () => new Visitor(site.url)

test('while a reply is owed, the page says by when and why', async () => {
  const { number, code } = await opened()
  expect((await visitor().get(`/c/${number}?k=${code}`)).text).toContain('为什么是这一天')
})

test('the code opens the page: status, deadline and why, without officers’ names or inner workings', async () => {
  const { number, code } = await answered()
  const page = await visitor().get(`/c/${number}?k=${code.toLowerCase()}`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('路灯修好了。')
  // Nothing is owed any more, so no date is explained.
  expect(page.text).not.toContain('为什么是这一天')
  for (const hidden of ['张建国', '周红', '林晓', '内部的话', '13812345678', '王小明'])
    expect([hidden, page.text.includes(hidden)]).toEqual([hidden, false])
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('x-robots-tag')).toBe('noindex')
})

test('a wrong code and an unknown number get the very same answer', async () => {
  const { number, code } = await opened()
  const page = async (n: string, k: string) => {
    const { status, text } = await visitor().get(`/c/${n}?k=${k}`)
    return { status, text: text.replaceAll(n, 'N') }
  }
  const wrong = await page(number, 'AAAAAAAAAA')
  expect(wrong.status).toBe(404)
  expect(await page('2026-00777-3', code)).toEqual(wrong)
  expect(await page(number, '')).toEqual(wrong)
  expect(await page('nonsense', code)).toEqual(wrong)
  for (const move of ['supplement', 'rate', 'withdraw']) {
    const refused = await visitor().post(`/c/${number}/${move}`, { k: 'AAAAAAAAAA', text: 'x', rating: '5' })
    expect(refused.status).toBe(404)
  }
  expect((await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).status).toBe('received')
})

test('codes cannot be tried without end; right ones cost nothing', async () => {
  const { number, code } = await opened()
  for (let i = 0; i < 30; i++) expect((await visitor().get(`/c/${number}?k=${code}`)).status).toBe(200)
  for (let i = 0; i < 10; i++) expect((await visitor().get(`/c/${number}?k=WRONG${i}`)).status).toBe(404)
  const refused = await visitor().get(`/c/${number}?k=${code}`)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('number and code can be typed in, however they are spelled', async () => {
  const { number, code } = await opened()
  const found = await visitor().post('/c', {
    number: ` ${number.replaceAll('-', ' ')} `,
    k: code.toLowerCase(),
  })
  expect(found.location).toBe(`/c/${number}?k=${code.toLowerCase()}`)
})

test('opening the page with an answer counts as read, once, and a look ahead does not', async () => {
  const { number, code } = await answered()
  const reads = async () =>
    (await site.ctx.db.read.caseEvent.findMany({ where: { type: 'delivery' } })).filter(e =>
      e.data?.includes('"read"'),
    ).length
  await visitor().get(`/c/${number}?k=${code}`, { 'sec-purpose': 'prefetch' })
  expect(await reads()).toBe(0)
  await visitor().get(`/c/${number}?k=${code}`)
  await visitor().get(`/c/${number}?k=${code}`)
  await expect.poll(reads).toBe(1)
})

test('a resident adds, urges, rates, asks again; each once it is possible', async () => {
  const { number, code } = await answered()
  const post = (move: string, fields: Record<string, string> = {}) =>
    visitor().post(`/c/${number}/${move}`, { k: code, ...fields })
  expect((await post('urge')).status).toBe(409)
  expect((await post('rate', { rating: '9' })).status).toBe(422)
  expect((await post('rate', { rating: '2', text: '还有一盏不亮' })).location).toContain('done=rate')
  expect((await post('rate', { rating: '5' })).status).toBe(409)
  const empty = await post('reopen', { reason: ' ' })
  expect(empty.status).toBe(422)
  expect((await post('reopen', { reason: '第三盏还不亮' })).status).toBe(303)
  expect((await post('urge')).status).toBe(303)
  expect((await post('supplement', { text: '在小学门口' })).status).toBe(303)
  const row = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number }, include: { events: true } })
  expect(row.status).toBe('assigned')
  expect(row.events.map(e => e.type).slice(-4)).toEqual(['closed', 'reopened', 'urged', 'supplemented'])
})

test('only the resident withdraws', async () => {
  const { number, code } = await opened()
  expect((await visitor().post(`/c/${number}/withdraw`, { k: code })).status).toBe(303)
  expect((await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })).status).toBe('withdrawn')
  expect((await visitor().post(`/c/${number}/approve`, { k: code })).status).toBe(404)
})

test('the log holds neither codes nor searches nor addresses', async () => {
  const { number, code } = await opened()
  await visitor().get(`/c/${number}?k=${code}`, { referer: `${site.url}/c/${number}?k=${code}` })
  await visitor().get('/guides?q=我的病')
  await visitor().get('/desk/set-up?token=SECRETTOKEN')
  await visitor().post('/desk/sign-in', { login: 'someone', password: 'their password' })
  const log = lines.join('\n')
  expect(log).toContain(`/c/${number}`)
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

test('home and public pages stand without any data', async () => {
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
