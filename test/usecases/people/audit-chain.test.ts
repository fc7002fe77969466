import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type AuditAnchor,
  anchorIn,
  commitmentOf,
  hashOf,
  sealOf,
} from '../../../src/domain/people/audit-chain.ts'
import { openNotices } from '../../../src/store/office/notices.ts'
import { anchorsFile, ownAnchors } from '../../../src/store/people/audit-anchors.ts'
import { auditHead } from '../../../src/store/people/audit-chain.ts'
import { addAudit, addAuditOnce } from '../../../src/store/people/officers.ts'
import { AUDIT_BROKEN, keepAudit } from '../../../src/usecases/people/keep-audit.ts'
import { verifyAudit } from '../../../src/usecases/people/verify-audit.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { runs } from '../../helpers/runs.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await testContext()
})
afterAll(() => ctx.close())

const add = (fact: Partial<Parameters<typeof addAudit>[1]> = {}) =>
  ctx.db.inTransaction(tx => addAudit(tx, { at: ctx.now(), action: 'sign_in', officerId: 1, ...fact }))
const tx = <T>(work: Parameters<typeof ctx.db.inTransaction<T>>[0]) => ctx.db.inTransaction(work)
const verify = (anchors: AuditAnchor[] = []) => verifyAudit(ctx, anchors)
const allRows = () => ctx.db.read.auditEntry.findMany({ orderBy: { id: 'asc' } })
const anchorNow = async (): Promise<AuditAnchor> => {
  const { size, hash } = (await auditHead(ctx.db.read))!
  return { size, hash }
}

beforeEach(async () => {
  rmSync(anchorsFile(ctx.config.dataDir), { force: true })
  await tx(async db => {
    await db.auditEntry.deleteMany()
    await db.auditHead.deleteMany()
  })
  await add({ action: 'sign_in', address: '192.0.2.1' })
  await add({ action: 'case_seen', target: '2026-00001-7' })
  await add({ action: 'legal_hold_set', target: '2026-00001-7', detail: '纪委在查' })
  await add({ action: 'exported', target: '/desk/export.csv', detail: 'kind=report，12 行' })
  await add({ action: 'sign_out' })
})

it('holds together as it was written', async () => {
  expect(await verify([await anchorNow()])).toMatchObject({ ok: true, entries: 5, fault: null, anchors: 1 })
})

it('writes an entry that may exist once into the chain once', async () => {
  const once = () =>
    tx(db => addAuditOnce(db, { at: ctx.now(), action: 'case_seen', target: '2026-00002-5' }, 'a key'))
  await Promise.all([once(), once(), once()])
  await once()
  expect(await allRows()).toHaveLength(6)
  expect(await verify()).toMatchObject({ ok: true, entries: 6 })
})

it('keeps one order although many write at the same time', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, i) => add({ target: String(i) })))
  expect(await verify()).toMatchObject({ ok: true, entries: 25 })
})

it('leaves nothing of a transaction that is rolled back', async () => {
  await expect(
    tx(async db => {
      await addAudit(db, { at: ctx.now(), action: 'sign_in' })
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(await verify()).toMatchObject({ ok: true, entries: 5 })
})

const at = (position: number) => ({ where: { position } })

it.each([
  ['action', { action: 'sign_out' }],
  ['target', { target: '2026-00009-9' }],
  ['officer', { officerId: 2 }],
  ['time', { at: new Date('2026-01-01T00:00:00Z') }],
  ['detail', { detail: '没什么' }],
  ['address', { address: '198.51.100.7' }],
  ['salt', { salt: 'x' }],
  ['commitment', { commitment: 'x' }],
  ['hash', { hash: 'x' }],
  ['erased detail', { detail: null, address: null, salt: null }],
])('finds an entry whose %s was changed', async (_what, data) => {
  await tx(db => db.auditEntry.update({ ...at(3), data }))
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 3, id: expect.any(Number) } })
})

it('finds an entry that was removed', async () => {
  await tx(db => db.auditEntry.delete(at(2)))
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 2, why: '这里少了记录' } })
})

it('finds an entry that was removed with the gap closed', async () => {
  await tx(async db => {
    await db.auditEntry.delete(at(2))
    for (const position of [3, 4, 5])
      await db.auditEntry.update({ ...at(position), data: { position: position - 1 } })
  })
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 2 } })
})

it('finds an entry that was added, with a place of its own or without one', async () => {
  const { id: _, ...copy } = (await allRows())[1]!
  const forged = { ...copy, action: 'sign_out' }
  await tx(db => db.auditEntry.create({ data: { ...forged, position: 6 } }))
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 6 } })
  await tx(db => db.auditHead.updateMany({ data: { size: 6, hash: copy.hash! } }))
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 6 } })
})

