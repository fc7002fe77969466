import { afterEach, beforeEach, expect, it } from 'vitest'
import { notice } from '../../../../src/store/office/notices.ts'
import { lockContact } from '../../../../src/store/talk/contacts.ts'
import { addOutbound } from '../../../../src/store/talk/messages.ts'
import { deliverOutbox } from '../../../../src/usecases/notify/deliver-outbox.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { makeMissingDigests } from '../../../../src/usecases/numbers/make-digest.ts'
import { makeMeasures } from '../../../../src/usecases/numbers/measures/make-measures.ts'
import { readOfficeState } from '../../../../src/usecases/numbers/measures/office-state.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { assignCase, openedCase } from '../../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'
import { type Family, readExposition, seriesValue } from '../../../helpers/exposition.ts'

let ctx: TestContext
let wechat: MemoryChannel
const clock = { elapsed: 0 }
beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  ctx = await testContext({ channels: [wechat] })
  clock.elapsed = 0
})
afterEach(() => ctx.close())

const measures = (more: Parameters<typeof makeMeasures>[1] = {}) => {
  const made = makeMeasures(ctx, { elapsed: () => clock.elapsed, ...more })
  ctx.measures = made
  return async (): Promise<Map<string, Family>> => readExposition((await made.text()).body)
}

/** A message in the outbox for a resident on WeChat. */
const queued = (to: string) =>
  ctx.db.inTransaction(async tx => {
    const { contact } = await lockContact(tx, ctx.secrets, 'wechat', to, ctx.now())
    await addOutbound(tx, ctx.secrets, {
      contactId: contact.id,
      outbound: { text: '有答复了' },
      purpose: 'notice',
      dedupeKey: `k-${to}`,
      now: ctx.now(),
    })
  })

it('counts the cases that wait, by state, and how long the first of them has waited', async () => {
  const read = measures()
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  await openedCase(ctx)
  ctx.clock.advance(60)
  await openedCase(ctx)
  await assignCase(ctx, await openedCase(ctx), dispatcher)
  ctx.clock.advance(60)
  const families = await read()
  expect(seriesValue(families, 'huiyin_cases_open', { status: 'received' })).toBe(2)
  expect(seriesValue(families, 'huiyin_cases_open', { status: 'assigned' })).toBe(1)
  expect(seriesValue(families, 'huiyin_cases_open', { status: 'in_review' })).toBe(0)
  expect(seriesValue(families, 'huiyin_unaccepted_age_seconds')).toBe(7200)
  expect(seriesValue(families, 'huiyin_cases_overdue')).toBe(0)
  expect(seriesValue(families, 'huiyin_database_up')).toBe(1)

  ctx.clock.set('2027-03-01T10:00+08:00')
  clock.elapsed = 15_000
  const later = await read()
  expect(seriesValue(later, 'huiyin_cases_overdue')).toBe(3)
  const { overdue } = await readOfficeState(ctx)
  expect(seriesValue(later, 'huiyin_overdue_age_seconds')).toBe(
    (ctx.now().getTime() - overdue.since!.getTime()) / 1000,
  )
  expect(overdue.since!.getTime()).toBeGreaterThan(new Date('2026-11-16').getTime())
})

it('counts what waits in the outbox, and how attempts at sending end', async () => {
  const read = measures()
  await queued('a')
  ctx.clock.advance(5)
  await queued('b')
  ctx.clock.advance(5)
  const before = await read()
  expect(seriesValue(before, 'huiyin_outbox_messages', { channel: 'wechat', state: 'queued' })).toBe(2)
  expect(seriesValue(before, 'huiyin_outbox_age_seconds', { channel: 'wechat', state: 'queued' })).toBe(600)
  expect(seriesValue(before, 'huiyin_outbox_messages', { channel: 'telegram', state: 'queued' })).toBe(0)

  wechat.outcomes.push(
    { outcome: 'held', via: 'none', code: '45015', detail: '等对方再发消息。' },
    {
      outcome: 'retry',
      via: 'a way that nobody knows',
      code: '40001',
      detail: '账号有问题。',
      notItsFault: true,
      channelRestsMs: 1000,
      trouble: { about: 'account', code: '40001', detail: '账号有问题。' },
    },
  )
  await deliverOutbox(ctx)
  clock.elapsed = 15_000
  const after = await read()
  const tried = (via: string, outcome: string) =>
    seriesValue(after, 'huiyin_send_attempts_total', { channel: 'wechat', via, outcome })
  expect([tried('none', 'held'), tried('other', 'retry')]).toEqual([1, 1])
  const errors = (fault: string) =>
    seriesValue(after, 'huiyin_channel_errors_total', { channel: 'wechat', fault })
  expect([errors('message'), errors('account'), errors('channel')]).toEqual([1, 1, 0])
  expect(seriesValue(after, 'huiyin_outbox_messages', { channel: 'wechat', state: 'held' })).toBe(1)
  expect(seriesValue(after, 'huiyin_notices_open', { kind: 'wechat' })).toBe(1)
})

