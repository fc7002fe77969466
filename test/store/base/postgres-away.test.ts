import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Database, openDatabase } from '../../../src/store/base/database.ts'
import { listenOnLoopback } from '../../../src/tools/loopback.ts'
import { createApp } from '../../../src/web/app.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { eventually } from '../../helpers/eventually.ts'
import { type WeakLink, weakLink } from '../../helpers/weak-link.ts'

describe.skipIf(inject('postgres') === undefined)('a PostgreSQL', () => {
  let ctx: TestContext
  let link: WeakLink
  let db: Database
  let site: { url: string; close(): Promise<void> }

  beforeAll(async () => {
    const server = createServer()
    site = await listenOnLoopback(server)
    ctx = await testContext({ config: { BASE_URL: site.url } })
    const url = new URL(ctx.config.databaseUrl)
    link = await weakLink(url.hostname, Number(url.port))
    url.host = `127.0.0.1:${link.port}`
    db = await openDatabase(url.href, ctx.secrets)
    server.on('request', createApp({ ...ctx, db }))
  })
  afterAll(async () => {
    await link.close()
    await site.close()
    await Promise.race([db.close(), new Promise(resolve => setTimeout(resolve, 1000))])
    await ctx.close()
  })

  const ready = async () => {
    const response = await fetch(`${site.url}/readyz`)
    return { status: response.status, ...((await response.json()) as object) }
  }
  const write = async (text: string) => {
    const response = await fetch(`${site.url}/channels/web/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: site.url },
      body: JSON.stringify({ text }),
    })
    return { status: response.status, ...((await response.json()) as { code?: string; detail?: string }) }
  }
  const worksAgain = () =>
    eventually(async () => {
      expect((await write('路灯坏了三天了')).status).toBe(200)
      expect(await ready()).toMatchObject({ status: 200, ready: true })
    })

  it('that goes away is told in words, and used again by itself when it is back', async () => {
    await worksAgain()
    link.cut()
    expect(await write('路灯坏了三天了')).toMatchObject({ status: 503, code: 'unavailable' })
    await eventually(async () =>
      expect(await ready()).toMatchObject({ status: 503, checks: { database: false } }),
    )
    link.mend()
    await worksAgain()
  })

  it('that hangs makes the service unready in time, and is used again when it answers', async () => {
    link.hang()
    await eventually(async () =>
      expect(await ready()).toMatchObject({ status: 503, checks: { database: false } }),
    )
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200)
    link.mend()
    await worksAgain()
  })
})