it('finds an entry that was added before the first', async () => {
  const { id: _, ...copy } = (await allRows())[1]!
  for (const position of [0, -7]) {
    const { id } = await tx(db => db.auditEntry.create({ data: { ...copy, position } }))
    expect(await verify()).toMatchObject({ ok: false, fault: { position, id } })
    await tx(db => db.auditEntry.delete({ where: { id } }))
  }
})

it('finds an entry that was moved in the list of the desk, which goes by ids', async () => {
  ctx.clock.advance(120)
  await keepAudit(ctx)
  for (let i = 0; i < 4; i++) await add({ target: String(i) })
  expect(await verify()).toMatchObject({ ok: true, entries: 10 })
  const { id } = (await ctx.db.read.auditEntry.findUnique(at(8)))!
  for (const elsewhere of [-5, id + 1_000]) {
    await tx(db => db.auditEntry.update({ ...at(8), data: { id: elsewhere } }))
    expect(await verify()).toMatchObject({ ok: false, fault: { position: elsewhere < 0 ? 8 : 9 } })
  }
})

it('finds entries that changed places', async () => {
  await tx(async db => {
    await db.auditEntry.update({ ...at(2), data: { position: 99 } })
    await db.auditEntry.update({ ...at(4), data: { position: 2 } })
    await db.auditEntry.update({ ...at(99), data: { position: 4 } })
  })
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 2 } })
})

it('finds an end that was cut off by somebody without the key', async () => {
  await tx(db => db.auditEntry.delete(at(5)))
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 5 } })
  const fourth = (await ctx.db.read.auditEntry.findUnique(at(4)))!
  await tx(db => db.auditHead.updateMany({ data: { size: 4, hash: fourth.hash! } }))
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 4 } })
})

/** What somebody with the key can do: write the chain anew from a position on. */
async function forgeFrom(position: number, change: (row: { action: string }) => { action: string } | null) {
  await tx(async db => {
    const { secret } = (await auditHead(db))!
    const rows = await db.auditEntry.findMany({ orderBy: { position: 'asc' } })
    let before = rows[position - 2]!.hash!
    let size = position - 1
    await db.auditEntry.deleteMany({ where: { position: { gte: position } } })
    for (const row of rows.slice(position - 1)) {
      const changed = change(row)
      if (!changed) continue
      size++
      const entry = { ...row, ...changed, position: size, salt: 'new salt' }
      const commitment = commitmentOf(secret, entry.salt, entry)
      const hash = hashOf(secret, before, { ...entry, commitment })
      await db.auditEntry.create({ data: { ...entry, commitment, hash } })
      before = hash
    }
    await db.auditHead.updateMany({ data: { size, hash: before, seal: sealOf(secret, size, before) } })
  })
}

it('finds with an anchor what somebody with the key wrote anew, and says nothing without one', async () => {
  const anchor = await anchorNow()
  await forgeFrom(4, row => ({ action: row.action === 'exported' ? 'sign_in' : row.action }))
  expect(await verify()).toMatchObject({ ok: true })
  expect(await verify([anchor])).toMatchObject({ ok: false, fault: { position: 5 } })
})

it('finds with an anchor an end that somebody with the key cut off', async () => {
  const anchor = await anchorNow()
  await forgeFrom(4, () => null)
  expect(await verify()).toMatchObject({ ok: true, entries: 3 })
  expect(await verify([anchor])).toMatchObject({
    ok: false,
    fault: { position: 4, why: '末尾被截掉了：曾有 5 条，现在只有 3 条', byAnchor: true },
  })
})

it('finds an anchored log that is empty now', async () => {
  const anchor = await anchorNow()
  await tx(async db => {
    await db.auditEntry.deleteMany()
    await db.auditHead.deleteMany()
  })
  expect(await verify([anchor])).toMatchObject({ ok: false, head: null })
})

it('finds a sealed detail that cannot be opened, and which it is', async () => {
  await tx(db =>
    db.$executeRawUnsafe(
      `UPDATE "AuditEntry" SET "detail" = 's:AuditEntry.detail:v1.AAAA' WHERE "position" = 4`,
    ),
  )
  expect(await verify()).toMatchObject({ ok: false, fault: { position: 4, id: null } })
})

