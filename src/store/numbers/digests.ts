import { sql } from 'kysely'
import type { CivilDate } from '../../domain/base/civil-date.ts'
import { addDays, closeOfDay, instantOf } from '../../domain/base/civil-date.ts'
import type { EventType } from '../../domain/cases/events.ts'
import { owedAtEnd } from '../../domain/numbers/tally.ts'
import type { Db } from '../base/database.ts'
import { casesInParts, type IndexRange, idsInParts } from '../base/index-parts.ts'
import { type CaseColumns, type Condition, onCase } from '../base/kysely.ts'
import { type RowOf, statement, tables } from '../base/statement.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import { factsOfCases } from './counts.ts'

/** A case that was owed at an instant, as far as its columns tell without its events. */
export interface OwedCase {
  id: number
  number: string
  /** The due date in force at the instant is between these two. */
  earliest: CivilDate
  latest: CivilDate
  /** The columns are not conclusive, because the case was reopened or merged meanwhile; the events are. */
  unsure: boolean
}

const OPEN = onCase('owedUntil', 'is', null)

/** The index ranges of cases owed at an instant: those still owed, and those owed until a later one. */
const owedRanges = (until: Date): IndexRange[] => [
  { column: 'receivedAt', prefix: OPEN, from: null, before: until },
  { column: 'owedUntil', from: until },
]

/** Ids in the order of their rows on the disk, so that a cold disk can read ahead. */
async function owedIds(db: Db, until: Date): Promise<number[]> {
  const ids: number[] = []
  for (const range of owedRanges(until))
    ids.push(...(await idsInParts(db, range, onCase('receivedAt', '<', until))))
  return ids.sort((a, b) => a - b)
}

/** Ids in one statement, about 20 ms; then the event loop is yielded. */
const PART = 1000

/** Yields to the event loop: SQLite answers synchronously, so a loop over its answers would block it. */
const giveWay = () => new Promise(resolve => setImmediate(resolve))

/** The events that decide whether a reply is owed, and those that name who drafted it. */
const DECIDING: readonly EventType[] = [
  'received',
  'reopened',
  'drafted',
  'decline_proposed',
  'answered',
  'declined',
  'withdrawn',
  'set_aside',
  'merged',
]

const DECISIONS = statement<{ ids: readonly number[]; until: Date }>()(p =>
  tables
    .selectFrom('CaseEvent')
    .select(['caseId', 'type', 'byKind', 'byId'])
    .where('caseId', 'in', p.ids)
    .where('at', '<', p.until)
    // An expression, so that SQLite does not use the index on types.
    .where(sql<string>`("type" || '')`, 'in', DECIDING)
    .orderBy('caseId')
    .orderBy('seq'),
)

/**
 * Of cases that were ever reopened, those that may have been owed at an instant: all but those whose last event
 * before it certainly concluded them. (domain/numbers/facts decides; here only the clear cases.)
 */
async function stillOwed(db: Db, ids: readonly number[], until: Date): Promise<Set<number>> {
  const still = new Set<number>()
  for (let i = 0; i < ids.length; i += PART) {
    await giveWay()
    const rows = await db.sql.all(DECISIONS, { ids: ids.slice(i, i + PART), until })
    const drafters = new Map<number, number | null>()
    const merged = new Set<number>()
    for (const { caseId, type, byKind, byId } of rows) {
      if (type === 'drafted' || type === 'decline_proposed') drafters.set(caseId, byId)
      if (type === 'merged') merged.add(caseId)
      if (type === 'received' || type === 'reopened') still.add(caseId)
      if (merged.has(caseId)) continue
      const second = byKind === 'officer' && byId !== drafters.get(caseId)
      if ((type === 'answered' || type === 'declined') && second) still.delete(caseId)
      if (type === 'withdrawn' && byKind === 'resident') still.delete(caseId)
      if (type === 'set_aside' && byKind === 'officer') still.delete(caseId)
    }
  }
  return still
}

