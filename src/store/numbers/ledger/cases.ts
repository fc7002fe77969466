import type { Db } from '../../base/database.ts'
import { statement, tables } from '../../base/statement.ts'
import type { LedgerCase as Row } from '../../generated/sqlite/client.ts'

/** What the ledger has of a case, and what its entries may name. */
export type LedgerCase = Row

export const ledgerCases = async (db: Db, ids: readonly number[]): Promise<Map<number, LedgerCase>> =>
  new Map(
    (await db.ledgerCase.findMany({ where: { caseId: { in: [...ids] } } })).map(row => [row.caseId, row]),
  )

export const ledgerCase = (db: Db, caseId: number): Promise<LedgerCase | null> =>
  db.ledgerCase.findUnique({ where: { caseId } })

export const ledgerCaseBy = (db: Db, commitment: string): Promise<LedgerCase | null> =>
  db.ledgerCase.findUnique({ where: { commitment } })

const SAVE = statement<LedgerCase>()(p =>
  tables
    .insertInto('LedgerCase')
    .values({
      caseId: p.caseId,
      commitment: p.commitment,
      seq: p.seq,
      entries: p.entries,
      coarse: p.coarse,
      kind: p.kind,
      channel: p.channel,
      categoryId: p.categoryId,
      areaId: p.areaId,
    })
    .onConflict(at => at.column('caseId').doUpdateSet({ seq: p.seq, entries: p.entries })),
)

export const saveLedgerCase = (db: Db, row: LedgerCase) => db.sql.run(SAVE, row)
