import type { Db } from '../base/database.ts'
import { idsInParts } from '../base/index-parts.ts'
import { onCase } from '../base/kysely.ts'
import { statement, tables } from '../base/statement.ts'

/** Rows read at a time: an applicant's particulars are sealed, and opening them takes longer than finding them. */
const PART = 200

const OPEN = statement<{ until: Date }>()(p =>
  tables
    .selectFrom('Case')
    .select('id')
    .where('kind', '=', 'disclosure')
    .where('owedUntil', 'is', null)
    .where('receivedAt', '<', p.until),
)

/** Disclosure applications that were owed at some time between two instants, by id. */
export async function disclosuresTouching(db: Db, from: Date, until: Date) {
  const open = await db.sql.all(OPEN, { until })
  const done = await idsInParts(
    db,
    { column: 'owedUntil', prefix: onCase('kind', '=', 'disclosure'), from },
    onCase('receivedAt', '<', until),
  )
  const ids = [...open.map(row => row.id), ...done].sort((a, b) => a - b)
  const rows: { id: number; outcome: string | null; applicant: string | null }[] = []
  for (let i = 0; i < ids.length; i += PART) {
    const part = await db.case.findMany({
      where: { id: { in: ids.slice(i, i + PART) } },
      orderBy: { id: 'asc' },
      select: { id: true, outcome: true, applicant: true },
    })
    rows.push(...part)
  }
  return rows
}
