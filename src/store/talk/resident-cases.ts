import type { Status } from '../../domain/cases/case.ts'
import type { ResidentAct } from '../../domain/cases/resident-acts.ts'
import type { Db } from '../base/database.ts'
import { casesFor } from '../cases/cases.ts'

/** What a resident's dialogue asks of cases. Ids are all of one person's: their own and their pseudonyms'. */

export const isAnonymous = async (db: Db, number: string): Promise<boolean> =>
  (await db.case.findUnique({ where: { number }, select: { anonymous: true } }))?.anonymous === true

/** The words of the answer that stands: the last one approved. */
export const approvedReplyText = async (db: Db, caseId: number): Promise<string | undefined> =>
  (
    await db.reply.findFirst({
      where: { caseId, status: 'approved' },
      orderBy: { id: 'desc' },
      select: { text: true },
    })
  )?.text

/** The first of several choices of acts that any case of this person allows, with those cases; the latest first. */
export async function firstCasesFor(
  db: Db,
  ids: readonly number[],
  choices: readonly (readonly ResidentAct[] | null)[],
  take: number,
): Promise<{ number: string; title: string }[]> {
  for (const acts of choices) {
    const found = await casesFor(db, ids, acts, take)
    if (found.length > 0) return found
  }
  return []
}

/** How many cases of a person stand where, and which one waits for a rating. */
export interface Standing {
  statuses: { status: Status; count: number }[]
  /** Of those merged: whose resident has no answer yet. */
  mergedWaiting: number
  /** The latest that has its answer and no rating. */
  unrated: string | undefined
}

export async function standingOf(db: Db, ids: readonly number[]): Promise<Standing> {
  const mine = { contactId: { in: [...ids] } }
  const unrated = await db.case.findFirst({
    where: {
      ...mine,
      rating: null,
      OR: [{ status: { in: ['answered', 'declined'] } }, { status: 'merged', answeredAt: { not: null } }],
    },
    orderBy: { id: 'desc' },
    select: { number: true },
  })
  const rows = await db.case.groupBy({ by: ['status'], where: mine, _count: true })
  const mergedWaiting = rows.some(row => row.status === 'merged')
    ? await db.case.count({ where: { ...mine, status: 'merged', firstReplyAt: null } })
    : 0
  return {
    statuses: rows.map(row => ({ status: row.status as Status, count: row._count })),
    mergedWaiting,
    unrated: unrated?.number,
  }
}
