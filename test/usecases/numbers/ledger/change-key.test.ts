import { createPublicKey, verify } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inLedgerOrder, parseEntry } from '../../../../src/domain/numbers/ledger/entry.ts'
import { checkLedger } from '../../../../src/domain/numbers/ledger/verify/check-ledger.ts'
import { utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import { parseNote, parseVerifierKey, verifyNote } from '../../../../src/domain/numbers/log/note.ts'
import { newestCheckpoint } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import { linesBetween } from '../../../../src/store/numbers/ledger/entries.ts'
import { readHead } from '../../../../src/store/numbers/ledger/head.ts'
import { ledgerKeys, nextKey } from '../../../../src/store/numbers/ledger/keys.ts'
import { append } from '../../../../src/usecases/numbers/ledger/append.ts'
import { prepareKey } from '../../../../src/usecases/numbers/ledger/change-key.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { ledgerFile } from '../../../../src/usecases/numbers/ledger/public-files.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
  ctx.clock.set('2026-11-02T10:00+08:00')
  await closeDays(ctx)
})
afterEach(() => ctx.close())

/** Fewer than five would be kept until their week is over. */
async function openCases(count: number) {
  for (let i = 0; i < count; i++) await openedCase(ctx)
}

const file = async (path: string) => new TextDecoder().decode((await ledgerFile(ctx, path))!.body)
const entries = async () =>
  (await linesBetween(ctx.db.read, 0, (await readHead(ctx.db.read))!.size)).map(line => parseEntry(line)!)
const key = (text: string) => parseVerifierKey(text)!
const signersOf = async (note: string, keys: readonly string[]) =>
  (await verifyNote(parseNote(note)!, keys.map(key)))!.map(k => keys.find(text => key(text).id === k.id))

