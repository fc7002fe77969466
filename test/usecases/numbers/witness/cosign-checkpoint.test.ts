import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNotices } from '../../../../src/store/office/notices.ts'
import {
  cosignCheckpoint,
  cosignedCheckpoint,
} from '../../../../src/usecases/numbers/witness/cosign-checkpoint.ts'
import { witnessKey } from '../../../../src/usecases/numbers/witness/key.ts'
import { distrustLog, listWitnessed, trustLog } from '../../../../src/usecases/numbers/witness/logs.ts'
import { changed, leavesOf, plainProof, plainRoot } from '../../../domain/numbers/log/trees.ts'
import { type TestContext, testContext } from '../../../helpers/context.ts'
import { cosignedAt, otherLog, textIn } from './other-log.ts'

let ctx: TestContext
const log = otherLog()

beforeEach(async () => {
  ctx = await testContext()
  await trustLog(ctx, log.verifier)
})
afterEach(() => ctx.close())

const ask = (body: Uint8Array) => cosignCheckpoint(ctx, body)
const outcome = async (body: Uint8Array) => (await ask(body)).outcome
const seen = async () => (await listWitnessed(ctx)).map(row => row.size)

describe('a witness', () => {
  it('cosigns the first checkpoint that it sees and each that contains the last', async () => {
    const { verifier } = await witnessKey(ctx)
    for (const [old, size] of [
      [0, 1],
      [1, 5],
      [5, 5],
      [5, 256],
      [256, 300],
    ] as const) {
      const result = await ask(log.request(old, size))
      expect(result.outcome).toBe('cosigned')
      const { lines } = result as { lines: string }
      const seconds = ctx.now().getTime() / 1000
      expect(cosignedAt(lines, verifier, textIn(log.note(size)))).toBe(seconds)
      expect(cosignedAt(lines, verifier, textIn(log.note(299)))).toBeNull()
      expect(await cosignedCheckpoint(ctx, log.hash)).toBe(log.note(size) + lines)
      ctx.clock.advance(1)
    }
  })

  it('starts from a log without entries, too', async () => {
    expect(await outcome(log.request(0, 0))).toBe('cosigned')
    expect(await outcome(log.request(0, 7))).toBe('cosigned')
  })

  it('has one key of its own, however many processes ask for it first', async () => {
    const keys = await Promise.all(Array.from({ length: 4 }, () => witnessKey({ ...ctx })))
    expect(new Set(keys.map(key => key.verifier)).size).toBe(1)
    expect(keys[0]!.verifier).toMatch(/^office\.example\/public\/witness\+[0-9a-f]{8}\+B/)
    expect(keys[0]!.secretSealed).toMatch(/^v1\./)
  })

  it('says how much it has seen when the request begins elsewhere', async () => {
    await ask(log.request(0, 5))
    expect(await ask(log.request(0, 9))).toEqual({ outcome: 'conflict', size: '5' })
    expect(await ask(log.request(4, 9))).toEqual({ outcome: 'conflict', size: '5' })
    expect(await ask(log.request(7, 9))).toEqual({ outcome: 'conflict', size: '5' })
    expect(await seen()).toEqual(['5'])
  })

  it('never goes back to a shorter log', async () => {
    await ask(log.request(0, 9))
    expect(await outcome(log.request(9, 5))).toBe('malformed')
    expect(await ask(log.request(0, 5))).toEqual({ outcome: 'conflict', size: '9' })
    expect(await ask(log.request(5, 5))).toEqual({ outcome: 'conflict', size: '9' })
    expect(await ask(log.request(0, 0))).toEqual({ outcome: 'conflict', size: '9' })
    expect(await seen()).toEqual(['9'])
  })

  it('does not cosign what its proof does not prove', async () => {
    await ask(log.request(0, 9))
    const other = leavesOf(300, 'other')
    const root = plainRoot(other.slice(0, 20))
    const good = plainProof(9, leavesOf(300).slice(0, 20))
    for (const proof of [[], good.slice(1), [...good, good[0]!], plainProof(9, other.slice(0, 20))])
      expect(await outcome(log.request(9, 20, log.note(20), proof))).toBe('inconsistent')
    for (const wrong of changed(good[0]!).slice(0, 4))
      expect(await outcome(log.request(9, 20, log.note(20), [wrong, ...good.slice(1)]))).toBe('inconsistent')
    expect(await outcome(log.request(9, 20, log.note(20, root), good))).toBe('inconsistent')
    expect(await openNotices(ctx.db)).toEqual([])
    expect(await seen()).toEqual(['9'])
    expect(await outcome(log.request(9, 20, log.note(20), good))).toBe('cosigned')
  })

  it('wants no proof where none is needed', async () => {
    const some = [leavesOf(1)[0]!]
    expect(await outcome(log.request(0, 5, log.note(5), some))).toBe('inconsistent')
    await ask(log.request(0, 5))
    expect(await outcome(log.request(5, 5, log.note(5), some))).toBe('inconsistent')
  })

  it('does not cosign an empty log with a root', async () => {
    expect(await outcome(log.request(0, 0, log.note(0, leavesOf(1)[0])))).toBe('inconsistent')
  })

  it('tells administrators of two trees of one size, both signed', async () => {
    await ask(log.request(0, 9))
    const forked = log.note(9, plainRoot(leavesOf(9, 'other')))
    expect(await outcome(log.request(9, 9, forked))).toBe('inconsistent')
    const [notice, ...more] = await openNotices(ctx.db)
    expect(more).toEqual([])
    expect(notice!.detail).toContain(log.origin)
    expect(await cosignedCheckpoint(ctx, log.hash)).toContain(log.note(9))
  })

  it('knows only the logs that were added', async () => {
    expect(await outcome(otherLog('stranger.example/log').request(0, 5))).toBe('unknown')
    expect(await cosignedCheckpoint(ctx, otherLog('stranger.example/log').hash)).toBeNull()
  })

  it('trusts no signature but that of the key, and none that is forged beside it', async () => {
    const good = log.note(5)
    const forged = good.replace(/(.)(.{8}==?\n)$/, (_, sign, rest) => (sign === 'A' ? 'B' : 'A') + rest)
    expect(forged).not.toBe(good)
    const stranger = otherLog('stranger.example/log').note(5).split('\n\n')[1]!
    expect(await outcome(log.request(0, 5, forged))).toBe('untrusted')
    expect(await outcome(log.request(0, 5, good + forged.split('\n\n')[1]))).toBe('untrusted')
    expect(await outcome(log.request(0, 5, `${textIn(good)}\n${stranger}`))).toBe('untrusted')
    expect(await seen()).toEqual(['0'])
    const result = await ask(log.request(0, 5, good + stranger))
    expect(result.outcome).toBe('cosigned')
    // Nothing of a stranger is handed on.
    expect(await cosignedCheckpoint(ctx, log.hash)).toBe(good + (result as { lines: string }).lines)
  })

  it('reads nothing but requests', async () => {
    const good = log.request(0, 5).toString()
    for (const text of [
      '',
      good.replace('old 0', 'old 00'),
      good.replace('old 0', 'old -1'),
      good.replace('old 0', 'OLD 0'),
      good.replace('old 0\n', ''),
      good.replace('\n', '\nAAAA\n'),
      good.replace('\n\n', '\n'),
      good.replace('\n5\n', '\n05\n'),
      good.slice(0, -1),
      good.replace('—', '-'),
    ])
      expect([text, await outcome(Buffer.from(text))]).toEqual([text, 'malformed'])
    expect(await outcome(Buffer.concat([log.request(0, 5), Buffer.from([0xff, 0x0a])]))).toBe('malformed')
    const proof = leavesOf(64)
    expect(await outcome(log.request(1, 5, log.note(5), proof))).toBe('malformed')
    expect(await outcome(log.request(1, 5, log.note(5), proof.slice(1)))).toBe('conflict')
  })

  it('lets one of many requests at once pass, and the others begin anew', async () => {
    await ask(log.request(0, 5))
    const sizes = [6, 7, 8, 9, 10, 11, 12, 13]
    const results = await Promise.all(sizes.map(size => ask(log.request(5, size))))
    const won = sizes.filter((_, i) => results[i]!.outcome === 'cosigned')
    expect(won).toHaveLength(1)
    for (const result of results)
      if (result.outcome !== 'cosigned') expect(result).toEqual({ outcome: 'conflict', size: String(won[0]) })
    expect(await seen()).toEqual([String(won[0])])
    expect(await cosignedCheckpoint(ctx, log.hash)).toContain(`\n${won[0]}\n`)
  })

  it('gives no cosignature that is not stored', async () => {
    const db = {
      ...ctx.db,
      inTransaction: ((work: Parameters<typeof ctx.db.inTransaction>[0]) =>
        ctx.db.inTransaction(async tx => {
          await work(tx)
          throw new Error('the disk is full')
        })) as typeof ctx.db.inTransaction,
    }
    await witnessKey(ctx)
    await expect(cosignCheckpoint({ ...ctx, db }, log.request(0, 5))).rejects.toThrow('the disk is full')
    expect(await seen()).toEqual(['0'])
  })
})

