import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitmentOf } from '../../../../src/domain/numbers/ledger/commitment.ts'
import { inLedgerOrder, parseEntry } from '../../../../src/domain/numbers/ledger/entry.ts'
import { toBase64, utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import { leafHash, rootOf } from '../../../../src/domain/numbers/log/merkle.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { checkpointSizes, newestCheckpoint } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import { linesBetween } from '../../../../src/store/numbers/ledger/entries.ts'
import { readHead } from '../../../../src/store/numbers/ledger/head.ts'
import type { Context } from '../../../../src/usecases/base/context.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }
let reviewer: Actor & { id: number }

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
})
afterEach(() => ctx.close())

const lines = async () => linesBetween(ctx.db.read, 0, (await readHead(ctx.db.read))!.size)
const entries = async () => (await lines()).map(line => parseEntry(line)!)
const mine = async (number: string) =>
  (await entries()).filter(e => e.case === commitmentOf(number, ctx.secrets.ledgerSalt(number)))

/** Enough complaints by phone that their groups are named. */
async function common(count = 6) {
  const numbers: string[] = []
  for (let i = 0; i < count; i++) numbers.push(await openedCase(ctx))
  return numbers
}

describe('closing days', () => {
  beforeEach(async () => {
    ctx.clock.set('2026-11-02T10:00+08:00')
    await closeDays(ctx)
  })

  it('begins with the opening, and enters the events of a day when it is over', async () => {
    const number = (await common())[0]!
    await assignCase(ctx, number, dispatcher)
    ctx.clock.set('2026-11-03T00:04+08:00')
    await closeDays(ctx)
    expect((await entries()).map(e => e.event)).toEqual(['opening', 'day'])
    ctx.clock.set('2026-11-03T00:05+08:00')
    await closeDays(ctx)
    expect(await mine(number)).toEqual([
      expect.objectContaining({
        event: 'received',
        n: 1,
        day: '2026-11-02',
        kind: 'complaint',
        channel: 'phone',
        start: '2026-11-02',
        term: '7w',
        due: '2026-11-11',
      }),
      // Nobody else's case is with this department.
      { v: 1, event: 'assigned', n: 2, day: '2026-11-02', case: expect.any(String) },
    ])
    expect((await entries()).at(-1)).toMatchObject({ event: 'day', day: '2026-11-02' })
  })

  it('numbers the entries of a case without a gap, over days', async () => {
    const number = (await common())[0]!
    await assignCase(ctx, number, dispatcher)
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
    ctx.clock.set('2026-11-04T10:00+08:00')
    await closeDays(ctx)
    expect((await mine(number)).map(e => [e.n, e.event, e.day])).toEqual([
      [1, 'received', '2026-11-02'],
      [2, 'assigned', '2026-11-02'],
      [3, 'answered', '2026-11-03'],
      [4, 'invited', '2026-11-03'],
    ])
  })

  it('orders a batch by day, case and number, whoever was first', async () => {
    for (const number of (await common(9)).reverse()) await moveCase(ctx, number, 'accept', {}, dispatcher)
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    const batch = (await entries()).filter(e => e.case)
    expect(batch).toHaveLength(9)
    expect([...batch].sort(inLedgerOrder)).toEqual(batch)
  })

  it('signs the root of all entries, and nothing but closed days', async () => {
    await common()
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    const all = await lines()
    const newest = (await newestCheckpoint(ctx.db.read))!
    expect(newest).toMatchObject({ size: all.length, day: '2026-11-02' })
    expect(newest.root).toBe(toBase64(rootOf(all.map(line => leafHash(utf8(line))))))
    expect(await checkpointSizes(ctx.db.read)).toEqual([2, all.length])
  })

  it('closes the days of an outage one by one, and quiet days with the last', async () => {
    await common(1)
    ctx.clock.set('2026-11-04T10:00+08:00')
    await common(1)
    ctx.clock.set('2026-11-10T10:00+08:00')
    await closeDays(ctx)
    const days = (await entries()).filter(e => e.event === 'day').map(e => e.day)
    expect(days).toEqual(['2026-11-01', '2026-11-02', '2026-11-04', '2026-11-09'])
    const before = (await lines()).length
    await closeDays(ctx)
    expect(await lines()).toHaveLength(before)
  })

  it('keeps an anonymous case until its week is over, and gives the week’s last day', async () => {
    await common()
    const number = await openedCase(ctx, { anonymous: true, kind: 'report' })
    ctx.clock.set('2026-11-08T10:00+08:00')
    await closeDays(ctx)
    expect(await mine(number)).toEqual([])
    ctx.clock.set('2026-11-09T00:10+08:00')
    await closeDays(ctx)
    expect(await mine(number)).toEqual([
      {
        v: 1,
        event: 'received',
        case: expect.any(String),
        n: 1,
        coarse: true,
        day: '2026-11-08',
        due: '2027-01-03',
        rules: 'huiyin-rates-1',
        calendar: expect.any(String),
      },
    ])
  })

  it('names a department once five such cases are there', async () => {
    for (const number of await common()) await assignCase(ctx, number, dispatcher)
    ctx.clock.set('2026-11-03T10:00+08:00')
    await closeDays(ctx)
    const assigned = (await entries()).filter(e => e.event === 'assigned')
    expect(assigned.map(e => e.department)).toEqual(Array(6).fill('construction'))
  })

  it('stops at whatever statement it is killed, and goes on from there', async () => {
    const numbers = await common(40)
    for (const number of numbers) await assignCase(ctx, number, dispatcher)
    ctx.clock.set('2026-11-03T10:00+08:00')
    let kills = 0
    for (let after = 1; ; after += 7) {
      try {
        await closeDays(dyingAfter(ctx, after))
        break
      } catch (error) {
        expect((error as Error).message).toBe('killed')
        kills++
        // Nothing unsigned is ever the newest size.
        expect((await newestCheckpoint(ctx.db.read))!.size).toBe(2)
      }
    }
    expect(kills).toBeGreaterThan(10)
    const all = await entries()
    expect(all).toHaveLength(2 + 80 + 1)
    for (const number of numbers) expect((await mine(number)).map(e => e.n)).toEqual([1, 2])
    const batch = all.filter(e => e.case)
    expect([...batch].sort(inLedgerOrder)).toEqual(batch)
  })

  it('is done once when several processes do it at once', async () => {
    await common(12)
    ctx.clock.set('2026-11-03T10:00+08:00')
    const closed = await Promise.all(['a', 'b', 'c', 'd'].map(processId => closeDays({ ...ctx, processId })))
    expect(closed).toEqual(Array(4).fill('2026-11-02'))
    expect(await entries()).toHaveLength(2 + 12 + 1)
  })
})

