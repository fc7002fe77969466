import { type CivilDate, shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { type Column, type ColumnState, columnOf, columnStates } from '../../domain/publish/catalogue.ts'
import { isItemNumber } from '../../domain/publish/item.ts'
import { renderMarkdown } from '../../domain/publish/markdown.ts'
import { type ItemFile, itemFilesOf } from '../../store/publish/item-files.ts'
import {
  lastUpdates,
  type PublicCursor,
  type PublicItem,
  type PublicWanted,
  publicItems,
  publicItemsById,
} from '../../store/publish/item-lists.ts'
import { findItemIds } from '../../store/publish/item-search.ts'
import {
  findItem,
  findVersion,
  type ItemRow,
  type ItemVersion,
  versionsOf,
} from '../../store/publish/items.ts'
import type { Context } from '../base/context.ts'
import { bytesOfItemFile } from './files/file-bytes.ts'

/** What anybody may read. */

export const PUBLIC_PAGE = 20

/** A page of live items. `next` is what the page after it begins with. */
export interface PublicPage {
  items: PublicItem[]
  next: string | null
}

/** `updatedLiveAt` in milliseconds and the id: where the next page goes on. */
const CURSOR = /^(\d{1,15})-(\d{1,10})$/

export function cursorOf(text: string): PublicCursor | undefined {
  const [, at, id] = CURSOR.exec(text) ?? []
  return at === undefined ? undefined : { at: new Date(Number(at)), id: Number(id) }
}

const cursorAfter = ({ updatedLiveAt, id }: PublicItem) => `${updatedLiveAt.getTime()}-${id}`

/** Live items, the latest first. */
export async function listPublic(
  ctx: Context,
  wanted: PublicWanted,
  before = '',
  size = PUBLIC_PAGE,
): Promise<PublicPage> {
  const rows = await publicItems(ctx.db.read, wanted, size + 1, cursorOf(before))
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? cursorAfter(items.at(-1)!) : null }
}

/** The longest search text. */
const LONGEST_QUERY = 100

/** Live items that contain every word of the query, the newest first. */
export async function searchPublic(ctx: Context, query: string, beforeId?: number): Promise<PublicPage> {
  const ids = await findItemIds(ctx.db, query.slice(0, LONGEST_QUERY), PUBLIC_PAGE + 1, beforeId)
  const shown = ids.slice(0, PUBLIC_PAGE)
  return {
    items: await publicItemsById(ctx.db.read, shown),
    next: ids.length > PUBLIC_PAGE ? String(shown.at(-1)) : null,
  }
}

/** A column with its state in one place, and how many live items it has there. */
export interface ShownColumn extends ColumnState {
  items: number
}

/** Every column and place of the catalogue with its state. */
export async function columnsNow(ctx: Context): Promise<ShownColumn[]> {
  const { catalogue, office } = ctx.content()
  const key = (columnId: string, areaId: string | null) => `${columnId} ${areaId ?? ''}`
  const rows = new Map((await lastUpdates(ctx.db.read)).map(row => [key(row.columnId, row.areaId), row]))
  const last = (columnId: string, areaId: string | null): CivilDate | null => {
    const at = rows.get(key(columnId, areaId))?.at
    return at ? shanghaiDate(at) : null
  }
  return columnStates(catalogue, office.areas, last, shanghaiDate(ctx.now())).map(state => ({
    ...state,
    items: rows.get(key(state.column.id, state.areaId))?.items ?? 0,
  }))
}

/** A column of the catalogue. @throws Refusal `not_found` */
export function columnNamed(ctx: Context, id: string): Column {
  const column = columnOf(ctx.content().catalogue, id)
  if (!column) throw new Refusal('not_found', '没有这个栏目，可能改了名字。')
  return column
}

/** An item as anybody reads it. */
export interface PublicItemPage {
  item: ItemRow
  text: ItemVersion
  /** Safe HTML. */
  html: string
  files: ItemFile[]
  /** Versions that the public has read, the newest first; older ones with names of persons are not shown again. */
  versions: ItemVersion[]
  /** An older version is shown. */
  old: boolean
}

/**
 * A live item, or one of its earlier versions that were public.
 * @throws Refusal `not_found`, or `gone` with what became of it
 */
export async function publicItem(ctx: Context, number: string, version?: number): Promise<PublicItemPage> {
  const db = ctx.db.read
  const item = isItemNumber(number) ? await findItem(db, number) : null
  // What never was public must look as if it did not exist.
  if (!item?.publishedAt) throw new Refusal('not_found', '没有这条信息。')
  if (item.liveVersion === null)
    throw new Refusal('gone', `这条信息已经撤下${item.withdrawnReason ? `：${item.withdrawnReason}` : ''}。`)
  const namesIn = columnOf(ctx.content().catalogue, item.columnId)?.after === 'taken-down'
  const versions = (await versionsOf(db, item.id)).filter(
    v => v.version === item.liveVersion || (v.liveFrom !== null && !namesIn && v.namesReason === null),
  )
  const shown = version ?? item.liveVersion
  const text = versions.find(v => v.version === shown)
  if (!text) throw new Refusal('not_found', '没有这个版本。')
  return {
    item,
    text,
    html: renderMarkdown(text.body),
    files: await itemFilesOf(db, item.id, text.files),
    versions,
    old: shown !== item.liveVersion,
  }
}

/**
 * A file of a version that the public reads or has read, while the item is live.
 * @throws Refusal `not_found`, `gone`
 */
export async function publicFile(
  ctx: Context,
  number: string,
  fileId: number,
): ReturnType<typeof bytesOfItemFile> {
  const db = ctx.db.read
  const item = isItemNumber(number) ? await findItem(db, number) : null
  if (!item?.publishedAt) throw new Refusal('not_found', '没有这个文件。')
  if (item.liveVersion === null) throw new Refusal('gone', '这条信息已经撤下，文件也不再提供。')
  const live = await findVersion(db, item.id, item.liveVersion)
  // A file that a later version took out is no longer public: it may be the very thing that was put right.
  if (!live?.files.includes(fileId)) throw new Refusal('not_found', '没有这个文件。')
  const [file] = await itemFilesOf(db, item.id, [fileId])
  if (!file) throw new Refusal('not_found', '没有这个文件。')
  return bytesOfItemFile(ctx, file, number)
}

/** The latest items of each column of a village, for its page and sheet. */
export async function villageColumns(
  ctx: Context,
  areaId: string,
  each: number,
): Promise<{ state: ShownColumn; items: PublicItem[] }[]> {
  const states = (await columnsNow(ctx)).filter(state => state.areaId === areaId)
  const shown: { state: ShownColumn; items: PublicItem[] }[] = []
  for (const state of states) {
    const items =
      state.items === 0 ? [] : await publicItems(ctx.db.read, { columnId: state.column.id, areaId }, each)
    shown.push({ state, items })
  }
  return shown
}
