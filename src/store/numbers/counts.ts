import type { CaseEvent } from '../../domain/cases/case.ts'
import { addUp, type DimensionCell, dimensionCells, negated } from '../../domain/numbers/counts.ts'
import { type CaseFacts, type CaseRecord, DATA_READ, factsOf } from '../../domain/numbers/facts.ts'
import type { Database, Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import { toEvent } from '../cases/record.ts'
import { lockVersions, setCounted } from './count-versions.ts'
import { addCells } from './day-counts.ts'

/**
 * Keeps the table of counts by day, in two steps: a case that gets an event is marked in the same transaction
 * (so that no event can be missed), and `countChanges` adds the marked cases. So writers never wait for rows that
 * everybody changes, and a reader who calls `countChanges` first sees everything that is committed.
 */

const BATCH = 100

type CaseRow = Omit<CaseRecord, 'events' | 'departmentId'> & { id: number }

const CASES = statement<{ ids: readonly number[] }>()(p =>
  tables
    .selectFrom('Case')
    .select(['id', 'number', 'kind', 'areaId', 'categoryId', 'channel'])
    .where('id', 'in', p.ids)
    .orderBy('id')
    .$castTo<CaseRow>(),
)

/**
 * No condition on the type of an event: SQLite without statistics would look up every event of that type instead. Data
 * that the numbers do not use stay in the database: opening them took half of the time.
 */
const EVENTS = statement<{ ids: readonly number[]; upToSeq: number }>()(p =>
  tables
    .selectFrom('CaseEvent')
    .select(['caseId', 'seq', 'type', 'at', 'byKind', 'byId', 'byName'])
    .select(({ case: when, ref }) =>
      when()
        .when('type', 'in', [...DATA_READ])
        .then(ref('data'))
        .end()
        .as('data'),
    )
    .where('caseId', 'in', p.ids)
    .where('seq', '<=', p.upToSeq)
    .orderBy('caseId')
    .orderBy('seq'),
)

const MOST_EVENTS = 2_147_483_647

/**
 * The records of these cases, in the order of their ids. Through Prisma's own reading of relations a month's report took
 * five times as long.
 */
export async function recordsOf(
  db: Db,
  ids: readonly number[],
  upToSeq = MOST_EVENTS,
): Promise<(CaseRecord & { id: number })[]> {
  if (ids.length === 0) return []
  const cases = await db.sql.all(CASES, { ids })
  const events = new Map<number, CaseEvent[]>()
  for (const row of await db.sql.all(EVENTS, { ids, upToSeq })) {
    const event = toEvent(db.sql.openRow('CaseEvent', row))
    const mine = events.get(row.caseId)
    if (mine) mine.push(event)
    else events.set(row.caseId, [event])
  }
  // SQLite answers at once, so a loop over such calls would block the event loop until it ends.
  await new Promise(resolve => setImmediate(resolve))
  return cases.map(row => ({ ...row, events: events.get(row.id) ?? [] }))
}

export interface ReadCase {
  record: CaseRecord & { id: number }
  facts: CaseFacts
}

/**
 * The facts of these cases. A case whose events cannot be read is taken as the table of counts has it, up to the last
 * counted event, or left out when none was counted, so that lists and sums agree with the counts.
 */
export async function factsOfCases(db: Db, ids: readonly number[]): Promise<ReadCase[]> {
  const read = async (these: readonly number[], upToSeq?: number): Promise<ReadCase[]> =>
    (await recordsOf(db, these, upToSeq)).map(record => ({ record, facts: factsOf(record) }))
  try {
    return await read(ids)
  } catch {
    const all: ReadCase[] = []
    for (const id of ids) {
      try {
        all.push(...(await read([id])))
      } catch {
        const due = await db.countDue.findUnique({ where: { caseId: id } })
        if (due && due.seq > 0) all.push(...(await read([id], due.seq).catch(() => [])))
      }
    }
    return all
  }
}

function* cellsUpTo(record: CaseRecord, seq: number): Generator<DimensionCell> {
  const events = record.events.filter(e => e.seq <= seq)
  if (events.length > 0) yield* dimensionCells(factsOf({ ...record, events }))
}

/** A case that could not be counted is tried again after this, by elapsed time. */
const AGAIN_MS = 10 * 60_000

/** When to try a failed case again. Known to this process only, so a restart tries everything. */
const putOff = new WeakMap<Database, Map<number, number>>()

export interface Counted {
  counted: number
  /** Cases that could not be counted now. */
  failed: { caseId: number; error: unknown }[]
  /** How many cases the counts leave out: these, and those that failed lately. */
  leftOut: number
}

/**
 * Adds the marked cases. A case that cannot be counted keeps its mark and its earlier counts, and the others are
 * counted all the same. Use cases call `countAll`, which notifies the administrators.
 */
export async function countChanges(database: Database): Promise<Counted> {
  const result: Counted = { counted: 0, failed: [], leftOut: 0 }
  const later = putOff.get(database) ?? new Map<number, number>()
  putOff.set(database, later)
  const waits = (caseId: number) => (later.get(caseId) ?? 0) > performance.now()
  for (let after = 0; ; ) {
    const due = await database.read.countDue.findMany({
      where: { caseId: { gt: after } },
      orderBy: { caseId: 'asc' },
      take: BATCH,
      select: { caseId: true },
    })
    if (due.length === 0) break
    const last = due.at(-1)!.caseId
    const now = due.filter(d => !waits(d.caseId))
    result.leftOut += due.length - now.length
    try {
      // The ids between are counted in one go only when none of them waits.
      if (now.length < due.length) throw new Error('one by one')
      result.counted += await database.inTransaction(tx => countMarked(tx, after, last))
    } catch {
      for (const { caseId } of now) {
        try {
          result.counted += await database.inTransaction(tx => countMarked(tx, caseId - 1, caseId))
          later.delete(caseId)
        } catch (error) {
          result.failed.push({ caseId, error })
          result.leftOut++
          later.set(caseId, performance.now() + AGAIN_MS)
        }
      }
    }
    after = last
  }
  return result
}

const TAKE_MARKS = statement<{ above: number; upTo: number }>()(p =>
  tables
    .deleteFrom('CountDue')
    .where('caseId', '>', p.above)
    .where('caseId', '<=', p.upTo)
    .returning(['caseId', 'seq']),
)

/** Counts the marked cases with ids above one and up to another. */
async function countMarked(tx: Db, above: number, upTo: number): Promise<number> {
  const { shown, counting } = await lockVersions(tx)
  // Taking the marks first waits for writers that hold them, so that their events are seen here or stay marked.
  const due = await tx.sql.all(TAKE_MARKS, { above, upTo })
  const records = await recordsOf(
    tx,
    due.map(d => d.caseId),
  )
  const seqs = new Map(due.map(d => [d.caseId, d.seq]))
  const changesOf = (records: readonly (CaseRecord & { id: number })[]) =>
    addUp(
      records.flatMap(record => [
        ...[...cellsUpTo(record, seqs.get(record.id)!)].map(cell => ({ ...cell, n: negated(cell.n) })),
        ...cellsUpTo(record, Number.POSITIVE_INFINITY),
      ]),
    )
  await addCells(tx, shown, changesOf(records))
  // A next version already holds the first cases; it will read the others later.
  if (counting) await addCells(tx, counting.version, changesOf(records.filter(r => r.id <= counting.after)))
  await writeOwedUntil(tx, records)
  return due.length
}

async function writeOwedUntil(
  tx: Db,
  records: readonly (CaseRecord & { id: number })[],
  known?: ReadonlyMap<number, Date | null>,
): Promise<void> {
  for (const record of records) {
    const until = factsOf(record).rounds.at(-1)?.concludedAt ?? null
    if (known && (known.get(record.id)?.getTime() ?? null) === until) continue
    await tx.case.updateMany({
      where: { id: record.id },
      data: { owedUntil: until === null ? null : new Date(until) },
    })
  }
}

export interface CountedPart {
  /** Everything is counted, and readers see the new version. */
  done: boolean
  /** Number of cases counted in this part, and the last one's id. */
  counted: number
  after: number
}

/**
 * Counts the next cases of a version that is being counted; in one transaction, so that a killed process has counted
 * all of them or none, and several processes continue each other's work.
 * @param take at 1, a case that cannot be read is left out and keeps a mark, so that it is tried again
 */
const countNext = (database: Database, take: number): Promise<CountedPart> =>
  database.inTransaction(async tx => {
    const { counting } = await lockVersions(tx)
    if (!counting) return { done: true, counted: 0, after: 0 }
    const { version, after } = counting
    const cases = await tx.case.findMany({
      where: { id: { gt: after } },
      orderBy: { id: 'asc' },
      take,
      select: { id: true, owedUntil: true },
    })
    if (cases.length === 0) {
      await setCounted(tx, version, null)
      return { done: true, counted: 0, after }
    }
    const ids = cases.map(c => c.id)
    // The events before the marks: an event that is read was committed with its mark, so the mark is read as well.
    const read = await recordsOf(tx, ids)
    // Marked cases are counted up to where the shown version has them; both add the rest later.
    const due = await tx.countDue.findMany({ where: { caseId: { in: ids } } })
    const seqs = new Map(due.map(d => [d.caseId, d.seq]))
    const records = read.map(record => {
      const seq = seqs.get(record.id)
      return seq === undefined ? record : { ...record, events: record.events.filter(e => e.seq <= seq) }
    })
    const counted = records.filter(r => r.events.length > 0)
    await addCells(tx, version, addUp(counted.flatMap(r => [...cellsUpTo(r, Number.POSITIVE_INFINITY)])))
    await writeOwedUntil(tx, counted, new Map(cases.map(c => [c.id, c.owedUntil])))
    await setCounted(tx, version, ids.at(-1)!)
    return { done: false, counted: ids.length, after: ids.at(-1)! }
  })

/** Leaves out the next case, which cannot be read: its mark says that nothing of it is counted. */
const skipNext = (database: Database): Promise<number | null> =>
  database.inTransaction(async tx => {
    const { counting } = await lockVersions(tx)
    const next =
      counting &&
      (await tx.case.findFirst({
        where: { id: { gt: counting.after } },
        orderBy: { id: 'asc' },
        select: { id: true },
      }))
    if (!next) return null
    await tx.countDue.upsert({
      where: { caseId: next.id },
      create: { caseId: next.id, seq: 0 },
      update: { seq: 0 },
    })
    await setCounted(tx, counting.version, next.id)
    return next.id
  })

/** The next part of a version that is being counted. A case that cannot be read does not hold up the others. */
export async function countPart(database: Database): Promise<CountedPart & { leftOut: number }> {
  try {
    return { ...(await countNext(database, BATCH)), leftOut: 0 }
  } catch {
    let [counted, leftOut] = [0, 0]
    let part: CountedPart = { done: false, counted: 0, after: 0 }
    for (let i = 0; i < BATCH && !part.done; i++) {
      try {
        part = await countNext(database, 1)
        counted += part.counted
      } catch {
        const after = await skipNext(database)
        if (after !== null) part = { ...part, after }
        leftOut++
      }
    }
    return { ...part, counted, leftOut }
  }
}
