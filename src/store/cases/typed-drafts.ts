import type { Db } from '../base/database.ts'

interface Whose {
  officerId: number
  caseId: number
}

export const keepTyped = (db: Db, whose: Whose, data: { text: string; version: number; savedAt: Date }) =>
  db.typedDraft.upsert({
    where: { officerId_caseId: whose },
    create: { ...whose, ...data },
    update: data,
  })

export const typedBy = (db: Db, whose: Whose) =>
  db.typedDraft.findUnique({ where: { officerId_caseId: whose } })

export const dropTyped = (db: Db, whose: Whose) => db.typedDraft.deleteMany({ where: whose })

/** Deletes abandoned drafts. */
export const dropTypedBefore = (db: Db, before: Date) =>
  db.typedDraft.deleteMany({ where: { savedAt: { lt: before } } })
