import { Refusal } from '../../domain/base/errors.ts'
import type { ChannelName } from '../../domain/base/message.ts'
import { type Case, type CaseReply, type Deadlines, OPEN, type Status } from '../../domain/cases/case.ts'
import { type ResidentAct, statusesFor, whyResidentCannot } from '../../domain/cases/resident-acts.ts'
import type { Kind } from '../../domain/office/kinds.ts'
import type { Db } from '../base/database.ts'
import {
  type Params,
  pick,
  type RowOf,
  type Statement,
  type Stored,
  statement,
  tables,
} from '../base/statement.ts'
import type { Reply, Case as Row } from '../generated/sqlite/client.ts'
import { deadlineColumns } from './deadline-columns.ts'
import { type EventRow, toEvent } from './record.ts'

/** A case with the related rows that moves need. */
export interface CaseRow extends Row {
  /** The number of the case that it was merged into. */
  leadNumber: string | null
  /** The text that an officer works on. */
  pendingReply: Pick<Reply, 'id' | 'text' | 'status' | 'purpose' | 'draftedById' | 'version'> | null
  lastEvent: EventRow | null
}

const PENDING: readonly string[] = ['draft', 'submitted', 'returned']

const viewed = tables
  .selectFrom('Case as c')
  .leftJoin('Case as lead', 'lead.id', 'c.mergedIntoId')
  .leftJoin('Reply as r', join =>
    join.on(eb =>
      eb(
        'r.id',
        '=',
        eb
          .selectFrom('Reply')
          .select(({ fn }) => fn.max('id').as('id'))
          .whereRef('caseId', '=', 'c.id')
          .where('status', 'in', PENDING),
      ),
    ),
  )
  .leftJoin('CaseEvent as e', join =>
    join.onRef('e.caseId', '=', 'c.id').on(eb =>
      eb(
        'e.seq',
        '=',
        eb
          .selectFrom('CaseEvent')
          .select(({ fn }) => fn.max('seq').as('seq'))
          .whereRef('caseId', '=', 'c.id'),
      ),
    ),
  )
  .selectAll('c')
  .select([
    'lead.number as leadNumber',
    'r.id as replyId',
    'r.text as replyText',
    'r.status as replyStatus',
    'r.purpose as replyPurpose',
    'r.draftedById as replyBy',
    'r.version as replyVersion',
    'e.seq as eventSeq',
    'e.type as eventType',
    'e.at as eventAt',
    'e.byKind as eventByKind',
    'e.byId as eventById',
    'e.byName as eventByName',
    'e.data as eventData',
  ])
const BY_NUMBER = statement<{ number: string }>()(p => viewed.where('c.number', '=', p.number))
const BY_ID = statement<{ id: number }>()(p => viewed.where('c.id', '=', p.id))

function rowOf({ sql }: Db, found: RowOf<typeof BY_NUMBER>): CaseRow {
  const {
    leadNumber,
    replyId,
    replyText,
    replyStatus,
    replyPurpose,
    replyBy,
    replyVersion,
    eventSeq,
    eventType,
    eventAt,
    eventByKind,
    eventById,
    eventByName,
    eventData,
    ...row
  } = found
  return {
    ...sql.openRow('Case', row),
    leadNumber,
    pendingReply:
      replyId === null
        ? null
        : {
            id: replyId,
            text: sql.open('Reply', 'text', replyText!),
            status: replyStatus!,
            purpose: replyPurpose!,
            draftedById: replyBy!,
            version: replyVersion!,
          },
    lastEvent:
      eventSeq === null
        ? null
        : {
            seq: eventSeq,
            type: eventType!,
            at: eventAt!,
            byKind: eventByKind!,
            byId: eventById,
            byName: eventByName,
            data: eventData && sql.open('CaseEvent', 'data', eventData),
          },
  }
}

