import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

const MARK = statement<{ caseId: number; seq: number }>()(p =>
  tables
    .insertInto('CountDue')
    .values({ caseId: p.caseId, seq: p.seq })
    .onConflict(at => at.column('caseId').doUpdateSet(eb => ({ seq: eb.ref('CountDue.seq') }))),
)

/** Marks a case as not yet counted beyond `seq`. An existing mark stays, and is locked until the transaction ends. */
export const markForCounting = (db: Db, caseId: number, seq: number) => db.sql.run(MARK, { caseId, seq })
