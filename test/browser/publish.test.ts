import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OfficerActor } from '../../src/domain/people/actor.ts'
import { moveCase } from '../../src/usecases/cases/moving/move-case.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { answerCase, assignCase } from '../helpers/cases.ts'
import { openPage, signInPage } from '../helpers/desk-browser.ts'
import { pageFaults } from '../helpers/page-faults.ts'
import { addOfficers, type TestSite, testSite } from '../helpers/site.ts'

let site: TestSite
let people: Record<'lin' | 'chen' | 'zhao' | 'sun' | 'wu', OfficerActor>

beforeAll(async () => {
  await launchBrowser()
  site = await testSite()
  people = await addOfficers(site.ctx, {
    lin: 'correspondent',
    chen: 'reviewer',
    zhao: 'manager',
    sun: 'dispatcher',
    wu: ['clerk', 'party-office'],
  })
}, 120_000)
afterAll(async () => {
  await site.close()
  await closeBrowser()
})

const AMOUNT = '农林水支出 655 万元'
const RIGHT = '农林水支出 565 万元'

test('an item is written, reviewed, checked, read, asked about, answered and put right', async () => {
  const problems: string[] = []
  const writer = await signInPage(site, 'lin', {}, problems)
  const reviewer = await signInPage(site, 'chen', {}, problems)
  const checker = await signInPage(site, 'zhao', {}, problems)
  const resident = await openPage(site, { width: 390, script: false }, problems)

  // The correspondent writes and submits.
  await writer.goto('/desk/items/new')
  await writer.getByLabel('栏目', { exact: true }).selectOption('budget')
  await writer.getByLabel('标题').fill('2026 年部门预算')
  await writer.getByLabel('正文').fill(AMOUNT)
  await writer.locator('button.main').click()
  await writer.waitForURL(/\/desk\/items\/\d{4}-\d+/)
  const number = /items\/(\d{4}-\d+)/.exec(writer.url())![1]!
  await writer.getByRole('button', { name: '送审' }).click()
  await writer.getByText('已送审').waitFor()
  expect((await resident.goto(`/open/item/${number}`))!.status()).toBe(404)

  const check = async () => {
    await reviewer.goto(`/desk/items/${number}`)
    await reviewer.getByRole('button', { name: '审核通过' }).click()
    await reviewer.getByText('审核通过，等保密审查').waitFor()
    await checker.goto(`/desk/items/${number}`)
    await checker.locator('form.check input[type=checkbox]').check()
    await checker.getByRole('button', { name: '保密审查通过' }).click()
    await checker.getByText('保密审查已记下').waitFor()
  }
  await check()

  // A resident reads it on a phone without scripts, and asks.
  await resident.goto('/open/column/budget')
  await resident.getByRole('link', { name: '2026 年部门预算' }).click()
  await resident.getByText(AMOUNT).waitFor()
  await resident.goto(`/open/item/${number}/comments`)
  await resident.getByRole('radio', { name: '提意见' }).check()
  await resident.getByLabel('写在这里').fill('655 万元和去年报告对不上，是不是写反了？')
  await resident.getByRole('button', { name: '提交' }).click()
  const registered = (await resident.locator('main').textContent())!
  const asked = (await site.ctx.db.read.case.findFirst({ select: { number: true } }))!.number
  expect(registered).toContain(asked)

  // The office answers, and publishes the answer.
  await assignCase(site.ctx, asked, people.sun, { department: 'party-office' })
  await answerCase(site.ctx, asked, '您说得对，写反了，已改为 565 万元。', [people.wu, people.chen])
  await moveCase(
    site.ctx,
    asked,
    'publish',
    {
      openness: 'open',
      redactedQuestion: '655 万元是不是写反了？',
      redactedText: '写反了，已改为 565 万元。',
      secrecyChecked: true,
    },
    people.zhao,
  )
  await resident.goto(`/open/item/${number}`)
  await resident.getByText('写反了，已改为 565 万元。').waitFor()

  // The correspondent puts it right, naming the comment.
  await writer.goto(`/desk/items/${number}`)
  await writer.locator('#move-amend summary').click()
  await writer.locator('form.amend [name=change]').fill('两个数字写反了，改为 565 万元')
  await writer.locator('form.amend [name=because]').fill(asked)
  await writer.locator('form.amend button[type=submit]').click()
  await writer.goto(`/desk/items/${number}/edit`)
  await writer.getByLabel('正文').fill(RIGHT)
  await writer.locator('button.main').click()
  await writer.waitForURL(new RegExp(`/desk/items/${number}($|\\?)`))
  await writer.getByRole('button', { name: '送审' }).click()
  await writer.getByText('已送审').waitFor()
  await resident.goto(`/open/item/${number}`)
  await resident.getByText(AMOUNT).waitFor()
  await check()

  await resident.goto(`/open/item/${number}`)
  await resident.getByText(RIGHT).waitFor()
  const line = (await resident.locator('main').textContent())!
  for (const step of ['公开', '意见', '答复', '整改', '再公开']) expect(line).toContain(step)
  expect(await resident.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  for (const page of [writer, reviewer, checker, resident]) await page.context().close()
  expect(problems).toEqual([])
}, 180_000)

test.each([1440, 390, 320])(
  'the pages of published information break no accessibility rule %i px wide',
  async width => {
    const found: string[] = []
    const page = await openPage(site, { width, dark: width === 390 }, found)
    for (const path of [
      '/open',
      '/open/guide',
      '/open/dongshan',
      '/open/column/budget',
      '/open/search?q=预算',
    ]) {
      await page.goto(path)
      found.push(...(await pageFaults(page)).map(fault => `${path}: ${fault}`))
    }
    await page.context().close()
    expect(found).toEqual([])
  },
  90_000,
)

test('the sheet of a village for the notice board fills one A4 page', async () => {
  const page = await openPage(site)
  await page.goto('/open/dongshan/sheet')
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/)
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('button').count()).toBe(0)
  await page.context().close()
}, 60_000)
