import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import { type LockedCase, lockCase } from './cases.ts'

/** The longest chain of merges that is followed. */
const MOST = 20

/** The case at the end of a chain of merges, locked; null when there is none. */
export async function leadOf(db: Db, mergedIntoId: number | null): Promise<LockedCase | null> {
  let id = mergedIntoId
  for (let i = 0; id !== null && i < MOST; i++) {
    const row = await db.case.findUnique({ where: { id }, select: { number: true, mergedIntoId: true } })
    if (!row) return null
    if (row.mergedIntoId === null) return lockCase(db, row.number)
    id = row.mergedIntoId
  }
  return null
}

/** Numbers of the cases merged into this one whose residents have no answer yet. */
export const unansweredChildren = async (db: Db, id: number): Promise<string[]> =>
  (await db.sql.all(UNANSWERED, { id })).map(child => child.number)

const UNANSWERED = statement<{ id: number }>()(p =>
  tables
    .selectFrom('Case')
    .select('number')
    .where('mergedIntoId', '=', p.id)
    .where('status', '=', 'merged')
    .where('answeredAt', 'is', null)
    .orderBy('id'),
)

/** Numbers of all cases merged into this one, by the index on mergedIntoId. */
export const numbersMergedInto = async (db: Db, id: number): Promise<string[]> =>
  (
    await db.case.findMany({
      where: { mergedIntoId: id },
      select: { number: true },
      orderBy: { id: 'asc' },
    })
  ).map(child => child.number)