describe('a change of the ledger’s key', () => {
  it('waits for the next closing, and begins with its checkpoint', async () => {
    const [old] = await ledgerKeys(ctx.db.read)
    const next = await prepareKey(ctx)
    expect(key(next)).toMatchObject({ name: key(old!.verifier).name, type: 1 })
    await closeDays(ctx)
    expect(await file('key')).toBe(`${old!.verifier}\n`)
    expect(await file('rotations')).toBe('')

    await openCases(6)
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    const all = await entries()
    const at = all.findIndex(entry => entry.event === 'key')
    expect(all[at]).toEqual({ v: 1, event: 'key', day: '2026-11-02', key: next })
    const batch = all.slice(2, -1)
    expect(batch).toHaveLength(7)
    expect([...batch].sort(inLedgerOrder)).toEqual(batch)
    expect(all.filter(entry => entry.event === 'day').map(entry => entry.day)).toEqual([
      '2026-11-01',
      '2026-11-02',
    ])

    expect(await file('key')).toBe(`${old!.verifier}\n${next}\n`)
    expect(await signersOf(await file('checkpoint'), [old!.verifier, next])).toEqual([next])
    expect(await signersOf(await file('checkpoints/2'), [old!.verifier, next])).toEqual([old!.verifier])
    expect(await nextKey(ctx.db.read)).toBeNull()
  })

  it('is a note that both keys signed, as docs/ledger.md says', async () => {
    const [{ verifier: old } = { verifier: '' }] = await ledgerKeys(ctx.db.read)
    const next = await prepareKey(ctx)
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    const note = await file('rotations')
    const text = `huiyin-ledger-key\noffice.example/public/ledger\n${next}\n2\n`
    const lines = note.slice(text.length + 1).split('\n')
    expect(note.slice(0, text.length + 1)).toBe(`${text}\n`)
    expect(lines).toHaveLength(3)
    for (const [i, signed] of [old, next].entries()) {
      const bytes = Buffer.from(lines[i]!.split(' ')[2]!, 'base64')
      const x = Buffer.from(key(signed).publicKey).toString('base64url')
      const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
      expect(verify(null, utf8(text), publicKey, bytes.subarray(4))).toBe(true)
    }
    expect((await entries())[2]).toMatchObject({ event: 'key' })
  })

  it('is followed by a verifier that trusts the first key', async () => {
    const [{ verifier: first } = { verifier: '' }] = await ledgerKeys(ctx.db.read)
    for (const day of ['2026-11-03', '2026-11-04']) {
      await prepareKey(ctx)
      await openCases(6)
      ctx.clock.set(`${day}T10:00+08:00`)
      await closeDays(ctx)
    }
    const read = async (path: string) => (await ledgerFile(ctx, path.slice('ledger/'.length)))?.body ?? null
    const report = await checkLedger(read, { key: first })
    expect(report).toMatchObject({ agreed: true, differences: [], size: 2 + 2 * (1 + 6 + 1) })
    expect(report.key).toBe((await ledgerKeys(ctx.db.read)).at(-1)!.verifier)
  })

  it('takes the secret of the old key out of the database', async () => {
    await prepareKey(ctx)
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    expect((await ledgerKeys(ctx.db.read)).map(k => k.secretSealed)).toEqual([
      null,
      expect.stringMatching(/^v1\./),
    ])
  })

  it('is prepared once, however often and by however many it is asked for', async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, () => prepareKey(ctx)))
    expect(new Set(keys).size).toBe(1)
    expect(await prepareKey(ctx)).toBe(keys[0])
  })

  it('can follow another', async () => {
    const keys = [(await ledgerKeys(ctx.db.read))[0]!.verifier]
    for (const day of ['2026-11-03', '2026-11-04']) {
      keys.push(await prepareKey(ctx))
      ctx.clock.set(`${day}T10:00+08:00`)
      await closeDays(ctx)
    }
    const notes = (await file('rotations')).split('--\n')
    expect(notes).toHaveLength(2)
    for (const [i, note] of notes.entries())
      expect(await signersOf(note, keys)).toEqual([keys[i], keys[i + 1]])
  })

  it('is done once when several processes close the day', async () => {
    await prepareKey(ctx)
    await openCases(6)
    ctx.clock.set('2026-11-03T10:00+08:00')
    const closed = await Promise.all(['a', 'b', 'c', 'd'].map(processId => closeDays({ ...ctx, processId })))
    expect(closed).toEqual(Array(4).fill('2026-11-02'))
    expect((await entries()).map(e => e.event)).toEqual([
      'opening',
      'day',
      'key',
      ...Array(6).fill('received'),
      'day',
    ])
    expect(await ledgerKeys(ctx.db.read)).toHaveLength(2)
  })

  it('happens whole or not at all when the process dies', async () => {
    const [{ verifier: old } = { verifier: '' }] = await ledgerKeys(ctx.db.read)
    const next = await prepareKey(ctx)
    ctx.clock.set('2026-11-03T10:00+08:00')
    const dying = {
      ...ctx,
      db: {
        ...ctx.db,
        inTransaction: ((work: Parameters<typeof ctx.db.inTransaction>[0]) =>
          ctx.db.inTransaction(async tx => {
            const result = await work(tx)
            if ((await nextKey(tx)) === null) throw new Error('killed')
            return result
          })) as typeof ctx.db.inTransaction,
      },
    }
    await expect(closeDays(dying)).rejects.toThrow('killed')
    expect(await file('key')).toBe(`${old}\n`)
    expect((await ledgerKeys(ctx.db.read))[0]!.secretSealed).toMatch(/^v1\./)
    expect((await newestCheckpoint(ctx.db.read))!.size).toBe(2)
    await closeDays(ctx)
    expect(await file('key')).toBe(`${old}\n${next}\n`)
  })

  it('waits another day when a part of the batch is there already', async () => {
    const next = await prepareKey(ctx)
    const entry = { v: 1, event: 'withdrawn', day: '2026-11-02', case: 'c'.repeat(43), n: 1 } as const
    const head = (await readHead(ctx.db.read))!
    await ctx.db.inTransaction(tx => append(tx, ctx, head, [{ caseId: null, entry }]))
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    expect((await entries()).map(e => e.event)).toEqual(['opening', 'day', 'withdrawn', 'day'])
    ctx.clock.set('2026-11-04T10:00+08:00')
    await closeDays(ctx)
    expect((await entries()).map(e => e.event).slice(4)).toEqual(['key', 'day'])
    expect((await ledgerKeys(ctx.db.read)).at(-1)!.verifier).toBe(next)
  })

  it('does not stand in the opening', async () => {
    const fresh = await testContext()
    fresh.clock.set('2026-11-02T10:00+08:00')
    const next = await prepareKey(fresh)
    await closeDays(fresh)
    expect((await ledgerKeys(fresh.db.read)).map(k => k.verifier)).not.toContain(next)
    fresh.clock.set('2026-11-03T10:00+08:00')
    await closeDays(fresh)
    expect((await ledgerKeys(fresh.db.read)).at(-1)!.verifier).toBe(next)
    await fresh.close()
  })
})
