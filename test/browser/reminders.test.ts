import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '../../src/domain/people/actor.ts'
import type { SignedIn } from '../../src/usecases/people/sign-in.ts'
import { makeLinkCode } from '../../src/usecases/talk/link-chat.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { closeBrowser, launchBrowser } from '../helpers/browser.ts'
import { assignCase, openedCase } from '../helpers/cases.ts'
import { MemoryChannel, officer, typed } from '../helpers/context.ts'
import { knockPage, type Look, signInPage } from '../helpers/desk-browser.ts'
import { pageFaults } from '../helpers/page-faults.ts'
import { addOfficers, PASSWORD, type TestSite, testSite } from '../helpers/site.ts'
import { appCode } from '../helpers/totp.ts'

let site: TestSite
let dispatcher: Actor | undefined
beforeAll(async () => {
  await launchBrowser()
})
afterAll(closeBrowser)
beforeEach(async () => {
  dispatcher = undefined
  site = await testSite({ channels: [new MemoryChannel('wechat'), new MemoryChannel('telegram')] })
  await addOfficers(site.ctx, { zhang: ['clerk', 'construction'], wu: 'admin' })
})
afterEach(() => site.close())

const signIn = (login: string, look: Look = {}) => signInPage(site, login, look)

/** A complaint that is the clerk's. */
async function assigned(): Promise<string> {
  const { ctx } = site
  dispatcher ??= await officer(ctx, 'dispatcher', '王受理')
  const number = await openedCase(ctx, { text: '路灯坏了' }, dispatcher)
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: 'zhang' })
  return number
}

const faults = async (page: Page, where: string): Promise<string[]> =>
  (await pageFaults(page)).map(fault => `${where}: ${fault}`)

test('the number beside the bell changes by itself, and opening the case settles it', async () => {
  const page = await signIn('zhang')
  await page.goto('/desk?view=mine')
  const bell = page.locator('#bell b')
  expect(await bell.textContent()).toBe('')
  const number = await assigned()
  await expect.poll(() => bell.textContent()).toBe('1')
  await page.getByRole('link', { name: '提醒' }).click()
  await page.getByRole('link', { name: '路灯坏了' }).click()
  expect(page.url()).toContain(`/desk/cases/${number}`)
  expect(await bell.textContent()).toBe('')
  await page.context().close()
}, 60_000)

test('a second factor is set up and used without JavaScript', async () => {
  const page = await signIn('zhang', { script: false })
  await page.goto('/desk/account')
  await page.getByRole('link', { name: '开启' }).click()
  await page.getByLabel('您的密码').fill(PASSWORD)
  await page.getByRole('button', { name: '开始设置' }).click()
  expect(await page.locator('.qr svg').count()).toBe(1)
  const key = (await page.locator('.factor .secret').textContent())!
  await page.getByLabel('验证码').fill(appCode(key, site.ctx.now()))
  await page.getByRole('button', { name: '开启两步登录' }).click()
  expect(await page.locator('.codes li').count()).toBe(10)
  await page.context().close()

  site.ctx.clock.advance(1)
  const again = await knockPage(site, 'zhang', { script: false })
  await again.getByLabel('验证码').fill('123456')
  await again.getByRole('button', { name: '登录' }).click()
  expect(await again.getByRole('alert').textContent()).toContain('验证码不对')
  await again.getByLabel('验证码').fill(appCode(key, site.ctx.now()))
  await again.getByRole('button', { name: '登录' }).click()
  await again.waitForURL(/\/desk$|\/desk\?/)
  await again.context().close()
}, 60_000)

test('the new pages are free of faults, light on a desk and dark on a phone', async () => {
  const { ctx } = site
  const zhang = await ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'zhang' } })
  const by: SignedIn = {
    kind: 'officer',
    id: zhang.id,
    name: zhang.name,
    login: 'zhang',
    role: 'clerk',
    session: '',
    secondFactor: false,
  }
  const { code } = await makeLinkCode(ctx, by)
  await receiveMessage(ctx, typed(ctx, 'o1', `绑定 ${code}`, { channel: 'wechat' }))
  for (let i = 0; i < 3; i++) await assigned()
  const found: string[] = []
  for (const look of [{}, { dark: true, width: 390 }]) {
    const at = (path: string) => `${path} ${JSON.stringify(look)}`
    const page = await signIn('zhang', look)
    for (const path of ['/desk/reminders', '/desk/account', '/desk/account/second-factor']) {
      await page.goto(path)
      found.push(...(await faults(page, at(path))))
    }
    await page.goto('/desk/account')
    await page.locator('#proof-chat').fill(PASSWORD)
    await page.getByRole('button', { name: '取绑定码' }).click()
    found.push(...(await faults(page, at('chat code'))))
    await page.goto('/desk/account/second-factor')
    await page.locator('#proof').fill(PASSWORD)
    await page.getByRole('button', { name: '开始设置' }).click()
    found.push(...(await faults(page, at('set up'))))
    const key = (await page.locator('.factor .secret').textContent())!
    await page.getByLabel('验证码').fill(appCode(key, ctx.now()))
    await page.getByRole('button', { name: '开启两步登录' }).click()
    found.push(...(await faults(page, at('codes'))))
    await page.goto('/desk/account/second-factor')
    found.push(...(await faults(page, at('manage'))))
    await page.context().close()

    const admin = await signIn('wu', look)
    for (const path of ['/desk/officers/zhang/sessions', '/desk/officers', '/desk/reminders']) {
      await admin.goto(path)
      found.push(...(await faults(admin, at(path))))
    }
    await admin.context().close()

    ctx.clock.advance(1)
    const door = await knockPage(site, 'zhang', look)
    found.push(...(await faults(door, at('second step'))))
    await door.context().close()
    await ctx.db.inTransaction(tx =>
      tx.officer.update({
        where: { id: zhang.id },
        data: { totpSealed: null, totpSince: null, totpStep: null },
      }),
    )
  }
  expect(found).toEqual([])
}, 120_000)
