import { Refusal } from '../../domain/base/errors.ts'
import type { ChannelName } from '../../domain/base/message.ts'
import {
  type Case,
  type CaseEvent,
  type CaseReply,
  type Deadlines,
  OPEN,
  type Status,
} from '../../domain/cases/case.ts'
import { clockColumns } from '../../domain/cases/clock.ts'
import { type ResidentAct, statusesFor, whyResidentCannot } from '../../domain/cases/resident-acts.ts'
import type { Kind } from '../../domain/office/kinds.ts'
import type { Db } from '../base/database.ts'
import { Prisma, type Case as Row } from '../generated/sqlite/client.ts'
import { markForCounting } from './count-due.ts'

/** A case with the related rows that moves need. */
const WITH = {
  mergedInto: { select: { number: true } },
  replies: {
    where: { status: { in: ['draft', 'submitted', 'returned'] } },
    orderBy: { id: 'desc' },
    take: 1,
  },
  events: { orderBy: { seq: 'desc' }, take: 1 },
} as const satisfies Prisma.CaseInclude

export type CaseRow = Prisma.CaseGetPayload<{ include: typeof WITH }>

export const findCaseByNumber = (db: Db, number: string): Promise<CaseRow | null> =>
  db.case.findUnique({ where: { number }, include: WITH })

/**
 * A person's cases (by all their ids, store/talk/pseudonyms) on which one of these acts is possible (all of them for
 * null), the latest first. resident-acts.ts decides; the statuses only keep the query small.
 */
export async function casesFor(
  db: Db,
  ids: readonly number[],
  acts: readonly ResidentAct[] | null,
  take: number,
  since?: Date,
): Promise<{ number: string; title: string }[]> {
  const rows = await db.case.findMany({
    where: {
      contactId: { in: [...ids] },
      ...(acts && { status: { in: [...new Set(acts.flatMap(statusesFor))] } }),
      ...(since && { receivedAt: { gte: since } }),
    },
    orderBy: { id: 'desc' },
    // Not every case with such a status qualifies (a merged case may be answered or not).
    take: acts ? 3 * take : take,
    select: { number: true, title: true, status: true, firstReplyAt: true, rating: true },
  })
  return rows
    .filter(
      row =>
        acts === null ||
        acts.some(act => whyResidentCannot({ ...row, status: row.status as Status }, act) === undefined),
    )
    .slice(0, take)
}

declare const held: unique symbol
/** A row locked by this transaction: nobody else changes it, or adds to the case's record, until it ends. */
type Held = { readonly [held]: true }
export type LockedCase = CaseRow & Held

/**
 * Locks a case that will be changed. Writers of one case run one after the other, and each decides on what the
 * previous one stored, so `move()` refuses, or `stale` is found, before a unique key can be violated. Where several
 * cases are locked in different orders, PostgreSQL aborts one of the transactions and it is retried.
 */
export async function lockCase(db: Db, number: string): Promise<LockedCase | null> {
  // Setting a column to itself locks the row on both databases.
  const { count } = await db.case.updateMany({ where: { number }, data: { version: { increment: 0 } } })
  return count === 0 ? null : ((await findCaseByNumber(db, number)) as LockedCase)
}

export const versionNow = async (db: Db, number: string): Promise<number | undefined> =>
  (await db.case.findUnique({ where: { number }, select: { version: true } }))?.version

export const lockCaseById = async (db: Db, id: number): Promise<LockedCase> =>
  (await lockCase(db, (await db.case.findUniqueOrThrow({ where: { id }, select: { number: true } })).number))!

/** Columns of a new case that the domain does not know. */
export interface NewCase {
  contactId: number | null
  nameSealed: string | null
  phoneSealed: string | null
  place: string | null
  location: { latitude: number; longitude: number } | null
  facts: Record<string, unknown> | null
  submissionKey: string | null
  nextMarkAt: Date | null
  nextMark: string | null
}

