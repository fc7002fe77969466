import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/domain/people/actor.ts'
import { moveCase } from '../../src/usecases/cases/moving/move-case.ts'
import { openCase } from '../../src/usecases/cases/moving/open-case.ts'
import { makeMissingDigests } from '../../src/usecases/numbers/make-digest.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { typed } from '../helpers/context.ts'
import { type Look, openPage } from '../helpers/desk-browser.ts'
import { pageFaults } from '../helpers/page-faults.ts'
import { addOfficers, signedIn, type TestSite, testSite, Visitor } from '../helpers/site.ts'

/** Every page of the desk, once with each rule: accessible, as wide as the screen, still while it loads, light. */

let site: TestSite
let number: string
let review: string
const numbers: string[] = []

beforeAll(async () => {
  await launchBrowser()
  site = await testSite()
  const { lin, zhang } = await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    zhou: 'reviewer',
    chen: 'manager',
    wei: 'auditor',
    wu: 'admin',
  })
  for (const text of ['低保怎么申请', '清楚了', '那个政策是怎么定的', '算了'])
    await receiveMessage(site.ctx, typed(site.ctx, 'asks', text))
  for (let i = 0; i < 8; i++) {
    const opened = await openCase(
      site.ctx,
      {
        kind: i % 3 ? 'complaint' : 'inquiry',
        title: `村口的路灯坏了（${i}）`,
        text: '石桥村村口的路灯坏了两个星期，晚上看不见路，老人走路不安全。',
        area: 'shiqiao',
        channel: 'phone',
        resident: { name: '王小明', phone: '13812345678' },
      },
      { kind: 'resident' },
    )
    numbers.push(opened.number)
  }
  const go = (n: string, ...moves: [Parameters<typeof moveCase>[2], object, Actor][]) =>
    moves.reduce<Promise<unknown>>(
      (before, [move, input, by]) => before.then(() => moveCase(site.ctx, n, move, input, by)),
      Promise.resolve(),
    )
  number = numbers[0]!
  review = numbers[1]!
  await go(number, ['accept', {}, lin], ['assign', { department: 'construction' }, lin])
  await go(
    review,
    ['accept', {}, lin],
    ['assign', { department: 'construction' }, lin],
    ['draft', { text: '换好了。' }, zhang],
    ['submit', {}, zhang],
  )
  await go(numbers[2]!, ['accept', {}, lin], ['assign', { department: 'construction' }, lin])
  await go(numbers[2]!, ['object', { reason: '不归我们' }, zhang])
  site.ctx.clock.set('2026-11-30T09:00+08:00')
  await makeMissingDigests(site.ctx)
  const wei = await signedIn(site, 'wei')
  await wei.get('/desk/samples')
  await wei.post('/desk/samples', { from: '2026-11-01', to: '2026-11-30', size: '3' })
  await wei.post('/desk/samples/1/1', { verdict: 'bad', finding: '没有回访' })
  const chen = await signedIn(site, 'chen')
  await chen.get('/desk/canned')
  await chen.post('/desk/canned', { title: '开头', text: '{称呼}，您好。', departmentId: '' })
}, 120_000)
afterAll(async () => {
  await site.close()
  await closeBrowser()
})

const PAGES = (): [string, string[]][] => [
  [
    'lin',
    [
      '/desk?view=open',
      '/desk?view=objected',
      '/desk?view=mine',
      `/desk/cases/${numbers[2]}`,
      '/desk/new',
      `/desk/cases/${number}/receipt`,
      '/desk/account',
      '/desk/board',
      '/desk/conversations',
      '/desk/blocks',
      '/desk/reminders',
      '/desk/account/second-factor',
    ],
  ],
  ['zhang', [`/desk/cases/${number}`, '/desk', '/desk/canned']],
  ['zhou', [`/desk/cases/${review}`]],
  ['chen', ['/desk/digests', '/desk/digests/2026-W47', '/desk/dashboard', '/desk/canned', '/desk/samples/1']],
  ['wei', ['/desk/samples', '/desk/samples/1', '/desk/audit', `/desk/cases/${review}`]],
  [
    'wu',
    [
      '/desk/officers',
      '/desk/settings',
      '/desk/wordings',
      '/desk/first-messages',
      '/desk/first-messages/missed',
      '/desk/first-messages/1/new-guide',
      '/desk/qr',
    ],
  ],
]

