import type { ReminderKind } from '../domain/reminders.ts'
import type { Db } from './database.ts'
import type { Prisma, Reminder } from './generated/sqlite/client.ts'

export type { Reminder }

export interface NewReminder {
  officerId: number
  kind: ReminderKind
  caseId: number | null
  dedupeKey: string
  detail: string | null
  at: Date
  pushAt: Date | null
}

/** Writes a reminder; one that is there already stays as it is. */
export async function addReminder(db: Db, reminder: NewReminder): Promise<void> {
  const found = await db.reminder.findUnique({
    where: { dedupeKey: reminder.dedupeKey },
    select: { id: true },
  })
  if (!found) await db.reminder.create({ data: reminder })
}

const ABOUT = {
  case: {
    select: {
      number: true,
      kind: true,
      areaId: true,
      title: true,
      status: true,
      urgent: true,
      replyDueOn: true,
    },
  },
} as const satisfies Prisma.ReminderInclude

export type ReminderRow = Prisma.ReminderGetPayload<{ include: typeof ABOUT }>

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
    include: ABOUT,
  })

export const countUnseen = (db: Db, officerId: number): Promise<number> =>
  db.reminder.count({ where: { officerId, seenAt: null } })

/** Marks as seen what an officer has not; what was seen is not sent out any more. Returns how many. */
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

/** Nobody needs to be told these any more: they count as seen. */
export const settle = (db: Db, caseId: number, kinds: readonly ReminderKind[], now: Date) =>
  db.reminder.updateMany({
    where: { caseId, seenAt: null, kind: { in: [...kinds] } },
    data: { seenAt: now, pushAt: null },
  })

/** Takes back what an event told, as far as it has not gone out. */
export const withdrawReminders = (db: Db, caseId: number, prefix: string) =>
  db.reminder.deleteMany({ where: { caseId, pushedAt: null, dedupeKey: { startsWith: prefix } } })