/** Nobody else can see a new case, so it counts as locked. */
export const createCase = async (
  db: Db,
  c: Case,
  { location, facts, ...rest }: NewCase,
): Promise<Row & Held> =>
  (await db.case.create({
    data: {
      ...columnsOf(c),
      ...rest,
      number: c.number,
      kind: c.kind,
      channel: c.channel,
      anonymous: c.anonymous,
      title: c.title,
      text: c.text,
      areaId: c.areaId,
      categoryId: c.categoryId,
      urgent: c.urgent,
      receivedAt: c.receivedAt,
      updatedAt: c.receivedAt,
      location: location && JSON.stringify(location),
      facts: facts && JSON.stringify(facts),
    },
  })) as Row & Held

/** Converts a row to the domain's case. */
export function toCase(row: CaseRow): Case {
  const pending = row.replies[0]
  const last = row.events[0] && toEvent(row.events[0])
  const deadlines = JSON.parse(row.deadlines) as Deadlines
  return {
    number: row.number,
    kind: row.kind as Kind,
    status: row.status as Status,
    channel: row.channel as ChannelName,
    anonymous: row.anonymous,
    title: row.title,
    text: row.text,
    areaId: row.areaId,
    categoryId: row.categoryId,
    departmentId: row.departmentId,
    officerId: row.officerId,
    firstTakerId: row.firstTakerId,
    urgent: row.urgent,
    receivedAt: row.receivedAt,
    heldAt: row.heldAt,
    deadlines,
    acceptedAt: row.acceptedAt,
    firstReplyAt: row.firstReplyAt,
    answeredAt: row.answeredAt,
    concludedAt: row.concludedAt,
    closedAt: row.closedAt,
    reopenedAt: row.reopenedAt,
    rating: row.rating,
    supervisedAt: row.supervisedAt,
    outcome: row.outcome,
    supervisionDueOn: row.supervisionDueOn,
    extensionAskedAt: row.extensionAskedAt,
    objectedAt: row.objectedAt,
    objectionReason: row.objectionReason,
    mergedInto: row.mergedInto?.number ?? null,
    // Of the current clock: a reopened case has a new one.
    extensions: deadlines.reply.extensions?.length ?? 0,
    pending: pending
      ? {
          id: pending.id,
          text: pending.text,
          status: pending.status as CaseReply['status'],
          purpose: pending.purpose as CaseReply['purpose'],
          draftedById: pending.draftedById,
          version: pending.version,
        }
      : null,
    ...(last && {
      last: { seq: last.seq, type: last.type, at: last.at, byId: last.by.id ?? null, data: last.data },
    }),
    version: row.version,
  }
}

/** The location of a case on the map. */
export const locationOf = (
  row: Pick<Row, 'location' | 'latitude' | 'longitude'>,
): { latitude: number; longitude: number } | null =>
  row.location !== null
    ? (JSON.parse(row.location) as { latitude: number; longitude: number })
    : row.latitude !== null && row.longitude !== null
      ? { latitude: row.latitude, longitude: row.longitude }
      : null

/** The columns that mirror a case: what lists sort and filter by. */
const columnsOf = (c: Case) => ({
  status: c.status,
  departmentId: c.departmentId,
  officerId: c.officerId,
  firstTakerId: c.firstTakerId,
  heldAt: c.heldAt ?? null,
  acceptDueOn: c.deadlines.accept.dueOn,
  acceptDueAt: new Date(c.deadlines.accept.dueAt),
  replyDueOn: c.deadlines.reply.dueOn,
  replyDueAt: new Date(c.deadlines.reply.dueAt),
  nextDueAt: new Date(c.status === 'received' ? c.deadlines.accept.dueAt : c.deadlines.reply.dueAt),
  ...clockColumns(c),
  originalDueOn: c.deadlines.reply.originalDueOn,
  deadlines: JSON.stringify(c.deadlines),
  acceptedAt: c.acceptedAt,
  firstReplyAt: c.firstReplyAt,
  answeredAt: c.answeredAt,
  concludedAt: c.concludedAt,
  closedAt: c.closedAt,
  reopenedAt: c.reopenedAt,
  rating: c.rating,
  supervisedAt: c.supervisedAt,
  supervisionDueOn: c.supervisionDueOn,
  extensionAskedAt: c.extensionAskedAt,
  objectedAt: c.objectedAt,
  objectionReason: c.objectionReason,
})