const visitors = new Map<string, Promise<Visitor>>()
const signedInOnce = (login: string): Promise<Visitor> => {
  const visitor = visitors.get(login) ?? signedIn(site, login)
  visitors.set(login, visitor)
  return visitor
}

async function eachPage(
  look: Look,
  check: (page: Page, path: string) => Promise<string[]>,
  before: (page: Page) => Promise<void> = async () => {},
) {
  const found: string[] = []
  for (const [login, paths] of PAGES()) {
    const page = await openPage(site, look, found)
    // Signed in without the form, which has tests of its own.
    const { cookies } = await signedInOnce(login)
    await page.context().addCookies([...cookies].map(([name, value]) => ({ name, value, url: site.url })))
    await before(page)
    for (const path of paths) {
      const answer = await page.goto(path)
      if (answer?.status() !== 200) found.push(`${path}: ${answer?.status()}`)
      if (page.url() !== new URL(path, site.url).href) found.push(`${path}: led to ${page.url()}`)
      found.push(...(await check(page, path)).map(what => `${path}: ${what}`))
    }
    await page.context().close()
  }
  return found
}

test.each<[string, Look]>([
  ['on a screen', {}],
  ['on a phone in the dark', { width: 390, dark: true }],
])(
  'no page of the desk breaks an accessibility rule or runs over its width %s',
  async (_name, look) => {
    expect(await eachPage(look, pageFaults)).toEqual([])
  },
  180_000,
)

/** A slow computer paints a page before all of it has come, if the page lets it. */
async function slowComputer(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 12 })
}

test('nothing moves while a page loads on a slow computer', async () => {
  const shifts = async (page: Page) => {
    const shift = await page.evaluate(
      () =>
        new Promise<number>(resolve => {
          let sum = 0
          new PerformanceObserver(list => {
            for (const entry of list.getEntries())
              sum += (entry as PerformanceEntry & { value: number }).value
          }).observe({ type: 'layout-shift', buffered: true })
          // Buffered entries are handed over before the next frame but one.
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))))
        }),
    )
    return shift > 0 ? [`layout shift ${shift}`] : []
  }
  expect(await eachPage({}, shifts, slowComputer)).toEqual([])
}, 180_000)

/** What a browser that comes for the first time takes over the wire: the page and all that it names, compressed. */
test('the first page, with all it needs, is under 60 kB', async () => {
  const weigh = async (visitor: Visitor, path: string): Promise<number> => {
    const cookie = [...visitor.cookies].map(([n, v]) => `${n}=${v}`).join('; ')
    const bytes = async (url: string) => {
      const { default: http } = await import('node:http')
      return new Promise<{ size: number; encoding: string | undefined }>((resolve, reject) => {
        http
          .get(new URL(url, site.url), { headers: { cookie, 'accept-encoding': 'br, gzip' } }, res => {
            let size = 0
            res.on('data', chunk => {
              size += (chunk as Buffer).length
            })
            res.on('end', () => resolve({ size, encoding: res.headers['content-encoding'] }))
          })
          .on('error', reject)
      })
    }
    const { text } = await visitor.get(path)
    const assets = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(m => m[1]!)
    expect(assets.length).toBeGreaterThan(1)
    const parts = await Promise.all([path, ...new Set(assets)].map(bytes))
    for (const [i, part] of parts.entries()) if (i > 0) expect(part.encoding).toBe('br')
    return parts.reduce((sum, part) => sum + part.size, 0)
  }
  const heavy: string[] = []
  for (const [login, paths] of PAGES()) {
    const visitor = await signedIn(site, login)
    for (const path of paths) {
      const size = await weigh(visitor, path)
      if (size >= 60_000) heavy.push(`${path}: ${size}`)
    }
  }
  expect(heavy).toEqual([])
  expect(await weigh(new Visitor(site.url), '/desk/sign-in')).toBeLessThan(60_000)
})
