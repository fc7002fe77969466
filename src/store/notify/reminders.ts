import type { ReminderKind } from '../../domain/notify/reminders.ts'
import type { Db } from '../base/database.ts'
import { type Stored, statement, tables } from '../base/statement.ts'

export interface NewReminder {
  officerId: number
  kind: ReminderKind
  caseId: number | null
  dedupeKey: string
  detail: string | null
  at: Date
  pushAt: Date | null
}

/** Stores a reminder; an existing one stays as it is. */
export async function addReminder(db: Db, reminder: NewReminder): Promise<void> {
  await db.sql.run(ADD, db.sql.sealRow('Reminder', reminder))
}

const ADD = statement<Stored<'Reminder', NewReminder>>()(p =>
  tables
    .insertInto('Reminder')
    .values({
      officerId: p.officerId,
      kind: p.kind,
      caseId: p.caseId,
      dedupeKey: p.dedupeKey,
      detail: p.detail,
      at: p.at,
      pushAt: p.pushAt,
    })
    .onConflict(at => at.column('dedupeKey').doNothing()),
)

/** A reminder with the fields of its case that a notification may contain. */
export interface ReminderRow {
  id: number
  kind: string
  detail: string | null
  at: Date
  seenAt: Date | null
  case: {
    number: string
    kind: string
    areaId: string | null
    title: string
    status: string
    urgent: boolean
    replyDueOn: string
    deadlines: string
    departmentId: string | null
    officerId: number | null
    firstTakerId: number | null
  } | null
}

const SHOWN = {
  id: true,
  kind: true,
  detail: true,
  at: true,
  seenAt: true,
  case: {
    select: {
      number: true,
      kind: true,
      areaId: true,
      title: true,
      status: true,
      urgent: true,
      replyDueOn: true,
      deadlines: true,
      departmentId: true,
      officerId: true,
      firstTakerId: true,
    },
  },
} as const

/** Latest first, below an id. */
export const remindersFor = (
  db: Db,
  officerId: number,
  take: number,
  below?: number,
): Promise<ReminderRow[]> =>
  db.reminder.findMany({
    where: { officerId, ...(below !== undefined && { id: { lt: below } }) },
    orderBy: { id: 'desc' },
    take,
    select: SHOWN,
  })

export const countUnseen = (db: Db, officerId: number): Promise<number> =>
  db.reminder.count({ where: { officerId, seenAt: null } })

/**
 * The id of a case of which an officer has not seen a reminder; null when there is none. By the index on the case's
 * unseen reminders.
 */
export async function caseWithUnseen(db: Db, officerId: number, number: string): Promise<number | null> {
  const row = await db.case.findUnique({ where: { number }, select: { id: true } })
  if (!row) return null
  const unseen = await db.reminder.findFirst({
    where: { officerId, caseId: row.id, seenAt: null },
    select: { id: true },
  })
  return unseen && row.id
}

/** Marks an officer's unseen reminders as seen, so that they are not sent any more. Returns how many. */
export async function markSeen(
  db: Db,
  which: { officerId: number; caseId?: number; upTo?: number },
  now: Date,
): Promise<number> {
  const { count } = await db.reminder.updateMany({
    where: {
      officerId: which.officerId,
      seenAt: null,
      ...(which.caseId !== undefined && { caseId: which.caseId }),
      ...(which.upTo !== undefined && { id: { lte: which.upTo } }),
    },
    data: { seenAt: now, pushAt: null },
  })
  return count
}

/** Settles reminders of these kinds: they count as seen. */
export const settle = (db: Db, caseId: number, kinds: readonly ReminderKind[], now: Date) =>
  db.sql.run(SETTLE, { caseId, kinds, now })

const SETTLE = statement<{ caseId: number; kinds: readonly ReminderKind[]; now: Date }>()(p =>
  tables
    .updateTable('Reminder')
    .set({ seenAt: p.now, pushAt: null })
    .where('caseId', '=', p.caseId)
    .where('seenAt', 'is', null)
    .where('kind', 'in', p.kinds),
)

/** Deletes the reminders of an event that are not sent yet. */
export const withdrawReminders = (db: Db, caseId: number, prefix: string) =>
  db.reminder.deleteMany({ where: { caseId, pushedAt: null, dedupeKey: { startsWith: prefix } } })

/** Officers with reminders to send, by id, above one. */
export async function officersWithDue(db: Db, now: Date, after: number, take: number): Promise<number[]> {
  return (await db.sql.all(WITH_DUE, { now, after, take })).map(row => row.officerId)
}

const WITH_DUE = statement<{ now: Date; after: number; take: number }>()(p =>
  tables
    .selectFrom('Reminder')
    .select('officerId')
    .where('pushAt', '<=', p.now)
    .where('officerId', '>', p.after)
    .groupBy('officerId')
    .orderBy('officerId')
    .limit(p.take),
)

/** Postpones sending to an officer. */
export const putOffPushing = (db: Db, officerId: number, now: Date, until: Date) =>
  db.reminder.updateMany({ where: { officerId, pushAt: { lte: now } }, data: { pushAt: until } })

export const dueReminders = (db: Db, officerId: number, now: Date): Promise<ReminderRow[]> =>
  db.reminder.findMany({
    where: { officerId, pushAt: { lte: now } },
    orderBy: { id: 'asc' },
    take: 500,
    select: SHOWN,
  })

/** Messages sent since an instant, oldest first; several reminders with one key were a summary. */
export async function pushedSince(
  db: Db,
  officerId: number,
  since: Date,
): Promise<{ at: Date; summary: boolean }[]> {
  const rows = await db.reminder.findMany({
    where: { officerId, pushedAt: { gt: since } },
    orderBy: { pushedAt: 'asc' },
    distinct: ['pushKey'],
    select: { pushedAt: true, pushKey: true },
  })
  return rows.map(r => ({ at: r.pushedAt!, summary: r.pushKey!.includes('+') }))
}

export const setPushed = (db: Db, ids: readonly number[], pushKey: string, now: Date) =>
  db.reminder.updateMany({ where: { id: { in: [...ids] } }, data: { pushAt: null, pushedAt: now, pushKey } })

/** Excludes reminders from being sent singly; the daily list includes them while they are new. */
export const stopPushing = (db: Db, ids: readonly number[]) =>
  db.reminder.updateMany({ where: { id: { in: [...ids] } }, data: { pushAt: null } })

export const waitWithPushing = (db: Db, ids: readonly number[], until: Date) =>
  db.reminder.updateMany({ where: { id: { in: [...ids] } }, data: { pushAt: until } })

/** No reminder waits longer than a few minutes; one due later than this was written before the clock was set back. */
const LATEST_MS = 60 * 60_000

/** Makes reminders due now whose time is far in the future because the clock was set back. */
export const bringBackReminders = (db: Db, now: Date) =>
  db.reminder.updateMany({
    where: { pushAt: { gt: new Date(now.getTime() + LATEST_MS) } },
    data: { pushAt: now },
  })

/** Reminders that were neither seen nor sent nor listed. */
export const remindersToList = (db: Db, officerId: number): Promise<ReminderRow[]> =>
  db.reminder.findMany({
    where: { officerId, seenAt: null, pushedAt: null, listedOn: null },
    orderBy: { id: 'asc' },
    take: 500,
    select: SHOWN,
  })

export const setListed = (db: Db, ids: readonly number[], listedOn: string) =>
  db.reminder.updateMany({ where: { id: { in: [...ids] } }, data: { listedOn, pushAt: null } })