/** Columns that moves write besides those that mirror a case. */
export interface MoreColumns {
  mergedIntoId?: number | null
  declineReason?: string
  declineRedirect?: string
  outcome?: string
  applicant?: string
  ratingText?: string
  openness?: string
  publishedAt?: Date | null
  nextMarkAt?: Date | null
  nextMark?: string | null
}

/**
 * Writes the next state of a case.
 * @throws Refusal `stale` when somebody else changed it since it was read.
 */
export async function saveCase(
  db: Db,
  row: Pick<Row, 'id' | 'version'> & Held,
  next: Case,
  now: Date,
  more: MoreColumns = {},
): Promise<void> {
  const { count } = await db.case.updateMany({
    where: { id: row.id, version: row.version },
    data: { ...columnsOf(next), ...more, version: next.version, updatedAt: now },
  })
  if (count === 0) throw new Refusal('stale', '这件刚刚被别人办理过，请看过最新情况再操作。')
}

/** Converts an event of a case to its row. */
export const eventRow = (caseId: number, event: Pick<CaseEvent, 'seq' | 'type' | 'at' | 'by' | 'data'>) => ({
  caseId,
  seq: event.seq,
  type: event.type,
  at: event.at,
  byKind: event.by.kind,
  byId: event.by.id ?? null,
  byName: event.by.name ?? null,
  data: JSON.stringify(event.data),
})

