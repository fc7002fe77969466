import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/domain/people/actor.ts'
import { addDigest, latestDigest } from '../../src/store/numbers/digests.ts'
import { closeDays } from '../../src/usecases/numbers/ledger/close-days.ts'
import { makeMissingDigests } from '../../src/usecases/numbers/make-digest.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { answerCase, assignCase, openedCase } from '../helpers/cases.ts'
import { officer } from '../helpers/context.ts'
import { type TestSite, testSite } from '../helpers/site.ts'

/** Somebody who believes nothing opens /public/verify on a phone. */

let site: TestSite
let page: Page
let answered: string

beforeAll(async () => {
  site = await testSite()
  const { ctx } = site
  const { clock } = ctx
  const dispatcher: Actor = await officer(ctx, 'dispatcher', '王受理')
  const reviewer: Actor = await officer(ctx, 'reviewer', '赵审核')
  clock.set('2026-11-01T10:00+08:00')
  await closeDays(ctx)
  clock.set('2026-11-02T10:00+08:00')
  for (let i = 0; i < 5; i++) await openedCase(ctx, { kind: 'inquiry' })
  answered = await openedCase(ctx, { kind: 'inquiry' })
  await assignCase(ctx, answered, dispatcher)
  clock.set('2026-11-04T10:00+08:00')
  await answerCase(ctx, answered, '周五上午可以办。', [dispatcher, reviewer])
  clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(ctx)
})
afterAll(async () => {
  await site.close()
  await closeBrowser()
})
beforeEach(async () => {
  const context = await (await launchBrowser()).newContext({ viewport: { width: 390, height: 800 } })
  // The page asks how old the log is.
  await context.clock.setFixedTime(new Date('2026-11-09T10:00+08:00'))
  page = await context.newPage()
  await page.goto(`${site.url}/public/verify`)
})

const result = () => page.locator('#result')
const verdict = () => result().locator('h2')

describe('a week', () => {
  const checkWeek = () => page.locator('#verify-week button').click()

  it('that was published as the ledger has it agrees, with the fingerprint to compare', async () => {
    await checkWeek()
    await verdict().waitFor()
    expect(await verdict().textContent()).toContain('一致')
    const rows = await result().locator('tr').allTextContents()
    expect(rows).toContain('应答复66')
    expect(rows).toContain('按时答复11')
    expect(await result().locator('.fingerprint').textContent()).toMatch(/^(\d{5} ){5}\d{5}$/)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  })

  it('whose number was made better does not, and the page says which number', async () => {
    const { ctx } = site
    const stored = JSON.parse((await latestDigest(ctx.db.read, '2026-W45'))!.data)
    const better = JSON.stringify({ ...stored, answeredOnTime: 6, answered: 6 })
    await ctx.db.inTransaction(tx => addDigest(tx, '2026-W45', better, ctx.now(), '更好看'))
    await checkWeek()
    await verdict().waitFor()
    expect(await verdict().textContent()).toBe('不一致')
    expect(await result().textContent()).toMatch(/answeredOnTime|按时答复/)
  })
})

describe('one’s own case', () => {
  const check = async (number: string, salt: string) => {
    await page.fill('#number', number)
    await page.fill('#salt', salt)
    await page.locator('#verify-case button').click()
  }

  it('is found with number and code, and proven against the signed tree', async () => {
    await check(answered, site.ctx.secrets.ledgerSalt(answered).match(/.{4}/g)!.join(' ').toUpperCase())
    await verdict().waitFor()
    expect(await verdict().textContent()).toBe('在台账里')
    expect((await result().locator('li').allTextContents()).length).toBeGreaterThan(2)
  })

  it('of somebody else is not found, and nothing of it is shown', async () => {
    await check(answered, '0'.repeat(32))
    await verdict().waitFor()
    expect(await verdict().textContent()).toBe('没有核对上')
    expect(await result().textContent()).toContain('没有查到')
    expect(await result().textContent()).not.toContain('2026 年 11 月 4 日')
  })

  it('typed wrong is said at once, and sends nothing', async () => {
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await check(answered, '12 34')
    expect(await result().textContent()).toContain('32 位')
    await check('路灯', 'a'.repeat(32))
    expect(await result().textContent()).toContain('2026-00123-4')
    expect(asked).toEqual([])
  })

  it('comes filled in from the case page, and leaves no trace in the address', async () => {
    const salt = site.ctx.secrets.ledgerSalt(answered)
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await page.goto('about:blank')
    await page.goto(`${site.url}/public/verify#case=${answered}&salt=${salt}`)
    await verdict().waitFor()
    expect(await verdict().textContent()).toBe('在台账里')
    expect(page.url()).toBe(`${site.url}/public/verify`)
    expect(asked.filter(url => !url.includes('#') && (url.includes(answered) || url.includes(salt)))).toEqual(
      [],
    )
  })
})

it('a file that is no proof is told so', async () => {
  await page.setInputFiles('#proof', {
    name: 'x.tlog-proof',
    mimeType: 'text/plain',
    buffer: Buffer.from('nothing'),
  })
  await verdict().waitFor()
  expect(await verdict().textContent()).toBe('证明不对')
})