const OWED = statement<{ ids: readonly number[] }>()(p =>
  tables
    .selectFrom('Case')
    .select(['id', 'number', 'originalDueOn', 'replyDueOn', 'reopenedAt', 'status'])
    .where('id', 'in', p.ids),
)

/** Cases that may have been owed at the end of a period: all that were, and some that are `unsure`. */
export async function owedAt(db: Db, until: Date, latestDue: CivilDate): Promise<OwedCase[]> {
  const ids = await owedIds(db, until)
  const rows: RowOf<typeof OWED>[] = []
  for (let i = 0; i < ids.length; i += PART) {
    await giveWay()
    rows.push(...(await db.sql.all(OWED, { ids: ids.slice(i, i + PART) })))
  }
  const looked = new Set(
    rows.flatMap(row => (row.reopenedAt !== null && row.status !== 'merged' ? row.id : [])),
  )
  const still = await stillOwed(db, [...looked], until)
  const mayBeOwed = (id: number) => !looked.has(id) || still.has(id)
  return rows
    .map(row => {
      const [earliest, latest] = [row.originalDueOn, row.replyDueOn].sort()
      return {
        id: row.id,
        number: row.number,
        earliest: earliest!,
        latest: latest!,
        unsure: row.reopenedAt !== null || row.status === 'merged',
      }
    })
    .filter(row => (row.unsure ? mayBeOwed(row.id) : row.earliest <= latestDue))
    .sort((a, b) =>
      a.earliest < b.earliest ? -1 : a.earliest > b.earliest ? 1 : a.number < b.number ? -1 : 1,
    )
}

/** Statuses in which no reply is owed. */
const ENDED = ['answered', 'closed', 'declined', 'merged', 'set_aside'] as const

/**
 * Ids of the cases that were owed, answered or rated between two instants, of those that fell due in the days `due`
 * though they were answered long before (a report has sixty), and some more. From indexes alone.
 */
export async function touchedBetween(
  db: Db,
  from: Date,
  until: Date,
  due: { from: CivilDate; to: CivilDate },
): Promise<number[]> {
  // A deadline at the close of the last day belongs to that day.
  const [begin, end] = [instantOf(due.from), new Date(closeOfDay(due.to).getTime() + 1)]
  const received = onCase('receivedAt', '<', until)
  const ranges: [IndexRange, Condition?][] = [
    [{ column: 'receivedAt', prefix: OPEN, from: null, before: until }],
    [{ column: 'owedUntil', from }, received],
    // Answered long ago, but rated or read in the period.
    [{ column: 'updatedAt', from }, onCase('owedUntil', '<', from)],
    [{ column: 'originalDueOn', from: due.from, before: addDays(due.to, 1) }],
    // By the current date, after an extension or a stop.
    ...ENDED.map((status): [IndexRange] => [
      { column: 'replyDueAt', prefix: onCase('status', '=', status), from: begin, before: end },
    ]),
  ]
  const ids = new Set<number>()
  for (const [range, where] of ranges) for (const id of await idsInParts(db, range, where)) ids.add(id)
  return [...ids].sort((a, b) => a - b)
}

/** Records read by one statement: a few milliseconds. */
const RECORDS = 100

/**
 * The times of receipt of the cases owed at an instant. From the index alone, except for cases reopened since: their
 * columns describe the last round only, so clear cases are decided by the types of their events and the others
 * (merged ones, say) by their facts.
 */
export async function owedReceipts(db: Db, until: Date): Promise<Date[]> {
  const columns = ['id', 'receivedAt', 'reopenedAt'] as const
  const received = onCase('receivedAt', '<', until)
  const rows: Pick<CaseColumns, (typeof columns)[number]>[] = []
  for (const range of owedRanges(until))
    for await (const part of casesInParts(db, range, columns, received)) rows.push(...part)
  const since = new Set(rows.flatMap(row => (+new Date(row.reopenedAt ?? 0) >= +until ? [row.id] : [])))
  const may = [...(await stillOwed(db, [...since], until))]
  const were = new Set<number>()
  for (let i = 0; i < may.length; i += RECORDS)
    for (const { record, facts } of await factsOfCases(db, may.slice(i, i + RECORDS)))
      if (facts.rounds.some(round => owedAtEnd(round, { until: until.getTime() }))) were.add(record.id)
  return rows.filter(({ id }) => !since.has(id) || were.has(id)).map(row => new Date(row.receivedAt))
}

