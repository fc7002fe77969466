import chromium from '@sparticuz/chromium'
import { type Browser, chromium as launcher } from 'playwright-core'

export { type TestSite, testSite } from './site.ts'

let browser: Promise<Browser> | undefined

/** A real browser out of npm: no package of the system, no download. Launched once per test file. */
export function launchBrowser(): Promise<Browser> {
  browser ??= (async () =>
    launcher.launch({
      executablePath: await chromium.executablePath(),
      // The package's own flags are for a cloud function; one process for all pages hangs when a page is closed.
      args: [...chromium.args.filter(flag => flag !== '--single-process'), '--no-sandbox'],
      headless: true,
    }))()
  return browser
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}