/** Appends to the record of a case. @returns the number of the first. */
export async function appendEvents(
  db: Db,
  { id: caseId }: Pick<Row, 'id'> & Held,
  events: readonly Pick<CaseEvent, 'type' | 'at' | 'by' | 'data'>[],
): Promise<number> {
  if (events.length === 0) return 0
  const last = await db.caseEvent.findFirst({
    where: { caseId },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  await markForCounting(db, caseId, last?.seq ?? 0)
  await db.caseEvent.createMany({
    data: events.map((event, i) => eventRow(caseId, { ...event, seq: (last?.seq ?? 0) + 1 + i })),
  })
  return (last?.seq ?? 0) + 1
}

export const toEvent = (row: {
  seq: number
  type: string
  at: Date
  byKind: string
  byId: number | null
  byName: string | null
  data: string | null
}): CaseEvent => ({
  seq: row.seq,
  type: row.type as CaseEvent['type'],
  at: row.at,
  by: {
    kind: row.byKind as CaseEvent['by']['kind'],
    ...(row.byId !== null && { id: row.byId }),
    ...(row.byName !== null && { name: row.byName }),
  },
  data: row.data ? (JSON.parse(row.data) as Record<string, unknown>) : {},
})

export const eventsOf = async (db: Db, caseId: number): Promise<CaseEvent[]> =>
  (await db.caseEvent.findMany({ where: { caseId }, orderBy: { seq: 'asc' } })).map(toEvent)

/** The next value of a counter, locked until the transaction ends. */
export async function nextCounter(db: Db, name: string): Promise<number> {
  const row = await db.counter.upsert({
    where: { name },
    create: { name, value: 1 },
    update: { value: { increment: 1 } },
  })
  return row.value
}

/** Whether there is any case at all. */
export const anyCase = async (db: Db): Promise<boolean> =>
  (await db.case.findFirst({ select: { id: true } })) !== null

/**
 * When the first case was received, from which on the office has figures; null without any case. By the primary key.
 */
export const firstReceipt = async (db: Db): Promise<Date | null> =>
  (await db.case.findFirst({ orderBy: { id: 'asc' }, select: { receivedAt: true } }))?.receivedAt ?? null

/** How many cases these contacts have (a person's own ids), by contact. */
export const countCasesOf = (db: Db, contactIds: readonly number[]): Promise<number> =>
  db.case.count({ where: { contactId: { in: [...contactIds] } } })

/** The latest cases of these contacts since an instant: enough of them to count up to a limit. */
export const openedLately = (db: Db, contactIds: readonly number[], since: Date) =>
  db.case.findMany({
    where: { contactId: { in: [...contactIds] }, receivedAt: { gt: since } },
    orderBy: { id: 'desc' },
    take: 50,
    select: { urgent: true },
  })

/** The fields needed before a bulk move. */
export const casesByNumbers = (db: Db, numbers: readonly string[]) =>
  db.case.findMany({
    where: { number: { in: [...numbers] } },
    select: { number: true, title: true, departmentId: true, officerId: true, firstTakerId: true },
  })

/** The deadlines of open cases with a larger id than this, in the order of their ids. */
export const openDeadlines = (db: Db, afterId: number, take: number) =>
  db.case.findMany({
    where: { status: { in: [...OPEN] }, id: { gt: afterId } },
    orderBy: { id: 'asc' },
    take,
    select: { id: true, number: true, deadlines: true },
  })

/** The case opened by this submission. */
export const caseOfSubmission = (db: Db, submissionKey: string) =>
  db.case.findUnique({ where: { submissionKey }, select: { number: true } })

/** Protects a case from erasure from this moment on; null ends the hold. */
export const setHold = (db: Db, id: number, legalHoldAt: Date | null) =>
  db.case.update({ where: { id }, data: { legalHoldAt } })

/** The last event of a case. */
export async function lastEvent(db: Db, caseId: number): Promise<CaseEvent | null> {
  const row = await db.caseEvent.findFirst({ where: { caseId }, orderBy: { seq: 'desc' } })
  return row && toEvent(row)
}

/** The number of a case, and whether it is anonymous. */
export const caseNumberOf = (db: Db, id: number) =>
  db.case.findUniqueOrThrow({ where: { id }, select: { number: true, anonymous: true } })

/** Replaces the sealed phone number or name on a case. */
export const setContactOf = (db: Db, id: number, data: { phoneSealed: string } | { nameSealed: string }) =>
  db.case.update({ where: { id }, data })

/** Numbers of cases, in the order of their ids. */
export const numbersOf = async (db: Db, ids: readonly number[]): Promise<string[]> =>
  (
    await db.case.findMany({
      where: { id: { in: [...ids] } },
      orderBy: { id: 'asc' },
      select: { number: true },
    })
  ).map(row => row.number)

/**
 * The last of each of these events of these cases. The type is compared as an expression: SQLite without statistics
 * would look up every event of that type instead.
 */
export async function lastEventsOf(
  db: Db,
  ids: readonly number[],
  types: readonly string[],
): Promise<Map<number, Map<string, Record<string, unknown>>>> {
  const last = new Map<number, Map<string, Record<string, unknown>>>()
  if (ids.length === 0) return last
  const rows: { caseId: number | bigint; type: string; data: string | null }[] =
    await db.$queryRaw`SELECT "caseId", "type", "data" FROM "CaseEvent"
    WHERE "caseId" IN (${Prisma.join([...ids])}) AND "type" || '' IN (${Prisma.join([...types])})
    ORDER BY "caseId", "seq"`
  for (const { caseId, type, data } of rows) {
    const mine = last.get(Number(caseId)) ?? new Map<string, Record<string, unknown>>()
    mine.set(type, data ? (JSON.parse(data) as Record<string, unknown>) : {})
    last.set(Number(caseId), mine)
  }
  return last
}
