import type { Item, ItemText } from '../../domain/publish/item.ts'
import { type PrivateInItem, privateIn } from '../../domain/publish/private-in-item.ts'
import type { Db } from '../../store/base/database.ts'
import { itemFilesOf } from '../../store/publish/item-files.ts'
import type { Context } from '../base/context.ts'
import { ownNumbers } from '../office/shown-text.ts'
import { textOfTable } from './files/table-text.ts'

/** Personal data in the texts of a version and in its tables. Photos and documents are for people to look at. */
export async function foundPrivate(
  db: Db,
  ctx: Context,
  item: Pick<Item, 'id' | 'result'>,
  text: ItemText,
): Promise<PrivateInItem> {
  const files = await itemFilesOf(db, item.id, text.files)
  const tables: string[] = []
  for (const file of files)
    if (file.kind === 'table') tables.push(textOfTable(await ctx.files.get(file.hash), file.mime))
  const names = files.map(file => file.name)
  return privateIn([text.title, text.body, item.result ?? '', ...names, ...tables], ownNumbers(ctx.content()))
}
