import { OPEN } from '../../domain/cases/case.ts'
import type { Db } from '../base/database.ts'

/**
 * The waiting messages and open cases of a resident who leaves (unfollows, or asks to be erased). A person has few of
 * them, so all are read at once.
 */

/** A message that can no longer be delivered. */
export interface UndeliverableMessage {
  caseId: number | null
  replyId: number | null
}

/** Marks a person's waiting messages (by all their ids) as undeliverable. @returns those messages */
export async function failWaitingMessages(db: Db, ids: readonly number[]): Promise<UndeliverableMessage[]> {
  const waiting = { contactId: { in: [...ids] }, status: { in: ['queued', 'held'] } }
  const lost = await db.outbox.findMany({ where: waiting, select: { caseId: true, replyId: true } })
  await db.outbox.updateMany({
    where: waiting,
    data: {
      status: 'undeliverable',
      errorCode: 'unfollowed',
      error: '对方已取消关注，无法送达。',
      nextAt: null,
    },
  })
  return lost
}

/** A person's cases on which an answer is owed or could not be delivered, in the order of ids. */
export const casesLosingResident = (
  db: Db,
  ids: readonly number[],
  lost: readonly UndeliverableMessage[],
): Promise<{ id: number; number: string }[]> =>
  db.case.findMany({
    where: {
      contactId: { in: [...ids] },
      OR: [
        { status: { in: [...OPEN] } },
        { status: 'merged', answeredAt: null },
        { id: { in: lost.flatMap(row => row.caseId ?? []) } },
      ],
    },
    select: { id: true, number: true },
    orderBy: { id: 'asc' },
  })
