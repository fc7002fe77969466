import type { Item, ItemText } from '../../domain/publish/item.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import type { Item as Row, ItemVersion as VersionRow } from '../generated/sqlite/client.ts'

/** Items and their texts. */

/** An item with the title of the work version, as lists show it. */
export interface ItemRow extends Item {
  title: string
  createdAt: Date
}

/** Converts a row to the domain's item. */
const toItem = (row: Row): ItemRow => row as ItemRow

export const findItem = async (db: Db, number: string): Promise<ItemRow | null> => {
  const row = await db.item.findUnique({ where: { number } })
  return row && toItem(row)
}

export const findItemById = async (db: Db, id: number): Promise<ItemRow | null> => {
  const row = await db.item.findUnique({ where: { id } })
  return row && toItem(row)
}

const LOCK = statement<{ number: string }>()(p =>
  tables.selectFrom('Item').select('id').where('number', '=', p.number),
)

/** Locks an item until the end of the transaction. */
export async function lockItem(tx: Db, number: string): Promise<ItemRow | null> {
  return (await tx.sql.lock(LOCK, { number })) ? findItem(tx, number) : null
}

type NewItem = Omit<Row, 'id' | 'version' | 'result' | 'resultAt' | 'withdrawnAt' | 'withdrawnReason'>

export const addItem = async (tx: Db, row: NewItem): Promise<ItemRow> =>
  toItem(await tx.item.create({ data: row }))

/** Stores the state of an item. */
export async function saveItem(tx: Db, { id, number: _, createdAt: __, ...row }: ItemRow): Promise<void> {
  await tx.item.update({ where: { id }, data: row, select: { id: true } })
}

const idsIn = (files: string): number[] => JSON.parse(files) as number[]

/** A text as it was stored. */
export interface ItemVersion extends ItemText {
  version: number
  change: string | null
  becauseOfId: number | null
  savedById: number
  savedBy: string
  savedAt: Date
  liveFrom: Date | null
}

const toVersion = ({ itemId: _, files, ...row }: VersionRow): ItemVersion => ({ ...row, files: idsIn(files) })

export async function findVersion(db: Db, itemId: number, version: number): Promise<ItemVersion | null> {
  const row = await db.itemVersion.findUnique({ where: { itemId_version: { itemId, version } } })
  return row && toVersion(row)
}

/** All versions, the newest first. An item has a handful. */
export const versionsOf = async (db: Db, itemId: number): Promise<ItemVersion[]> =>
  (await db.itemVersion.findMany({ where: { itemId }, orderBy: { version: 'desc' }, take: 100 })).map(
    toVersion,
  )

/** The number of the newest version. */
export const lastVersion = async (db: Db, itemId: number): Promise<number> =>
  (
    await db.itemVersion.findFirst({
      where: { itemId },
      orderBy: { version: 'desc' },
      select: { version: true },
    })
  )?.version ?? 0

type NewVersion = Omit<ItemVersion, 'liveFrom'>

export async function addVersion(tx: Db, itemId: number, { files, ...row }: NewVersion): Promise<void> {
  await tx.itemVersion.create({ data: { itemId, ...row, files: JSON.stringify(files) } })
}

/**
 * Changes the text of a version that the public has not read.
 * @returns false when the public has: such a version never changes
 */
export async function changeVersion(
  tx: Db,
  itemId: number,
  version: number,
  { files, ...text }: ItemText & Pick<ItemVersion, 'savedById' | 'savedBy' | 'savedAt'>,
): Promise<boolean> {
  const { count } = await tx.itemVersion.updateMany({
    where: { itemId, version, liveFrom: null },
    data: { ...text, files: JSON.stringify(files) },
  })
  return count > 0
}

/** Notes from when the public could read a version; the first time counts. */
export async function noteLive(tx: Db, itemId: number, version: number, at: Date): Promise<void> {
  await tx.itemVersion.updateMany({ where: { itemId, version, liveFrom: null }, data: { liveFrom: at } })
}