export async function findCaseByNumber(db: Db, number: string): Promise<CaseRow | null> {
  const [row] = await db.sql.all(BY_NUMBER, { number })
  return row ? rowOf(db, row) : null
}

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
  // Not every case with such a status qualifies (a merged case may be answered or not).
  const statuses = acts && [...new Set(acts.flatMap(statusesFor))]
  const asked = { ids, since: since ?? new Date(0), take: acts ? 3 * take : take }
  const rows = statuses
    ? await db.sql.all(THEIRS_WITH_STATUS, { ...asked, statuses })
    : await db.sql.all(THEIRS, asked)
  return rows
    .filter(
      row =>
        acts === null ||
        acts.some(act => whyResidentCannot({ ...row, status: row.status as Status }, act) === undefined),
    )
    .slice(0, take)
    .map(({ number, title }) => ({ number, title: db.sql.open('Case', 'title', title) }))
}

interface Theirs {
  ids: readonly number[]
  since: Date
  take: number
}
const theirs = (p: Params<Theirs>) =>
  tables
    .selectFrom('Case')
    .select(['number', 'title', 'status', 'firstReplyAt', 'rating'])
    .where('contactId', 'in', p.ids)
    .where('receivedAt', '>=', p.since)
    .orderBy('id', 'desc')
    .limit(p.take)
const THEIRS = statement<Theirs>()(theirs)
const THEIRS_WITH_STATUS = statement<Theirs & { statuses: readonly Status[] }>()(p =>
  theirs(p).where('status', 'in', p.statuses),
)

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
  return (await db.sql.lock(LOCK_NUMBER, { number })) ? locked(await findCaseByNumber(db, number)) : null
}

export async function lockCaseById(db: Db, id: number): Promise<LockedCase> {
  await db.sql.lock(LOCK_ID, { id })
  const [row] = await db.sql.all(BY_ID, { id })
  return locked(rowOf(db, row!))
}

const LOCK_NUMBER = statement<{ number: string }>()(p =>
  tables.selectFrom('Case').select('id').where('number', '=', p.number),
)
const LOCK_ID = statement<{ id: number }>()(p =>
  tables.selectFrom('Case').select('id').where('id', '=', p.id),
)

const locked = <R extends CaseRow | null>(row: R) => row as R & Held

export const currentVersion = async (db: Db, number: string): Promise<number | undefined> =>
  (await db.case.findUnique({ where: { number }, select: { version: true } }))?.version

/** Converts a row to the domain's case. */
export function toCase(row: CaseRow): Case {
  const pending = row.pendingReply
  const last = row.lastEvent && toEvent(row.lastEvent)
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
    mergedInto: row.leadNumber,
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
export const columnsOf = (c: Case) => ({
  status: c.status,
  departmentId: c.departmentId,
  officerId: c.officerId,
  firstTakerId: c.firstTakerId,
  heldAt: c.heldAt ?? null,
  ...deadlineColumns(c),
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

interface Saved extends ReturnType<typeof columnsOf>, MoreColumns {
  version: number
  updatedAt: Date
}
type Save = Statement<Stored<'Case', Saved> & { id: number; seen: number }, unknown>

/** A statement for each choice of columns. */
const SAVES = new Map<string, Save>()
function saving(columns: readonly (keyof Saved)[]): Save {
  const name = columns.join()
  const known = SAVES.get(name)
  if (known) return known
  const made: Save = statement<Stored<'Case', Saved> & { id: number; seen: number }>()(p =>
    tables.updateTable('Case').set(pick(p, columns)).where('id', '=', p.id).where('version', '=', p.seen),
  )
  SAVES.set(name, made)
  return made
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
  const columns = { ...columnsOf(next), ...more, version: next.version, updatedAt: now }
  const { id, version: seen } = row
  const count = await db.sql.run(saving(Object.keys(columns) as (keyof typeof columns)[]), {
    ...db.sql.sealRow('Case', columns),
    id,
    seen,
  })
  if (count === 0) throw new Refusal('stale', '这件刚刚被别人办理过，请看过最新情况再操作。')
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

/** Protects a case from erasure from this moment on; null ends the hold. Not a move: docs/decisions/0089. */
export const setHold = (db: Db, { id }: LockedCase, legalHoldAt: Date | null) =>
  db.case.update({ where: { id }, data: { legalHoldAt } })

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
