import type { Db } from '../base/database.ts'

export interface NewCaseCode {
  key: string
  caseId: number
  officerId: number
  purpose: string
  createdAt: Date
  expiresAt: Date
}

export const addCaseCode = (db: Db, data: NewCaseCode) => db.caseCode.create({ data, select: { id: true } })

export const caseCodeByKey = (db: Db, key: string) => db.caseCode.findUnique({ where: { key } })

export const caseCodeById = (db: Db, id: number) => db.caseCode.findUnique({ where: { id } })

/** Which of these hashes belong to codes that were ever issued. */
export const knownCodeKeys = async (db: Db, keys: readonly string[]): Promise<Set<string>> =>
  new Set(
    (await db.caseCode.findMany({ where: { key: { in: keys.slice(0, 100) } }, select: { key: true } })).map(
      row => row.key,
    ),
  )

/** The codes issued for a case, newest first, at most a hundred. */
export const codesOfCase = (db: Db, caseId: number) =>
  db.caseCode.findMany({
    where: { caseId },
    orderBy: { id: 'desc' },
    take: 100,
    include: { officer: { select: { name: true } } },
  })

export const noteCodeUsed = (db: Db, id: number, now: Date) =>
  db.caseCode.update({ where: { id }, data: { lastUsedAt: now } })

/** @returns whether it existed and was valid until now. */
export const revokeCode = async (db: Db, id: number, caseId: number, byId: number, now: Date) =>
  (
    await db.caseCode.updateMany({
      where: { id, caseId, revokedAt: null },
      data: { revokedAt: now, revokedById: byId },
    })
  ).count > 0
