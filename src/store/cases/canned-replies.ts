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
export const changeCanned = (db: Db, id: number, data: CannedRow) =>
  db.cannedReply.update({ where: { id }, data })
export const removeCanned = (db: Db, id: number) => db.cannedReply.delete({ where: { id } })
