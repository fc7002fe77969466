import fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { COUNTING_CHANGES, COUNTING_VERSION, changesSince } from '../../../src/domain/numbers/version.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { type Database, openDatabase } from '../../../src/store/base/database.ts'
import type { Sql } from '../../../src/store/base/statement.ts'
import { markForCounting } from '../../../src/store/cases/count-due.ts'
import { beginVersion, shownVersion } from '../../../src/store/numbers/count-versions.ts'
import { countChanges, countPart } from '../../../src/store/numbers/counts.ts'
import { sumCounts } from '../../../src/store/numbers/day-counts.ts'
import { countAnew, finishCounting } from '../../../src/usecases/numbers/count-anew.ts'
import { makeMissingDigests } from '../../../src/usecases/numbers/make-digest.ts'
import { anyLife } from '../../domain/numbers/lives.ts'
import { answerCase, assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'
import { forgetCounts } from '../../helpers/counts.ts'
import { storeLives } from '../../helpers/store-lives.ts'

/** Counts that older rules made are made anew, and reports that come out differently are corrected. */

let ctx: TestContext
let lines: { msg: string; counted?: number }[]
beforeEach(async () => {
  lines = []
  ctx = await testContext()
  ctx.log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) }) as never
})
afterEach(() => ctx.close())

const rowsOf = async (version: number) =>
  (
    await ctx.db.read.dayCount.findMany({
      where: { version },
      orderBy: [{ dimension: 'asc' }, { x: 'asc' }, { key: 'asc' }, { y: 'asc' }],
    })
  )
    .map(({ version: _, ...row }) => row)
    .filter(({ dimension: _d, x: _x, key: _k, y: _y, ...n }) => Object.values(n).some(Boolean))

/** The database as an older version left it: what it had counted stands under the first rules. */
const asBefore = () =>
  ctx.db.inTransaction(async tx => {
    await tx.dayCount.updateMany({ data: { version: 1 } })
    await tx.countVersion.deleteMany()
    await tx.countVersion.create({ data: { version: 1, state: 'shown', checked: true } })
  })

/** Counted from nothing by the present rules. */
async function fresh() {
  await ctx.db.inTransaction(async tx => {
    await forgetCounts(tx)
    await tx.countVersion.deleteMany()
  })
  await countChanges(ctx.db)
  return rowsOf(COUNTING_VERSION)
}

/** One more event of a case, as a move writes it: one that cannot be counted yet has its mark first. */
const happens = (caseId: number) =>
  ctx.db.inTransaction(async tx => {
    const last = await tx.caseEvent.findFirstOrThrow({ where: { caseId }, orderBy: { seq: 'desc' } })
    await markForCounting(tx, caseId, last.seq)
    const { id: _, ...event } = last
    const when = new Date(last.at.getTime() + 60_000)
    await tx.caseEvent.create({
      data: { ...event, seq: last.seq + 1, at: when, type: 'rating_invited', byKind: 'system', data: '{}' },
    })
  })

const received = async () => {
  const sums = await sumCounts(ctx.db.read, 'total', { from: 0, to: 99_999, known: 999_999 }, ['received'])
  return sums.get('')?.received
}

const many = (count: number) => fc.sample(anyLife, { numRuns: count, seed: 7 })

