import fc from 'fast-check'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { inLedgerOrder, parseEntry } from '../../../../src/domain/numbers/ledger/entry.ts'
import { sameBytes, toBase64, utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import { leafHash, makeTree, provesConsistency } from '../../../../src/domain/numbers/log/merkle.ts'
import { consistencyProof } from '../../../../src/domain/numbers/log/tiles.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { type Database, openDatabase } from '../../../../src/store/base/database.ts'
import { checkpointAt, checkpointSizes } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import { linesBetween } from '../../../../src/store/numbers/ledger/entries.ts'
import { readHead } from '../../../../src/store/numbers/ledger/head.ts'
import type { Context } from '../../../../src/usecases/base/context.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { tileReader } from '../../../../src/usecases/numbers/ledger/tiles.ts'
import { answerCase, assignCase, openedCase, RESIDENT } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'
import { runs } from '../../../helpers/runs.ts'

/** Four processes change cases and close days at once: on PostgreSQL each has connections of its own. */

let ctx: TestContext
let people: Record<'dispatcher' | 'reviewer' | 'manager', Actor & { id: number }>
const PROCESSES = 4
let databases: Database[]

beforeEach(async () => {
  ctx = await testContext()
  ctx.clock.set('2026-11-02T09:00+08:00')
  people = {
    dispatcher: await officer(ctx, 'dispatcher', '王受理'),
    reviewer: await officer(ctx, 'reviewer', '赵审核'),
    manager: await officer(ctx, 'manager', '李领导'),
  }
  databases = inject('postgres')
    ? await Promise.all(
        Array.from({ length: PROCESSES }, () => openDatabase(ctx.config.databaseUrl, ctx.secrets)),
      )
    : Array<Database>(PROCESSES).fill(ctx.db)
  await closeDays(ctx)
})
afterEach(async () => {
  if (inject('postgres')) for (const db of databases) await db.close()
  await ctx.close()
})

const ACTS = ['open', 'anonymous', 'answer', 'withdraw', 'reopen', 'setAside', 'close'] as const
type Act = (typeof ACTS)[number]

/** Does one thing; what is not possible at this moment is refused, which is as good. */
async function act(as: Context, what: Act, numbers: string[], pick: number): Promise<void> {
  const { dispatcher, reviewer, manager } = people
  const number = numbers[pick % Math.max(1, numbers.length)]
  if (what === 'open') numbers.push(await openedCase(as))
  else if (what === 'anonymous') numbers.push(await openedCase(as, { anonymous: true, kind: 'report' }))
  else if (what === 'close') await closeDays(as)
  else if (number !== undefined) {
    if (what === 'answer') {
      await assignCase(as, number, dispatcher)
      await answerCase(as, number, '办好了。', [dispatcher, reviewer])
    }
    if (what === 'withdraw') await moveCase(as, number, 'withdraw' as never, {}, RESIDENT)
    if (what === 'reopen') await moveCase(as, number, 'reopen', { reason: '又坏了' }, manager)
    if (what === 'setAside') await moveCase(as, number, 'setAside', { code: 'spam' }, dispatcher)
  }
}

const day = fc.array(fc.tuple(fc.constantFrom(...ACTS), fc.nat(50)), { minLength: 4, maxLength: 12 })

it('whatever they do at once, the log has every event once, in order, and grows only at its end', async () => {
  const numbers: string[] = []
  let days = 0
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 3 }), async lives => {
      for (const acts of lives) {
        const queues = databases.map((db, i) => ({
          as: { ...ctx, db, processId: `p${i}` },
          todo: acts.filter((_, at) => at % PROCESSES === i),
        }))
        await Promise.all(
          queues.map(async ({ as, todo }) => {
            for (const [what, pick] of todo) await act(as, what, numbers, pick).catch(refused)
          }),
        )
        days++
        ctx.clock.advance(24 * 60)
      }
      await Promise.all(databases.map(db => closeDays({ ...ctx, db })))
      await holds()
    }),
    runs(12),
  )
  expect(days).toBeGreaterThan(11)
  expect(numbers.length).toBeGreaterThan(10)
})

function refused(error: unknown): void {
  if ((error as Error).name !== 'Refusal') throw error
}

async function holds(): Promise<void> {
  const db = ctx.db.read
  const { size, closedOn } = (await readHead(db))!
  const lines = await linesBetween(db, 0, size)
  expect(lines).toHaveLength(size)
  expect(new Set(lines).size).toBe(size)
  const entries = lines.map(line => parseEntry(line)!)

  // Gapless in every case, and every event has its entry: only coarse ones of this week wait.
  const last = new Map<string, number>()
  for (const { case: name, n } of entries) {
    if (name === undefined) continue
    expect(n).toBe((last.get(name) ?? 0) + 1)
    last.set(name, n!)
  }
  const waiting = await db.ledgerWaiting.findMany({ where: { day: { lte: closedOn! } } })
  const coarse = new Set(
    (await db.ledgerCase.findMany({ where: { coarse: true } })).map(({ caseId }) => caseId),
  )
  expect(waiting.filter(({ caseId }) => !coarse.has(caseId))).toEqual([])

  // In order within each closing.
  const batches: (typeof entries)[] = [[]]
  for (const entry of entries) {
    if (entry.event === 'day') batches.push([])
    else if (entry.case) batches.at(-1)!.push(entry)
  }
  for (const batch of batches) expect([...batch].sort(inLedgerOrder)).toEqual(batch)

  // Each size that was ever signed is the beginning of every later one.
  const tree = makeTree()
  const sizes = await checkpointSizes(db)
  const roots = new Map<number, Uint8Array>()
  for (const [i, line] of lines.entries()) {
    tree.push(leafHash(utf8(line)))
    if (sizes.includes(i + 1)) roots.set(i + 1, tree.root())
  }
  expect([...roots.keys()]).toEqual(sizes)
  for (const signed of sizes)
    expect((await checkpointAt(db, signed))!.root).toBe(toBase64(roots.get(signed)!))
  for (const [i, old] of sizes.entries()) {
    for (const later of sizes.slice(i, i + 3)) {
      const proof = await consistencyProof(old, later, tileReader(db))
      expect(
        provesConsistency({
          oldSize: old,
          size: later,
          oldRoot: roots.get(old)!,
          root: roots.get(later)!,
          proof,
        }),
      ).toBe(true)
    }
  }
  expect(sameBytes(roots.get(size)!, tree.root())).toBe(true)
}
