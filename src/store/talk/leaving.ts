import { OPEN } from '../../domain/cases/case.ts'
import type { Db } from '../base/database.ts'

/** What a resident who leaves (unfollows, or asks to be forgotten) leaves behind. A person has few messages and cases: all are read. */

/** A message that nobody can be sent any more. */
export interface LostMessage {
  caseId: number | null
  replyId: number | null
}

/** Gives up what waits for a person (all their ids), by contact and status. @returns what it was */
export async function giveUpWaiting(db: Db, ids: readonly number[]): Promise<LostMessage[]> {
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

/** Cases of a person on which an answer is owed, or was lost just now, by contact; in the order of their ids. */
export const casesLosingResident = (
  db: Db,
  ids: readonly number[],
  lost: readonly LostMessage[],
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
