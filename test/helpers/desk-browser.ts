import type { Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { PASSWORD, type TestSite } from './site.ts'

export interface Look {
  width?: number
  script?: boolean
  dark?: boolean
}

/** A page of a fresh browser profile. What breaks in it (script errors, the security policy) is added to `problems`. */
export async function openPage(
  site: TestSite,
  { width = 1440, script = true, dark = false }: Look = {},
  problems: string[] = [],
): Promise<Page> {
  const browser = await launchBrowser()
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: script,
    colorScheme: dark ? 'dark' : 'light',
    baseURL: site.url,
  })
  const page = await context.newPage()
  page.on('pageerror', error => problems.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text()))
      problems.push(message.text())
  })
  page.on('dialog', dialog => void dialog.accept())
  return page
}

/** The first step of signing in: a second factor may be asked for behind it. */
export async function knockPage(
  site: TestSite,
  login: string,
  look: Look = {},
  problems: string[] = [],
): Promise<Page> {
  const page = await openPage(site, look, problems)
  await page.goto('/desk/sign-in')
  await page.getByLabel('登录名').fill(login)
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  return page
}

export async function signInPage(
  site: TestSite,
  login: string,
  look: Look = {},
  problems: string[] = [],
): Promise<Page> {
  const page = await knockPage(site, login, look, problems)
  await page.waitForURL(url => url.pathname.startsWith('/desk') && !url.pathname.endsWith('sign-in'))
  return page
}