it('finds any edit, whatever it is', async () => {
  const rows = await allRows()
  const [head] = await ctx.db.read.auditHead.findMany()
  const place = fc.integer({ min: 1, max: rows.length })
  const edits = fc.oneof(
    fc.record({
      do: fc.constant('change' as const),
      position: place,
      data: fc.oneof(
        ...(['action', 'target', 'address', 'detail', 'salt', 'commitment', 'hash'] as const).map(name =>
          fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map(text => ({ [name]: text })),
        ),
        fc.integer({ min: 2, max: 99 }).map(officerId => ({ officerId })),
        fc.integer({ min: 1, max: 2 ** 40 }).map(ms => ({ at: new Date(ms) })),
      ),
    }),
    fc.record({ do: fc.constant('remove' as const), position: place }),
    fc
      .record({ do: fc.constant('swap' as const), position: place, other: place })
      .filter(edit => edit.position !== edit.other),
    fc.record({ do: fc.constant('cut' as const), position: place }),
  )
  await fc.assert(
    fc.asyncProperty(edits, async edit => {
      await tx(async db => {
        await db.auditEntry.deleteMany()
        await db.auditHead.deleteMany()
        await db.auditEntry.createMany({ data: rows })
        await db.auditHead.create({ data: head! })
        if (edit.do === 'change') await db.auditEntry.update({ ...at(edit.position), data: edit.data })
        else if (edit.do === 'remove') await db.auditEntry.delete(at(edit.position))
        else if (edit.do === 'swap') {
          await db.auditEntry.update({ ...at(edit.position), data: { position: 99 } })
          await db.auditEntry.update({ ...at(edit.other), data: { position: edit.position } })
          await db.auditEntry.update({ ...at(99), data: { position: edit.other } })
        } else {
          await db.auditEntry.deleteMany({ where: { position: { gte: edit.position } } })
          const last = rows[edit.position - 2]
          await db.auditHead.updateMany({
            data: { size: edit.position - 1, hash: last?.hash ?? 'huiyin audit chain' },
          })
        }
      })
      // Writing what was there is no edit.
      const now = await allRows()
      const same = JSON.stringify(now) === JSON.stringify(rows)
      expect((await verify()).ok).toBe(same)
    }),
    runs(30),
  )
}, 30_000)

it('takes the entries of before into the chain once nobody writes without it', async () => {
  const started = ctx.now()
  await tx(db =>
    db.auditEntry.createMany({
      data: Array.from({ length: 210 }, (_, i) => ({ at: ctx.now(), action: 'sign_in', detail: `旧 ${i}` })),
    }),
  )
  await keepAudit(ctx)
  expect(await verify()).toMatchObject({ ok: true, waiting: true, entries: 5 })
  ctx.clock.set(new Date(ctx.now().getTime() + 2 * 3_600_000).toISOString())
  await Promise.all([keepAudit(ctx), keepAudit(ctx)])
  expect(await verify()).toMatchObject({ ok: true, waiting: false, entries: 216 })
  const opened = await ctx.db.read.auditEntry.findMany({ where: { action: 'audit_opened' } })
  expect(opened).toMatchObject([{ position: 216 }])
  expect(anchorIn(opened[0]!.detail!)).toMatchObject({ size: 215 })
  await tx(db => db.auditEntry.updateMany({ where: { detail: null, position: 100 }, data: { target: 'x' } }))
  await tx(db => db.auditEntry.create({ data: { at: started, action: 'sign_in' } }))
  expect(await verify()).toMatchObject({ ok: false, fault: { why: '这条记录不在链里，是后来塞进来的' } })
})

it('erases addresses and details after their time, and the chain holds', async () => {
  await keepAudit(ctx)
  const before = ctx.now()
  ctx.clock.set(new Date(before.getTime() + 3 * 366 * 86_400_000).toISOString())
  await add({ action: 'sign_in', address: '192.0.2.2' })
  await keepAudit(ctx)
  const rows = await allRows()
  expect(rows.slice(0, 5).map(row => [row.address, row.detail, row.salt])).toEqual(
    Array(5).fill([null, null, null]),
  )
  expect(rows.slice(0, 3).map(row => row.action)).toEqual(['sign_in', 'case_seen', 'legal_hold_set'])
  expect(rows.find(row => row.address)?.address).toBe('192.0.2.2')
  expect(await verify(await ownAnchors(ctx.config.dataDir))).toMatchObject({ ok: true })
  expect(await allRows()).toHaveLength(rows.length)
  await keepAudit(ctx)
  expect(await allRows()).toHaveLength(rows.length)
})

it('writes the end down each night, and tells the administrator when the log was changed', async () => {
  const open = async () => (await openNotices(ctx.db)).filter(row => row.code === AUDIT_BROKEN)
  await keepAudit(ctx)
  const own = await ownAnchors(ctx.config.dataDir)
  expect(own.at(-1)).toEqual(await anchorNow())
  appendFileSync(anchorsFile(ctx.config.dataDir), 'no anchor\n')
  await keepAudit(ctx)
  expect(await ownAnchors(ctx.config.dataDir)).toHaveLength(own.length)
  await tx(db => db.auditEntry.update({ ...at(3), data: { target: null } }))
  await keepAudit(ctx)
  expect(await open()).toMatchObject([{ detail: expect.stringContaining('第 3 条') }])
  expect(readFileSync(anchorsFile(ctx.config.dataDir), 'utf8').split('no anchor\n')[1]).toBe('')
})
