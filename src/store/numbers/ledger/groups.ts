import type { CivilDate } from '../../../domain/base/civil-date.ts'
import type { GroupCount } from '../../../domain/numbers/ledger/naming.ts'
import type { Db } from '../../base/database.ts'
import { rowsOf, sqlFor } from '../../base/kysely.ts'

/** How many cases received in a span share each combination of groups, without the anonymous ones. */
export const groupCounts = (db: Db, from: Date, until: Date): Promise<GroupCount[]> =>
  rowsOf(
    db,
    sqlFor
      .selectFrom('Case')
      .select(['kind', 'channel', 'categoryId', 'areaId', 'departmentId'])
      .select(({ fn }) => fn.countAll<number>().as('cases'))
      .where('receivedAt', '>=', from)
      .where('receivedAt', '<', until)
      .where('anonymous', '=', false)
      .groupBy(['kind', 'channel', 'categoryId', 'areaId', 'departmentId']),
  ).then(rows => rows.map(row => ({ ...row, cases: Number(row.cases) })))

/** Of these cases, the anonymous ones. */
export const anonymousAmong = async (db: Db, ids: readonly number[]): Promise<Set<number>> =>
  new Set(
    (await db.case.findMany({ where: { id: { in: [...ids] }, anonymous: true }, select: { id: true } })).map(
      row => row.id,
    ),
  )

/** Cases that are owed after a day or due later, or to which something has happened since. @param end of that day */
export const casesBeyond = async (db: Db, day: CivilDate, end: Date): Promise<number[]> =>
  (
    await db.case.findMany({
      where: {
        OR: [
          { owedUntil: null },
          { owedUntil: { gt: end } },
          { originalDueOn: { gt: day } },
          { replyDueOn: { gt: day } },
          { updatedAt: { gte: end } },
        ],
      },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
  ).map(row => row.id)