describe('the logs of a witness', () => {
  it('are named by keys that sign logs', async () => {
    const own = await witnessKey(ctx)
    for (const wrong of ['', 'x', log.verifier.slice(0, -2), own.verifier])
      await expect(trustLog(ctx, wrong)).rejects.toThrow('不是台账的公钥')
    expect((await listWitnessed(ctx)).map(row => row.origin)).toEqual([log.origin])
  })

  it('keep what was seen when they are removed and added again', async () => {
    await ask(log.request(0, 9))
    await distrustLog(ctx, log.origin)
    expect(await outcome(log.request(9, 12))).toBe('unknown')
    expect(await cosignedCheckpoint(ctx, log.hash)).toContain('\n9\n')
    await expect(distrustLog(ctx, log.origin)).rejects.toThrow('没有给')
    expect(await trustLog(ctx, log.verifier)).toEqual({ origin: log.origin, keys: 1, size: '9' })
    expect(await ask(log.request(0, 5))).toEqual({ outcome: 'conflict', size: '9' })
    expect(await outcome(log.request(9, 12))).toBe('cosigned')
  })

  it('are not known by anybody before the first is added', async () => {
    const fresh = await testContext()
    expect((await cosignCheckpoint(fresh, Buffer.from('nothing'))).outcome).toBe('unknown')
    await fresh.close()
  })
})