describe('after a change of the counting rules', () => {
  it('old numbers are shown until everything is counted anew; then they are gone', async () => {
    await storeLives(ctx, many(250))
    const right = await received()
    await asBefore()
    // What the old rules made of it.
    await ctx.db.inTransaction(async tx => {
      const { x, y, key } = await tx.dayCount.findFirstOrThrow({
        where: { dimension: 'total', received: { gt: 0 } },
      })
      await tx.dayCount.updateMany({
        where: { dimension: 'total', x, y, key },
        data: { received: { increment: 1000 } },
      })
    })
    expect(await beginVersion(ctx.db)).toBe(true)
    for (const after of [100, 200, 250]) {
      expect(await countPart(ctx.db)).toMatchObject({ done: false, after })
      expect(await received()).toBe(right! + 1000)
    }
    expect(await countPart(ctx.db)).toMatchObject({ done: true })
    expect(await received()).toBe(right)
    await countAnew(ctx)
    expect(await rowsOf(1)).toEqual([])
    expect(await ctx.db.read.countVersion.findMany()).toMatchObject([
      { version: COUNTING_VERSION, state: 'shown', checked: true },
    ])
    const counted = await rowsOf(COUNTING_VERSION)
    expect(counted.length).toBeGreaterThan(500)
    expect(await fresh()).toEqual(counted)
  })

  // SQLite has one writer: nothing happens while a part is counted.
  it.skipIf(inject('postgres') === undefined)(
    'an event between any two looks of a part is counted once',
    async () => {
      await storeLives(ctx, many(20))
      await asBefore()
      expect(await beginVersion(ctx.db)).toBe(true)
      let next = 0
      const lookedAt = async <T>(looking: Promise<T>): Promise<T> => {
        const found = await looking
        await happens(++next)
        return found
      }
      const overtaken: Database = {
        ...ctx.db,
        inTransaction: work =>
          ctx.db.inTransaction(tx => {
            const countDue = { findMany: (args: object) => lookedAt(tx.countDue.findMany(args)) }
            const sql: Sql = {
              ...tx.sql,
              all: (statement, params) => lookedAt(tx.sql.all(statement, params)),
            }
            return work(
              new Proxy(tx, {
                get: (of, name) => Reflect.get({ countDue, sql }, name) ?? Reflect.get(of, name),
              }),
            )
          }),
      }
      expect(await countPart(overtaken)).toMatchObject({ counted: 20 })
      expect(next).toBeGreaterThanOrEqual(3)
      await countPart(ctx.db)
      await countChanges(ctx.db)
      const counted = await rowsOf(COUNTING_VERSION)
      expect(await fresh()).toEqual(counted)
    },
  )

  it('several processes, one of them stopped half-way, and events meanwhile: every case is counted once', async () => {
    await storeLives(ctx, many(330))
    await asBefore()
    for (const id of [1, 99, 150, 330]) await happens(id)
    // The first process is told to stop after its first part.
    const stop = new AbortController()
    const log = pino({ level: 'info' }, { write: () => stop.abort() })
    await countAnew({ ...ctx, processId: 'p1', log }, stop.signal)
    expect((await shownVersion(ctx.db.read))!.version).toBe(1)
    await countPart(ctx.db)
    // Two writers of one SQLite file in one thread would wait for each other.
    const alone = ctx.db.provider === 'sqlite'
    const other = alone ? ctx.db : await openDatabase(ctx.config.databaseUrl, ctx.secrets)
    try {
      for (const id of [2, 101, 329]) await happens(id)
      await Promise.all([
        countAnew({ ...ctx, processId: 'p2' }),
        finishCounting({ ...ctx, db: other, processId: 'p3' }),
        countChanges(other),
        (async () => {
          for (const id of [3, 120, 250, 328]) {
            await happens(id)
            await countChanges(ctx.db)
          }
        })(),
      ])
    } finally {
      if (!alone) await other.close()
    }
    await countChanges(ctx.db)
    expect((await shownVersion(ctx.db.read))!.version).toBe(COUNTING_VERSION)
    const counted = await rowsOf(COUNTING_VERSION)
    expect(await fresh()).toEqual(counted)
    expect(lines.map(l => l.msg)).toEqual(
      expect.arrayContaining([expect.stringContaining('the rules of counting have changed'), 'counted anew']),
    )
  })

  it('a part that fails is undone as a whole, and a case that cannot be read holds up no other', async () => {
    await storeLives(ctx, many(20))
    await asBefore()
    const broken = { caseId: 5, seq: 1 }
    const event = await ctx.db.read.caseEvent.findUniqueOrThrow({ where: { caseId_seq: broken } })
    await ctx.db.inTransaction(tx =>
      tx.caseEvent.update({ where: { id: event.id }, data: { data: '{"deadlines":1}' } }),
    )
    await countAnew(ctx)
    expect((await shownVersion(ctx.db.read))!.version).toBe(COUNTING_VERSION)
    expect(await ctx.db.read.countDue.findMany()).toEqual([{ caseId: 5, seq: 0 }])
    await ctx.db.inTransaction(tx =>
      tx.caseEvent.update({ where: { id: event.id }, data: { data: event.data } }),
    )
    await countChanges(ctx.db)
    const counted = await rowsOf(COUNTING_VERSION)
    expect(await fresh()).toEqual(counted)
  })

  it('stored reports that come out differently get a new version that says which rule changed', async () => {
    const lin = await officer(ctx, 'dispatcher', '林晓')
    const zhang = await officer(ctx, 'clerk', '张建国', 'construction')
    const zhou: Actor = await officer(ctx, 'reviewer', '周红')
    ctx.clock.set('2026-11-02T10:00+08:00')
    const number = await openedCase(ctx, { kind: 'inquiry', text: '低保怎么办' }, lin)
    await assignCase(ctx, number, lin)
    await answerCase(ctx, number, '带身份证到窗口。', [zhang, zhou])
    ctx.clock.set('2026-11-09T08:30+08:00')
    expect(await makeMissingDigests(ctx)).toContain('2026-W45')
    await asBefore()
    // As the old rules had it, long before what the nightly check looks at.
    await ctx.db.inTransaction(async tx => {
      const row = await tx.digest.findFirstOrThrow({ where: { period: '2026-W45', scope: 'office' } })
      const data = { ...(JSON.parse(row.data) as object), answeredOnTime: 0 }
      await tx.digest.update({ where: { id: row.id }, data: { data: JSON.stringify(data) } })
    })
    ctx.clock.set('2027-09-01T10:00+08:00')
    await countAnew(ctx)
    const versions = await ctx.db.read.digest.findMany({
      where: { period: '2026-W45', scope: 'office' },
      orderBy: { version: 'asc' },
    })
    expect(
      versions.map(v => [v.version, (JSON.parse(v.data) as { answeredOnTime: number }).answeredOnTime]),
    ).toEqual([
      [1, 0],
      [2, 1],
    ])
    expect(versions[1]!.reason).toBe(`${changesSince(1)}按事件记录重新计算，有更正：按时答复 0 → 1`)
    expect(versions[1]!.reason).toContain(COUNTING_CHANGES[COUNTING_VERSION])
    // Once.
    await countAnew(ctx)
    await countAnew({ ...ctx, processId: 'other' })
    expect(await ctx.db.read.digest.count({ where: { period: '2026-W45', scope: 'office' } })).toBe(2)
  })
})

it('each version after the first says what it changed', () => {
  const versions = Array.from({ length: COUNTING_VERSION - 1 }, (_, i) => String(i + 2))
  expect(Object.keys(COUNTING_CHANGES)).toEqual(versions)
  expect(changesSince(COUNTING_VERSION)).toBe('')
})

it('a new database begins with the present rules and has nothing to do', async () => {
  await storeLives(ctx, many(3))
  expect(await shownVersion(ctx.db.read)).toEqual({ version: COUNTING_VERSION, before: null, checked: true })
  await countAnew(ctx)
  expect(lines).toEqual([])
})
