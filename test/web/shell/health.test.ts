import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockContact } from '../../../src/store/talk/contacts.ts'
import { addOutbound } from '../../../src/store/talk/messages.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { MemoryChannel } from '../../helpers/context.ts'
import { eventually } from '../../helpers/eventually.ts'
import { type TestSite, testSite, Visitor } from '../../helpers/site.ts'

let site: TestSite
let wechat: MemoryChannel
beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  site = await testSite({ channels: [wechat] })
})
afterEach(() => site.close())

const readyz = async () => {
  const { status, text } = await new Visitor(site.url).get('/readyz')
  return { status, body: JSON.parse(text) }
}

it('says how long and why when messages wait too long, and stays ready: pages and desk work', async () => {
  const { ctx } = site
  await ctx.db.inTransaction(async tx => {
    const { contact } = await lockContact(tx, ctx.secrets, 'wechat', 'a', ctx.now())
    await addOutbound(tx, ctx.secrets, {
      contactId: contact.id,
      outbound: { text: '有答复了' },
      purpose: 'notice',
      dedupeKey: 'k',
      now: ctx.now(),
    })
  })
  wechat.outcomes.push({ outcome: 'retry', via: 'custom', code: 'network', detail: '连不上微信。' })
  await deliverOutbox(ctx)
  expect((await readyz()).body).toMatchObject({ ready: true, checks: { outbox: true }, outbox: [] })
  ctx.clock.advance(45)
  expect(await readyz()).toMatchObject({
    status: 200,
    body: {
      ready: true,
      checks: { database: true, disk: true, content: true, workers: true, outbox: false },
      outbox: [{ channel: 'wechat', minutes: 45, why: '连不上微信。' }],
    },
  })
  await deliverOutbox(ctx)
  expect((await readyz()).body).toMatchObject({ checks: { outbox: true }, outbox: [] })
})

it('is not ready while the database hangs, and says so in time', async () => {
  const { ctx } = site
  let free = () => {}
  // Something holds the writer for ever, as a hanging disk would.
  const held = ctx.db.inTransaction(() => new Promise<void>(resolve => (free = resolve)))
  expect(await readyz()).toMatchObject({
    status: 503,
    body: { ready: false, checks: { database: false, disk: true } },
  })
  free()
  await held
  await eventually(async () => expect(await readyz()).toMatchObject({ status: 200, body: { ready: true } }))
})

it('is not ready when no file can be written', async () => {
  rmSync(site.ctx.dir, { recursive: true })
  expect(await readyz()).toMatchObject({ status: 503, body: { checks: { disk: false } } })
})

it('is not ready while a background worker hangs: only a restart helps', async () => {
  const workers = [{ name: 'outbox wechat', busyMs: 60_000 }]
  site.ctx.workers = () => workers
  expect(await readyz()).toMatchObject({ status: 200, body: { checks: { workers: true } } })
  workers[0]!.busyMs = 16 * 60_000
  expect(await readyz()).toMatchObject({ status: 503, body: { checks: { workers: false } } })
})
