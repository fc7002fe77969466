import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDays } from '../../src/usecases/numbers/ledger/close-days.ts'
import { makeMissingDigests } from '../../src/usecases/numbers/make-digest.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { openedCase } from '../helpers/cases.ts'
import { openPage } from '../helpers/desk-browser.ts'
import { pageFaults } from '../helpers/page-faults.ts'
import { type TestSite, testSite } from '../helpers/site.ts'

let site: TestSite
const WEEK = '2026-W46'

beforeAll(async () => {
  await launchBrowser()
  site = await testSite()
  site.ctx.clock.set('2026-11-09T08:30+08:00')
  await closeDays(site.ctx)
  await openedCase(site.ctx)
  site.ctx.clock.set('2026-11-16T08:30+08:00')
  await makeMissingDigests(site.ctx)
}, 120_000)
afterAll(async () => {
  await site.close()
  await closeBrowser()
})

test('the sheet for the notice board fills one A4 page, with nothing on it that only a screen needs', async () => {
  const page = await openPage(site, { dark: true })
  await page.goto(`/public/rates/${WEEK}/sheet`)
  const pdf = await page.pdf({ preferCSSPageSize: true })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/)
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('button').count()).toBe(0)
  const ink = await page.locator('.fingerprint').evaluate(e => getComputedStyle(e).color)
  expect(ink).toBe('rgb(0, 0, 0)')
  await page.context().close()
}, 60_000)

test.each([1440, 390, 320])(
  'the pages with a fingerprint break no accessibility rule %i px wide, and no group of it breaks',
  async width => {
    const found: string[] = []
    const page = await openPage(site, { width, dark: width === 390 }, found)
    for (const path of ['/public', `/public/rates/${WEEK}`, `/public/rates/${WEEK}/sheet`]) {
      await page.goto(path)
      found.push(...(await pageFaults(page)).map(fault => `${path}: ${fault}`))
      const heights = await page
        .locator('.fingerprint span')
        .evaluateAll(groups => groups.map(group => group.getClientRects().length))
      expect([path, heights]).toEqual([path, [1, 1, 1, 1, 1, 1]])
    }
    await page.context().close()
    expect(found).toEqual([])
  },
  60_000,
)

test('one press on a fingerprint selects all of it, with its blanks', async () => {
  const page = await openPage(site)
  await page.goto(`/public/rates/${WEEK}`)
  await page.locator('.fingerprint span').first().click()
  const selected = await page.evaluate(() => String(getSelection()))
  expect(selected.trim()).toMatch(/^(\d{5} ){5}\d{5}$/)
  await page.context().close()
}, 60_000)
