import type { Db } from '../base/database.ts'

export const viewsOf = (db: Db, officerId: number) =>
  db.savedView.findMany({ where: { officerId }, orderBy: { id: 'asc' } })

export const keepView = (
  tx: Db,
  row: { officerId: number; name: string; query: string; createdAt: Date },
) => {
  const { officerId, name, query } = row
  return tx.savedView.upsert({
    where: { officerId_name: { officerId, name } },
    create: row,
    update: { query },
  })
}

/** Removes a view of this officer; false when there is none. */
export const deleteView = async (tx: Db, officerId: number, id: number): Promise<boolean> =>
  (await tx.savedView.deleteMany({ where: { id, officerId } })).count > 0
