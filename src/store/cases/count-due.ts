import type { Db } from '../base/database.ts'

/** Marks a case as not yet counted beyond `seq`. An existing mark stays, and is locked until the transaction ends. */
export const markForCounting = (db: Db, caseId: number, seq: number) =>
  db.$executeRaw`INSERT INTO "CountDue" ("caseId", "seq") VALUES (${caseId}, ${seq})
    ON CONFLICT ("caseId") DO UPDATE SET "seq" = "CountDue"."seq"`
