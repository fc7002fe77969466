import type { Db } from '../../base/database.ts'
import { statement, tables } from '../../base/statement.ts'

/** The leaves of the ledger. They are only ever added. */

interface PlacedEntry {
  position: number
  caseId: number | null
  line: string
}

const ADD = statement<PlacedEntry>()(p =>
  tables.insertInto('LedgerEntry').values({ position: p.position, caseId: p.caseId, line: p.line }),
)

export async function addEntries(db: Db, entries: readonly PlacedEntry[]): Promise<void> {
  for (const entry of entries) await db.sql.run(ADD, entry)
}

const BETWEEN = statement<{ from: number; before: number }>()(p =>
  tables
    .selectFrom('LedgerEntry')
    .select('line')
    .where('position', '>=', p.from)
    .where('position', '<', p.before)
    .orderBy('position'),
)

/** The lines at positions from one to before another, in order. */
export const linesBetween = async (db: Db, from: number, before: number): Promise<string[]> =>
  from >= before ? [] : (await db.sql.all(BETWEEN, { from, before })).map(row => row.line)

/** The entries of a case before a position, in order. */
export const entriesOfCase = (db: Db, caseId: number, before: number) =>
  db.ledgerEntry.findMany({
    where: { caseId, position: { lt: before } },
    orderBy: { position: 'asc' },
    select: { position: true, line: true },
  })
