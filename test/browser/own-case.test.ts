import { afterAll, expect, test } from 'vitest'
import { firstAdminLink } from '../../src/usecases/people/one-time-link.ts'
import { closeBrowser, launchBrowser, testSite } from '../helpers/browser.ts'
import { answerCase, assignCase } from '../helpers/cases.ts'
import { officer } from '../helpers/context.ts'
import { chatCase } from '../helpers/talk.ts'

afterAll(closeBrowser)
test('a link opens the case without the code in any address, is read when it was seen, and rates with the phone', async () => {
  const site = await testSite()
  const { ctx } = site
  const { number } = await chatCase(ctx, 'o-1', {
    text: '石桥村口的路灯坏了。',
    channel: 'wechat',
    resident: { phone: '13812345678' },
  })
  const lin = await officer(ctx, 'dispatcher', '林')
  const zhang = await officer(ctx, 'clerk', '张', 'construction')
  const zhou = await officer(ctx, 'reviewer', '周')
  await assignCase(ctx, number, lin)
  await answerCase(ctx, number, '路灯已经修好了。', [zhang, zhou])
  const page = await (
    await (await launchBrowser()).newContext({ viewport: { width: 390, height: 844 }, baseURL: site.url })
  ).newPage()
  const urls: string[] = []
  page.on('request', r => urls.push(r.url()))
  await page.goto(`/c/${number}#k=${ctx.secrets.trackingCode(number)}`)
  await page.getByText('路灯已经修好了').waitFor()
  expect(page.url()).toBe(`${site.url}/c/${number}`)
  await expect.poll(() => urls.some(u => u.endsWith('/read')), { timeout: 8000 }).toBe(true)
  expect(urls.join()).not.toContain(ctx.secrets.trackingCode(number))
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.getByLabel(/5 分/).check()
  await page.locator('#rate-phone').fill('13812345678')
  await page.getByRole('button', { name: '评价' }).click()
  await page.getByText('谢谢您的评价。').waitFor()
  await page.goto((await firstAdminLink(ctx))!)
  await page.getByRole('heading', { name: '建立第一位管理员' }).waitFor()
  expect(page.url()).not.toContain('token=')
  await site.close()
}, 120_000)
