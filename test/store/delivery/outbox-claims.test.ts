import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { oldestWaiting } from '../../../src/store/delivery/outbox.ts'
import { bringBackOutbox, claimOutbox } from '../../../src/store/delivery/outbox-claims.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'

/** The cost of delivery must not grow with the number of waiting messages. */

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await ctx.close()
})

const LATER = new Date('2026-11-16T12:00+08:00')

/** Queues `rows` messages for each of `contacts` residents; the first of each was tried and waits until LATER. */
async function backlog(contacts: number, rows: number): Promise<void> {
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    await tx.contact.createMany({
      data: Array.from({ length: contacts }, (_, i) => ({
        id: i + 1,
        channel: 'wechat',
        externalKey: `k${i}`,
        createdAt: now,
      })),
    })
    const each = Array.from({ length: contacts * rows }, (_, i) => ({
      id: i + 1,
      contactId: Math.floor(i / rows) + 1,
    }))
    for (let i = 0; i < each.length; i += 1000) {
      const part = each.slice(i, i + 1000)
      await tx.message.createMany({
        data: part.map(({ id, contactId }) => ({ id, contactId, direction: 'out', kind: 'text', at: now })),
      })
      await tx.outbox.createMany({
        data: part.map(({ id, contactId }) => ({
          messageId: id,
          contactId,
          channel: 'wechat',
          dedupeKey: `d${id}`,
          purpose: 'notice',
          status: 'queued',
          nextAt: (id - 1) % rows === 0 ? LATER : now,
          createdAt: now,
        })),
      })
    }
  })
}

it.skipIf(inject('postgres'))('every statement uses an index, and none sorts the waiting rows', async () => {
  const caught = new Set<string>()
  await backlog(10, 3)
  const prepare = Sqlite.prototype.prepare
  vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, sql: string) {
    caught.add(sql)
    return prepare.call(this, sql)
  })
  await claimOutbox(ctx.db, 'p', ctx.now(), 20, 'wechat')
  await claimOutbox(ctx.db, 'p', ctx.now(), 20, 'wechat', 'newest')
  await oldestWaiting(ctx.db.read, 'wechat')
  await bringBackOutbox(ctx.db, 'wechat', ctx.now())
  vi.restoreAllMocks()
  const db = new Sqlite(`${ctx.dir}/huiyin.db`, { readonly: true })
  const plans = [...caught]
    .filter(sql => /"?Outbox"?/.test(sql) && /^\s*(SELECT|UPDATE)/i.test(sql))
    .map(sql => {
      const rows = db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...Array(sql.split('?').length - 1).fill(0)) as { detail: string }[]
      return { sql, plan: rows.map(row => row.detail).join('\n') }
    })
  db.close()
  expect(plans.length).toBeGreaterThan(5)
  for (const { sql, plan } of plans) {
    expect(plan, sql).not.toMatch(/SCAN (?!\d+ CONSTANT|CONSTANT ROW)/)
    // Only the few rows being sent, and rows selected by id, may be sorted.
    if (!/claimedUntil|in \(/i.test(sql)) expect(plan, sql).not.toContain('TEMP B-TREE')
  }
})

it('parks blocked rows after one read, so that later claims read only rows that can be sent', async () => {
  await backlog(600, 5)
  expect(await claimOutbox(ctx.db, 'p', ctx.now(), 20, 'wechat')).toEqual([])
  const due = { channel: 'wechat', status: 'queued', nextAt: { lte: ctx.now() } }
  expect(await ctx.db.read.outbox.count({ where: due })).toBe(0)
  ctx.clock.set(LATER)
  const first = await claimOutbox(ctx.db, 'p', ctx.now(), 20, 'wechat')
  expect(first.map(row => (row.id - 1) % 5)).toEqual(Array(20).fill(0))
  expect(new Set(first.map(row => row.contactId)).size).toBe(20)
})
