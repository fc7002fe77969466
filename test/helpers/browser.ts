import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as launcher } from 'playwright-core'
import { createApp } from '../../src/web/app.ts'
import { type TestContext, type TestOptions, testContext } from './context.ts'

let browser: Promise<Browser> | undefined

/** A real browser out of npm: no package of the system, no download. Launched once per test file. */
export function launchBrowser(): Promise<Browser> {
  browser ??= (async () =>
    launcher.launch({
      executablePath: await chromium.executablePath(),
      args: [...chromium.args, '--no-sandbox'],
      headless: true,
    }))()
  return browser
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}

export interface TestSite {
  ctx: TestContext
  url: string
  close(): Promise<void>
}

/** The whole site on a free port of this machine, over plain HTTP. */
export async function testSite(options: TestOptions = {}): Promise<TestSite> {
  let server: Server | undefined
  // The address must be known before the context is made: its links and its Origin check use it.
  const port = await new Promise<number>(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
  const url = `http://127.0.0.1:${port}`
  const ctx = await testContext({ ...options, config: { BASE_URL: url, ...options.config } })
  server = createServer(createApp(ctx))
  await new Promise<void>(ready => server.listen(port, '127.0.0.1', ready))
  return {
    ctx,
    url,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
      await ctx.close()
    },
  }
}
