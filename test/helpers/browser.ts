import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as launcher } from 'playwright-core'
import { eventually } from './eventually.ts'

export { type TestSite, testSite } from './site.ts'

let browser: Promise<Browser> | undefined

/** A real browser out of npm: no package of the system, no download. Launched once per test file. */
export function launchBrowser(): Promise<Browser> {
  browser ??= (async () =>
    launcher.launch({
      executablePath: await unpacked(),
      // The package's own flags are for a cloud function; one process for all pages hangs when a page is closed.
      args: [...chromium.args.filter(flag => flag !== '--single-process'), '--no-sandbox'],
      headless: true,
    }))()
  return browser
}

/**
 * The package unpacks its browser into the run's temporary directory, and takes a file that is there for a whole one. The
 * first test file does it, those of other processes wait: a file that is being written cannot be started (ETXTBSY).
 */
async function unpacked(): Promise<string> {
  const done = join(tmpdir(), 'chromium-unpacked')
  try {
    mkdirSync(join(tmpdir(), 'chromium-unpacking'))
  } catch {
    await eventually(() => {
      if (!existsSync(done)) throw new Error('the browser is still being unpacked')
    })
    return chromium.executablePath()
  }
  const path = await chromium.executablePath()
  writeFileSync(done, '')
  return path
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}
