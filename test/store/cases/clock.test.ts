import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ClockPause, type Deadline, STATUSES, type Status } from '../../../src/domain/cases/case.ts'
import { type ClockState, clockColumns, clockOf, clockTime } from '../../../src/domain/cases/clock.ts'
import { ROOT } from '../../../src/root.ts'
import { adapterFactory, providerOf } from '../../../src/store/base/database.ts'
import { type Condition, rowsOf, sqlFor } from '../../../src/store/base/kysely.ts'
import { CLOCK_WHERE, clockedOf, dueTodayWhere, notOverdueWhere } from '../../../src/store/cases/clock.ts'
import { deadlineColumns } from '../../../src/store/cases/deadline-columns.ts'
import {
  CLOCK_EXAMPLES,
  clockDeadline,
  deadlineOf,
  isDueToday,
  november,
} from '../../domain/cases/clock-examples.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { runs } from '../../helpers/runs.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await testContext()
})
afterAll(() => ctx.close())
beforeEach(() => ctx.db.inTransaction(tx => tx.case.deleteMany()))

type Given = { status: Status; reply: Deadline }

/** Stores cases of which only the clock matters. */
async function store(cases: readonly Given[]): Promise<number[]> {
  await ctx.db.inTransaction(async tx => {
    await tx.case.deleteMany()
    await tx.case.createMany({
      data: cases.map(({ status, reply }, i) => ({
        number: `2026-${i}`,
        kind: 'disclosure',
        status,
        channel: 'phone',
        title: '一件',
        text: '一件',
        receivedAt: ctx.now(),
        ...deadlineColumns({ status, deadlines: { accept: reply, reply } }),
        updatedAt: ctx.now(),
      })),
    })
  })
  const rows = await ctx.db.read.case.findMany({ orderBy: { id: 'asc' }, select: { id: true, number: true } })
  return cases.map((_, i) => rows.find(r => r.number === `2026-${i}`)!.id)
}

/** What the database finds. */
const found = async (where: Condition): Promise<number[]> =>
  (await rowsOf(ctx.db.read, sqlFor.selectFrom('Case').select('id').where(where).orderBy('id'))).map(
    row => row.id,
  )

/** Holds the two equal for cases that are stored, at a moment. */
async function holdEqual(cases: readonly Given[], ids: readonly number[], now: Date): Promise<void> {
  const at = clockTime(now, ctx.content().calendar)
  const those = (is: (c: Parameters<typeof clockOf>[0]) => boolean) =>
    ids.filter((_, i) => {
      const { status, reply } = cases[i]!
      return is({ status, deadlines: { accept: reply, reply } })
    })
  for (const state of Object.keys(CLOCK_WHERE) as ClockState[])
    expect([state, await found(CLOCK_WHERE[state](at))]).toEqual([
      state,
      those(c => clockOf(c, at) === state),
    ])
  expect(await found(dueTodayWhere(at))).toEqual(those(c => isDueToday(c, at)))
  expect(await found(notOverdueWhere(at))).toEqual(those(c => clockOf(c, at) !== 'overdue'))
}

describe('the clock in SQL', () => {
  it('shows what the table of examples says', async () => {
    const cases = CLOCK_EXAMPLES.map(e => ({ status: e.status, reply: deadlineOf(e) }))
    const ids = await store(cases)
    for (const [i, example] of CLOCK_EXAMPLES.entries()) {
      const at = clockTime(november(example.now), ctx.content().calendar)
      expect([example.name, await found(CLOCK_WHERE[example.shows](at))]).toEqual([
        example.name,
        expect.arrayContaining([ids[i]]),
      ])
      await holdEqual(cases, ids, november(example.now))
    }
  })

  it('is what the function says, for any cases at any moment', async () => {
    const HOUR = 3_600_000
    const begin = november('10 00:00').getTime()
    // Whole hours, so that dates, stops and moments meet; and a millisecond beside them.
    const instant = fc
      .tuple(fc.nat(24 * 16), fc.constantFrom(-1, 0, 0, 0, 1))
      .map(([hours, beside]) => new Date(begin + hours * HOUR + beside))
    const pauses = fc
      .array(
        fc.tuple(instant, fc.nat(24 * 8), fc.constantFrom<ClockPause['reason']>('resident', 'thirdParty')),
        {
          maxLength: 3,
        },
      )
      .chain(list =>
        fc.boolean().map(open =>
          [...list]
            .sort(([a], [b]) => a.getTime() - b.getTime())
            .map(([from, hours, reason], i) => ({
              from: from.toISOString(),
              to:
                open && i === list.length - 1 ? null : new Date(from.getTime() + hours * HOUR).toISOString(),
              reason,
            })),
        ),
      )
    const given = fc.record({
      status: fc.constantFrom(...STATUSES),
      reply: fc.tuple(instant, pauses).map(([due, pauses]) => clockDeadline(due, pauses)),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(given, { minLength: 1, maxLength: 60 }),
        fc.array(instant, { minLength: 1, maxLength: 3 }),
        async (cases, moments) => {
          const ids = await store(cases)
          for (const now of [...moments, new Date(cases[0]!.reply.dueAt)]) await holdEqual(cases, ids, now)
        },
      ),
      runs(12),
    )
  })
})

it('an upgrade fills in the clocks of the cases that are there', async () => {
  const cases = CLOCK_EXAMPLES.map(e => ({ status: e.status, reply: deadlineOf(e) }))
  await store(cases)
  await ctx.db.inTransaction(tx => tx.case.updateMany({ data: { overdueAt: null, stoppedUntil: null } }))
  const file = join(
    ROOT,
    'prisma/before-release',
    providerOf(ctx.config.databaseUrl),
    '0017_one_clock/migration.sql',
  )
  const adapter = await (await adapterFactory(ctx.config.databaseUrl)).connect()
  const sql = readFileSync(file, 'utf8')
  await adapter.executeScript(sql.slice(sql.indexOf('UPDATE'))).finally(() => adapter.dispose())
  const rows = await ctx.db.read.case.findMany()
  expect(rows).toHaveLength(cases.length)
  for (const row of rows) {
    const { overdueAt, stoppedUntil } = row
    expect([row.number, { overdueAt, stoppedUntil }]).toEqual([row.number, clockColumns(clockedOf(row))])
  }
  // Stored as a case is saved, to the letter: or SQLite would compare texts that differ.
  const now = clockTime(november('23 10:00'), ctx.content().calendar)
  await holdEqual(
    cases,
    cases.map((_, i) => rows.find(r => r.number === `2026-${i}`)!.id),
    now.now,
  )
})
