import { shanghaiDate, yearOf } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { OfficerActor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { canSeeItem, itemNumber } from '../../domain/publish/item.ts'
import type { Db } from '../../store/base/database.ts'
import { nextCounter } from '../../store/cases/opening.ts'
import { appendItemEvents } from '../../store/publish/item-events.ts'
import { addItemFile } from '../../store/publish/item-files.ts'
import {
  addItem,
  addVersion,
  changeVersion,
  findVersion,
  type ItemRow,
  lockItem,
  saveItem,
} from '../../store/publish/items.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { MOST_FILES, type StoredItemFile } from './files/store-file.ts'
import { checkItem, type ItemInput, itemInput } from './item-input.ts'

/** Files that a draft gets or loses. */
export interface FileChange {
  add: readonly StoredItemFile[]
  /** Ids of the draft's own. */
  drop: readonly number[]
}

const NO_FILES: FileChange = { add: [], drop: [] }

/**
 * Begins an item: a draft in a column.
 * @returns its number
 * @throws Refusal `forbidden`, `invalid_field`
 */
export async function createItem(
  ctx: Context,
  by: OfficerActor,
  given: ItemInput,
  files: FileChange = NO_FILES,
): Promise<string> {
  if (!may(by, 'writeItems')) throw new Refusal('forbidden', '只有通讯员和受理转办能写公开信息。')
  const input = checked(itemInput, given)
  const { areaId, departmentId } = checkItem(ctx, by, input)
  const now = ctx.now()
  return ctx.db.inTransaction(async tx => {
    const year = yearOf(shanghaiDate(now))
    const number = itemNumber(year, await nextCounter(tx, `item:${year}`))
    const item = await addItem(tx, {
      number,
      columnId: input.columnId,
      areaId,
      departmentId,
      status: 'draft',
      openness: input.openness,
      legalReason: input.legalReason ?? null,
      workVersion: 1,
      liveVersion: null,
      title: input.title,
      draftedById: by.id,
      reviewedById: null,
      secrecyById: null,
      publishAt: null,
      publishedAt: null,
      updatedLiveAt: null,
      endsOn: input.endsOn ?? null,
      consultation: input.consultation,
      createdAt: now,
    })
    const added = await addFiles(tx, item, by, files, now)
    await addVersion(tx, item.id, {
      version: 1,
      title: input.title,
      body: input.body,
      namesReason: input.namesReason ?? null,
      files: filesAfter([], files, added),
      change: null,
      becauseOfId: null,
      savedById: by.id,
      savedBy: by.name,
      savedAt: now,
    })
    await appendItemEvents(tx, item.id, [{ type: 'created', data: { version: 1 } }], by, now)
    return number
  })
}

/**
 * Changes a draft.
 * @param seen the version of the item that the officer saw; another one is refused as `stale`
 * @throws Refusal `not_found`, `forbidden`, `move_refused` when it is no draft, `stale`, `invalid_field`
 */
export async function saveDraft(
  ctx: Context,
  by: OfficerActor,
  number: string,
  given: ItemInput,
  seen: number | undefined,
  files: FileChange = NO_FILES,
): Promise<void> {
  const input = checked(itemInput, given)
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const item = await lockItem(tx, number)
    if (!item || !canSeeItem(by, item)) throw new Refusal('not_found', '没有这条信息。')
    if (!may(by, 'writeItems')) throw new Refusal('forbidden', '您的角色不能改公开信息。')
    if (item.status !== 'draft')
      throw new Refusal('move_refused', '现在不是草稿，不能改。要改请先收回，或退回修改。')
    if (seen !== undefined && seen !== item.version)
      throw new Refusal('stale', '您打开之后，别人改过这份草稿。请看过最新的再改。')
    const { areaId, departmentId } = checkItem(ctx, by, input)
    const before = (await findVersion(tx, item.id, item.workVersion))!
    const added = await addFiles(tx, item, by, files, now)
    const changed = await changeVersion(tx, item.id, item.workVersion, {
      title: input.title,
      body: input.body,
      namesReason: input.namesReason ?? null,
      files: filesAfter(before.files, files, added),
      savedById: by.id,
      savedBy: by.name,
      savedAt: now,
    })
    if (!changed) throw new Error(`version ${item.workVersion} of ${number} is public and in work`)
    await saveItem(tx, {
      ...item,
      columnId: input.columnId,
      areaId,
      departmentId,
      openness: input.openness,
      legalReason: input.legalReason ?? null,
      endsOn: input.endsOn ?? null,
      consultation: input.consultation,
      title: input.title,
      draftedById: by.id,
      version: item.version + 1,
    })
    await appendItemEvents(tx, item.id, [{ type: 'saved', data: { version: item.workVersion } }], by, now)
  })
}

async function addFiles(
  tx: Db,
  item: Pick<ItemRow, 'id'>,
  by: OfficerActor,
  { add }: FileChange,
  now: Date,
): Promise<number[]> {
  const ids: number[] = []
  for (const file of add)
    ids.push((await addItemFile(tx, { ...file, itemId: item.id, addedById: by.id, addedAt: now })).id)
  return ids
}

/** @throws Refusal `invalid_field` when there are too many */
function filesAfter(before: readonly number[], { drop }: FileChange, added: readonly number[]): number[] {
  const files = [...before.filter(id => !drop.includes(id)), ...added]
  if (files.length > MOST_FILES)
    throw new Refusal('invalid_field', `附件最多 ${MOST_FILES} 个。`, {
      errors: [{ path: 'files', message: `附件最多 ${MOST_FILES} 个` }],
    })
  return files
}
