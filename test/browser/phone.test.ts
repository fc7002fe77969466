import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { run, type Service } from '../../src/main.ts'
import { ROOT } from '../../src/root.ts'
import { type DemoAccount, demoAccount } from '../../src/tools/phone/mod.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'

/** The demo phone in a real browser, against a real service: what anyone may try without an account. */

const dir = mkdtempSync(join(tmpdir(), 'huiyin-phone-'))
let account: DemoAccount
let service: Service
let page: Page
const problems: string[] = []

beforeAll(async () => {
  account = await demoAccount(() => new Date())
  const env = { DATA_DIR: dir, PORT: '0', OFFICE_DIR: join(ROOT, 'flows'), LOG_LEVEL: 'silent' }
  service = await run(readConfig({ ...env, ...account.settings }))
  const url = await account.open(service)
  page = await (await launchBrowser()).newPage({ viewport: { width: 900, height: 760 } })
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', error => problems.push(error.message))
  await page.goto(url)
})
afterAll(async () => {
  await closeBrowser()
  await service.stop()
  await account.stop()
  rmSync(dir, { recursive: true, force: true })
})

const heard = (text: string) => page.locator('#talk li.office', { hasText: text }).last().waitFor()

it('shows what a phone shows: follow, menu, words, a photo, a scan', async () => {
  await page.getByRole('button', { name: '关注', exact: true }).click()
  await heard('青禾镇')
  await page.getByText('我要反映', { exact: true }).click()
  await page.getByRole('button', { name: '反映问题' }).click()
  await heard('什么事')
  const photo = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#345' } })
    .jpeg()
    .toBuffer()
  await page.locator('#photo').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo })
  await heard('收到了')
  await page.locator('#talk li.me img').waitFor()
  await page.getByLabel('发消息').fill('<b>路灯</b>坏了半个月没人修')
  await page.getByRole('button', { name: '发送' }).click()
  // Shown as it was typed, never as HTML.
  await page.locator('#talk li.me', { hasText: '<b>路灯</b>' }).waitFor()
  await heard('哪个村')
  await page.getByRole('button', { name: /扫一扫：东山村/ }).click()
  await heard('您扫的是“东山村”的码')
  // A card, on the waiting response: the page to keep.
  await page.getByLabel('发消息').fill('取消')
  await page.getByRole('button', { name: '发送' }).click()
  await page.getByLabel('发消息').fill('低保怎么申请')
  await page.getByRole('button', { name: '发送' }).click()
  await heard('还想看哪一样')
  await page.getByLabel('发消息').fill('清楚了')
  await page.getByRole('button', { name: '发送' }).click()
  await heard('整份办事指南')
  const card = page.locator('#talk li.office', { hasText: '整份办事指南' }).getByRole('link')
  expect(await card.getAttribute('href')).toMatch(/^http.*\/guides\/[a-z-]+$/)
  expect(await service.ctx.db.read.attachment.count()).toBe(1)
  expect(problems).toEqual([])
})