it('counts messages by channel and outcome, and how long a turn takes', async () => {
  const read = measures()
  const message = typed(ctx, 'a', '你好')
  await receiveMessage(ctx, message)
  await receiveMessage(ctx, message)
  await receiveMessage(ctx, typed(ctx, 'b', '', { kind: 'event', event: { name: 'unfollow' } }))
  const broken = { ...ctx, db: { ...ctx.db, inTransaction: () => Promise.reject(new Error('disk')) } }
  await expect(receiveMessage(broken, typed(ctx, 'c', '你好'))).rejects.toThrow('disk')
  const families = await read()
  const counted = ['answered', 'repeated', 'silent', 'failed'].map(outcome =>
    seriesValue(families, 'huiyin_messages_total', { channel: 'web', outcome }),
  )
  expect(counted).toEqual([1, 1, 1, 1])
  expect(seriesValue(families, 'huiyin_turn_seconds_count', { channel: 'web' })).toBe(4)
})

it('says when the newest report and the last closed day of the ledger are from', async () => {
  const read = measures()
  expect(seriesValue(await read(), 'huiyin_digest_timestamp_seconds')).toBeUndefined()
  await openedCase(ctx)
  ctx.clock.set('2026-11-24T10:00+08:00')
  await makeMissingDigests(ctx)
  await closeDays(ctx)
  ctx.clock.advance(60)
  clock.elapsed = 15_000
  const families = await read()
  const at = (iso: string) => new Date(iso).getTime() / 1000
  expect(seriesValue(families, 'huiyin_digest_timestamp_seconds')).toBe(at('2026-11-24T10:00+08:00'))
  expect(seriesValue(families, 'huiyin_ledger_closed_timestamp_seconds')).toBe(at('2026-11-24T00:00+08:00'))
})

it('reads the database once in 15 seconds, however many ask', async () => {
  let reads = 0
  const read = measures({
    readState: asked => {
      reads++
      return readOfficeState(asked)
    },
  })
  await Promise.all([read(), read(), read()])
  clock.elapsed = 14_999
  await read()
  expect(reads).toBe(1)
  clock.elapsed = 15_000
  await read()
  expect(reads).toBe(2)
})

it.each([
  ['refuses', () => Promise.reject(new Error('no connection'))],
  ['never answers', () => new Promise<never>(() => {})],
])('shows no old number of a database that %s', async (_how, readState) => {
  await notice(ctx.db, 'disk:full', '磁盘满了。', ctx.now())
  await openedCase(ctx)
  let works = true
  const read = measures({
    readState: asked => (works ? readOfficeState(asked) : readState()),
    // The patience ends when the test says so.
    sleep: (() => new Promise(resolve => works || resolve(undefined))) as never,
  })
  expect(seriesValue(await read(), 'huiyin_notices_open', { kind: 'disk' })).toBe(1)
  works = false
  clock.elapsed = 15_000
  const down = await read()
  expect(seriesValue(down, 'huiyin_database_up')).toBe(0)
  for (const name of [
    'huiyin_cases_open',
    'huiyin_cases_overdue',
    'huiyin_outbox_messages',
    'huiyin_notices_open',
  ])
    expect([name, down.get(name)?.samples]).toEqual([name, []])
  // What does not come from the database is there all the same.
  expect(seriesValue(down, 'huiyin_data_free_bytes')).toBeGreaterThan(0)
  works = true
  clock.elapsed = 30_000
  expect(seriesValue(await read(), 'huiyin_cases_open', { status: 'received' })).toBe(1)
})

it('counts for each context by itself', async () => {
  const [one, other] = [makeMeasures(ctx), makeMeasures(ctx)]
  one.signIn('wrong_password')
  const count = async (of: typeof one) =>
    seriesValue(readExposition((await of.text()).body), 'huiyin_sign_ins_total', {
      outcome: 'wrong_password',
    })
  expect([await count(one), await count(other)]).toEqual([1, 0])
})
