import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWebChat } from '../../src/channels/web/mod.ts'
import { addOutbound } from '../../src/store/talk/messages.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { pageFaults } from '../helpers/page-faults.ts'
import { type TestSite, testSite } from '../helpers/site.ts'

let chromium: Browser
let site: TestSite
let page: Page
let problems: string[]

beforeAll(async () => {
  chromium = await launchBrowser()
})
afterAll(closeBrowser)
beforeEach(async () => {
  site = await testSite({ channels: [createWebChat()] })
})
afterEach(async () => {
  await page.context().close()
  await site.close()
})

/** A phone. */
async function open(javaScriptEnabled: boolean): Promise<void> {
  const context = await chromium.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'zh-CN',
    hasTouch: true,
    javaScriptEnabled,
  })
  page = await context.newPage()
  problems = []
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', error => problems.push(error.message))
  await page.goto(`${site.url}/chat`)
}

const say = async (text: string) => {
  await page.getByLabel('您想说的话').fill(text)
  await page.getByRole('button', { name: '发送' }).click()
}

describe('the chat page', () => {
  it('greets by itself, and registers a complaint with taps and words', async () => {
    await open(true)
    await page.getByRole('button', { name: '反映问题' }).click()
    await page.getByText('请说说是什么事').waitFor()
    await say('老供销社门口的路灯坏了半个月')
    await page.getByRole('button', { name: '东山村' }).click()
    await page.getByText('具体在什么地方').waitFor()
    // Only the newest question has buttons.
    expect(await page.getByRole('button', { name: '反映问题' }).count()).toBe(0)
    for (const question of ['具体在什么地方', '有照片吗', '留个电话']) {
      await page.getByText(question).last().waitFor()
      await page.getByRole('button', { name: '跳过' }).click()
    }
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByText('登记好了').waitFor()
    expect(await site.ctx.db.read.case.count()).toBe(1)
    // What was pressed stands there as it was called.
    expect(await page.locator('.bubble.resident').first().textContent()).toContain('反映问题')
    expect(problems).toEqual([])
  })

  it('shows the office’s later answer without a reload', async () => {
    await open(true)
    await page.getByRole('button', { name: '反映问题' }).waitFor()
    const { id } = await site.ctx.db.read.contact.findFirstOrThrow()
    await site.ctx.db.inTransaction(tx =>
      addOutbound(tx, site.ctx.secrets, {
        contactId: id,
        outbound: { text: '您反映的路灯已经修好。' },
        purpose: 'reply',
        dedupeKey: 'reply:1',
        now: site.ctx.now(),
      }),
    )
    await page.getByText('您反映的路灯已经修好').waitFor()
    expect(problems).toEqual([])
  })

  it('says that a message did not go out, and keeps it', async () => {
    await open(true)
    await page.getByRole('button', { name: '反映问题' }).waitFor()
    await page.route('**/channels/web/messages', route =>
      route.fulfill({ status: 503, body: '{"detail":"暂时不能服务。"}' }),
    )
    await say('路灯坏了')
    await page.getByRole('alert').filter({ hasText: '暂时不能服务' }).waitFor()
    expect(await page.getByLabel('您想说的话').inputValue()).toBe('路灯坏了')
  })

  it('works without JavaScript', async () => {
    await open(false)
    await page.getByRole('button', { name: '开始' }).click()
    await page.getByRole('button', { name: '反映问题' }).click()
    await page.getByText('请说说是什么事').waitFor()
    await say('老供销社门口的路灯坏了半个月')
    await page.getByRole('button', { name: '东山村' }).click()
    await page.getByText('具体在什么地方').waitFor()
    expect(await site.ctx.db.read.message.count({ where: { direction: 'in' } })).toBe(4)
  })

  it.each([
    ['with buttons', undefined],
    ['after something was said', '<b>你好</b>'],
  ])('has no accessibility fault axe knows of, and fits a narrow phone: %s', async (_name, words) => {
    await open(true)
    await page.getByRole('button', { name: '反映问题' }).waitFor()
    if (words) await say(words)
    expect(await pageFaults(page)).toEqual([])
  })

  it('hides nothing behind the field to write in', async () => {
    await open(true)
    const last = page.getByRole('button', { name: '找工作人员' })
    await last.waitFor()
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    const [button, form] = [await last.boundingBox(), await page.locator('#compose').boundingBox()]
    expect(button!.y + button!.height).toBeLessThanOrEqual(form!.y)
  })
})
