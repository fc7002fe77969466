import type { Db } from '../base/database.ts'

/** Documents, tables and photos of items. */

type ItemFileKind = 'document' | 'table' | 'photo'

export interface ItemFile {
  id: number
  kind: ItemFileKind
  mime: string
  hash: string
  bytes: number
  name: string
}

const SHOWN = { id: true, kind: true, mime: true, hash: true, bytes: true, name: true } as const

export const addItemFile = (
  tx: Db,
  row: Omit<ItemFile, 'id'> & { itemId: number; addedById: number; addedAt: Date },
): Promise<{ id: number }> => tx.itemFile.create({ data: row, select: { id: true } })

/** Files of an item by their ids, in the order given. */
export async function itemFilesOf(db: Db, itemId: number, ids: readonly number[]): Promise<ItemFile[]> {
  if (ids.length === 0) return []
  const rows = await db.itemFile.findMany({ where: { itemId, id: { in: [...ids] } }, select: SHOWN })
  const found = new Map(rows.map(row => [row.id, row as ItemFile]))
  return ids.flatMap(id => found.get(id) ?? [])
}
