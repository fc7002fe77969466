import type { Db } from '../base/database.ts'
import { idsInParts } from '../base/index-parts.ts'
import { onCase, rowsOf, sqlFor } from '../base/kysely.ts'

/** Rows read at a time: an applicant's particulars are sealed, and opening them takes longer than finding them. */
const PART = 200

/** Disclosure applications that were owed at some time between two instants, by id. */
export async function disclosuresTouching(db: Db, from: Date, until: Date) {
  const received = onCase('receivedAt', '<', until)
  const kind = onCase('kind', '=', 'disclosure')
  const open = await rowsOf(
    db,
    sqlFor.selectFrom('Case').select('id').where(kind).where('owedUntil', 'is', null).where(received),
  )
  const done = await idsInParts(db, { column: 'owedUntil', prefix: kind, from }, received)
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
