import type { Db } from '../base/database.ts'

export interface CannedRow {
  departmentId: string | null
  title: string
  text: string
  savedById: number
  savedAt: Date
}

/** Those of the whole office and of these departments; `null` for all of them. */
export const cannedOf = (db: Db, departments: readonly string[] | null) =>
  db.cannedReply.findMany({
    where: departments ? { OR: [{ departmentId: null }, { departmentId: { in: [...departments] } }] } : {},
    orderBy: [{ departmentId: 'asc' }, { title: 'asc' }, { id: 'asc' }],
    take: 500,
  })

export const cannedById = (db: Db, id: number) => db.cannedReply.findUnique({ where: { id } })
export const addCanned = (db: Db, data: CannedRow) => db.cannedReply.create({ data })
/** @returns whether it still existed; somebody else may have removed it. */
export const changeCanned = async (db: Db, id: number, data: CannedRow): Promise<boolean> =>
  (await db.cannedReply.updateMany({ where: { id }, data })).count > 0
/** @returns whether it still existed. */
export const removeCanned = async (db: Db, id: number): Promise<boolean> =>
  (await db.cannedReply.deleteMany({ where: { id } })).count > 0