describe('an office that is older than its ledger', () => {
  /** An older version had no waiting list. */
  const asBeforeTheLedger = () => ctx.db.inTransaction(tx => tx.ledgerWaiting.deleteMany())

  it('enters what is still owed or due later with its history, and counts the rest', async () => {
    ctx.clock.set('2026-10-12T10:00+08:00')
    const [owed, answered, old] = await common(8)
    for (const number of [answered!, old!]) {
      await assignCase(ctx, number, dispatcher)
      await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
    }
    // Due on 21 October: the answered ones are still in the cohort of that week.
    ctx.clock.set('2026-10-16T10:00+08:00')
    await closeDays(ctx)
    const all = await entries()
    expect(all[0]).toMatchObject({
      event: 'opening',
      day: '2026-10-15',
      counts: { issued: 8, owed: 6, answered: 2 },
    })
    expect((await mine(owed!)).map(e => [e.event, e.day])).toEqual([['received', '2026-10-12']])
    expect((await mine(answered!)).map(e => e.event)).toEqual(['received', 'assigned', 'answered', 'invited'])
    expect(all.at(-1)).toMatchObject({ event: 'day', day: '2026-10-15' })
  })

  it('takes a case that was long over in without its past when something happens to it', async () => {
    ctx.clock.set('2026-10-12T10:00+08:00')
    const number = (await common())[0]!
    await assignCase(ctx, number, dispatcher)
    await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
    await asBeforeTheLedger()
    ctx.clock.set('2026-11-16T10:00+08:00')
    await closeDays(ctx)
    expect(await mine(number)).toEqual([])
    await moveCase(ctx, number, 'reopen', { reason: '又坏了' }, await officer(ctx, 'manager', '李领导'))
    ctx.clock.set('2026-11-17T10:00+08:00')
    await closeDays(ctx)
    expect((await mine(number)).map(e => [e.n, e.event, e.day])).toEqual([[1, 'reopened', '2026-11-16']])
  })

  it('misses nothing that happened on the day of the change', async () => {
    ctx.clock.set('2026-11-16T09:00+08:00')
    const number = (await common())[0]!
    await asBeforeTheLedger()
    ctx.clock.set('2026-11-16T10:00+08:00')
    await closeDays(ctx)
    ctx.clock.set('2026-11-17T10:00+08:00')
    await closeDays(ctx)
    expect((await mine(number)).map(e => [e.event, e.day])).toEqual([['received', '2026-11-16']])
  })
})

/** A context whose process dies at the n-th statement or the n-th end of a transaction. */
function dyingAfter(alive: TestContext, statements: number): Context {
  let left = statements
  const step = () => {
    if (--left < 0) throw new Error('killed')
  }
  return {
    ...alive,
    db: {
      ...alive.db,
      inTransaction: work =>
        alive.db.inTransaction(async tx => {
          const sql = new Proxy(tx.sql, {
            get: (target, name) => {
              const member = Reflect.get(target, name) as unknown
              if (typeof member !== 'function') return member
              return (...given: unknown[]) => {
                if (name === 'run' || name === 'all') step()
                return (member as (...args: unknown[]) => unknown).apply(target, given)
              }
            },
          })
          const dying = new Proxy(tx, {
            get: (target, name) => (name === 'sql' ? sql : Reflect.get(target, name)),
          })
          const result = await work(dying)
          step()
          return result
        }),
    },
  }
}
