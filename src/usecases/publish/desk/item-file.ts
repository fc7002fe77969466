import { Refusal } from '../../../domain/base/errors.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSeeItem } from '../../../domain/publish/item.ts'
import { itemFilesOf } from '../../../store/publish/item-files.ts'
import { findItem } from '../../../store/publish/items.ts'
import type { Context } from '../../base/context.ts'
import { bytesOfItemFile } from '../files/file-bytes.ts'

/**
 * A file of any version of an item, for an officer who may see the item.
 * @throws Refusal `not_found`
 */
export async function readItemFile(ctx: Context, by: Actor, number: string, id: number) {
  const item = await findItem(ctx.db.read, number)
  const [file] = item && canSeeItem(by, item) ? await itemFilesOf(ctx.db.read, item.id, [id]) : []
  if (!file) throw new Refusal('not_found', '没有这个附件。')
  return bytesOfItemFile(ctx, file, number)
}