/**
 * Receipt and first reply of the cases first answered in a span, in parts and from the index alone. Later replies do
 * not count.
 */
export async function* firstRepliesBetween(db: Db, from: Date, until: Date) {
  const range = { column: 'firstReplyAt', from, before: until } as const
  for await (const rows of casesInParts(db, range, ['receivedAt', 'firstReplyAt']))
    yield rows.map(row => ({ receivedAt: new Date(row.receivedAt), repliedAt: new Date(row.firstReplyAt!) }))
}

/** The newest version of a stored report. */
export const latestDigest = (db: Db, period: string, scope = 'office') =>
  db.digest.findFirst({ where: { period, scope }, orderBy: { version: 'desc' } })

/** The office's reports of these periods as first published, by name, without corrections. */
export async function firstDigests(db: Db, periods: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.digest.findMany({
    where: { scope: 'office', version: 1, period: { in: [...periods] } },
    select: { period: true, data: true },
  })
  return new Map(rows.map(row => [row.period, row.data]))
}

/** The first week with a stored report, when the office began to publish. */
export const firstWeek = async (db: Db): Promise<string | undefined> =>
  (
    await db.digest.findFirst({
      where: { scope: 'office', ...NAMED.week },
      orderBy: { period: 'asc' },
      select: { period: true },
    })
  )?.period

/** The periods of the office's stored reports, oldest first. */
export const storedPeriods = async (db: Db): Promise<string[]> =>
  (
    await db.digest.findMany({
      where: { scope: 'office', version: 1 },
      orderBy: { period: 'asc' },
      select: { period: true },
    })
  ).map(row => row.period)

/** How the names of each type of period are recognised. */
const NAMED: Record<'week' | 'month' | 'quarter', Prisma.DigestWhereInput> = {
  week: { period: { contains: 'W' } },
  month: { AND: [{ period: { not: { contains: 'W' } } }, { period: { not: { contains: 'Q' } } }] },
  quarter: { period: { contains: 'Q' } },
}

/** Stored periods of a kind, newest first; the newest version of each. Only these are read whole. */
export async function listDigests(db: Db, limit: number, type: keyof typeof NAMED, scope = 'office') {
  const rows = await db.digest.findMany({
    where: { scope, ...NAMED[type] },
    orderBy: [{ period: 'desc' }, { version: 'desc' }],
    select: { id: true, period: true },
  })
  const newest = rows.filter((row, i) => rows[i - 1]?.period !== row.period).slice(0, limit)
  return db.digest.findMany({
    where: { id: { in: newest.map(row => row.id) } },
    orderBy: { period: 'desc' },
  })
}

/** Adds a version; an earlier one is never overwritten. */
export async function addDigest(
  db: Db,
  period: string,
  data: string,
  now: Date,
  reason: string | null = null,
  scope = 'office',
): Promise<number> {
  const version = ((await latestDigest(db, period, scope))?.version ?? 0) + 1
  await db.digest.create({ data: { period, scope, version, reason, data, createdAt: now } })
  return version
}

/** The latest version of each report that was stored since an instant, oldest period first. */
export async function digestsSince(db: Db, since: Date) {
  const rows = await db.digest.findMany({
    where: { createdAt: { gte: since } },
    orderBy: [{ period: 'asc' }, { scope: 'asc' }, { version: 'desc' }],
  })
  return rows.filter((row, i) => {
    const before = rows[i - 1]
    return before?.period !== row.period || before.scope !== row.scope
  })
}

/** When the office's newest weekly report was first stored; null before the first. */
export const newestWeekAt = async (db: Db): Promise<Date | null> =>
  (
    await db.digest.findFirst({
      where: { scope: 'office', version: 1, ...NAMED.week },
      orderBy: { period: 'desc' },
      select: { createdAt: true },
    })
  )?.createdAt ?? null
