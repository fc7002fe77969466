import type { ItemStatus } from '../../domain/publish/item.ts'
import type { Db } from '../base/database.ts'
import { rowsOf, sqlFor } from '../base/kysely.ts'
import type { ItemRow } from './items.ts'

/** Lists of items. Those of the public read `updatedLiveAt`, which only live items have. */

/** A live item as public lists show it, with the title that the public reads. */
export interface PublicItem {
  id: number
  number: string
  columnId: string
  areaId: string | null
  departmentId: string
  title: string
  liveVersion: number
  publishedAt: Date
  updatedLiveAt: Date
  endsOn: string | null
  consultation: boolean
  resultAt: Date | null
}

const SHOWN = {
  id: true,
  number: true,
  columnId: true,
  areaId: true,
  departmentId: true,
  liveVersion: true,
  publishedAt: true,
  updatedLiveAt: true,
  endsOn: true,
  consultation: true,
  resultAt: true,
} as const

/** Where a public list goes on: after the item with this time and id. */
export interface PublicCursor {
  at: Date
  id: number
}

export interface PublicWanted {
  columnId?: string | undefined
  /** Null: of the whole office only; undefined: of everybody. */
  areaId?: string | null | undefined
  /** Only consultations. */
  consultation?: true | undefined
}

/** Live items, the latest first. */
export async function publicItems(
  db: Db,
  { columnId, areaId, consultation }: PublicWanted,
  take: number,
  after?: PublicCursor,
): Promise<PublicItem[]> {
  const rows = await db.item.findMany({
    where: {
      ...(columnId !== undefined && { columnId }),
      ...(areaId !== undefined && { areaId }),
      ...(consultation && { consultation }),
      ...(after
        ? {
            OR: [{ updatedLiveAt: { lt: after.at } }, { updatedLiveAt: after.at, id: { lt: after.id } }],
            updatedLiveAt: { lte: after.at },
          }
        : { updatedLiveAt: { not: null } }),
    },
    orderBy: [{ updatedLiveAt: 'desc' }, { id: 'desc' }],
    take,
    select: SHOWN,
  })
  return withTitles(db, rows as Omit<PublicItem, 'title'>[])
}

/** The live ones among these, in the order given. */
export async function publicItemsById(db: Db, ids: readonly number[]): Promise<PublicItem[]> {
  if (ids.length === 0) return []
  const rows = await db.item.findMany({
    where: { id: { in: [...ids] }, updatedLiveAt: { not: null } },
    select: SHOWN,
  })
  const found = new Map((await withTitles(db, rows as Omit<PublicItem, 'title'>[])).map(i => [i.id, i]))
  return ids.flatMap(id => found.get(id) ?? [])
}

/** Titles of the versions that the public reads; a draft's own title is not for it. */
async function withTitles(db: Db, rows: readonly Omit<PublicItem, 'title'>[]): Promise<PublicItem[]> {
  if (rows.length === 0) return []
  const titles = await db.itemVersion.findMany({
    where: { OR: rows.map(({ id, liveVersion }) => ({ itemId: id, version: liveVersion })) },
    select: { itemId: true, title: true },
  })
  const titleOf = new Map(titles.map(({ itemId, title }) => [itemId, title]))
  return rows.map(row => ({ ...row, title: titleOf.get(row.id) ?? '' }))
}

/** The numbers of live items and when they last changed, the latest first. */
export const liveNumbers = (
  db: Db,
  take: number,
): Promise<{ number: string; updatedLiveAt: Date | null }[]> =>
  db.item.findMany({
    where: { updatedLiveAt: { not: null } },
    orderBy: [{ updatedLiveAt: 'desc' }, { id: 'desc' }],
    take,
    select: { number: true, updatedLiveAt: true },
  })

/** The texts that the public reads of these items, by their id. */
export async function liveTexts(
  db: Db,
  items: readonly Pick<PublicItem, 'id' | 'liveVersion'>[],
): Promise<ReadonlyMap<number, string>> {
  if (items.length === 0) return new Map()
  const rows = await db.itemVersion.findMany({
    where: { OR: items.map(({ id, liveVersion }) => ({ itemId: id, version: liveVersion })) },
    select: { itemId: true, body: true },
  })
  return new Map(rows.map(({ itemId, body }) => [itemId, body]))
}

/** When each column and place was last updated, as far as it has live items. */
export async function lastUpdates(
  db: Db,
): Promise<{ columnId: string; areaId: string | null; at: Date; items: number }[]> {
  const rows = await rowsOf(
    db,
    sqlFor
      .selectFrom('Item')
      .select(({ fn }) => [
        'columnId',
        'areaId',
        fn.max('updatedLiveAt').as('at'),
        fn.countAll<number>().as('items'),
      ])
      .where('updatedLiveAt', 'is not', null)
      .groupBy(['columnId', 'areaId']),
  )
  return rows.map(({ columnId, areaId, at, items }) => ({
    columnId,
    areaId,
    at: new Date(at as string | Date),
    items: Number(items),
  }))
}

export interface ItemsWanted {
  status?: ItemStatus | undefined
  departmentId?: string | undefined
  areaId?: string | undefined
  columnId?: string | undefined
}

/** Items for the desk, the newest first. */
export async function deskItems(
  db: Db,
  wanted: ItemsWanted,
  take: number,
  beforeId?: number,
): Promise<ItemRow[]> {
  const { status, departmentId, areaId, columnId } = wanted
  const rows = await db.item.findMany({
    where: {
      ...(status && { status }),
      ...(departmentId !== undefined && { departmentId }),
      ...(areaId !== undefined && { areaId }),
      ...(columnId !== undefined && { columnId }),
      ...(beforeId !== undefined && { id: { lt: beforeId } }),
    },
    orderBy: { id: 'desc' },
    take,
  })
  return rows as ItemRow[]
}

/** How many items wait in each state that somebody must act on. */
export async function countWaiting(
  db: Db,
  { departmentId, areaId }: Pick<ItemsWanted, 'departmentId' | 'areaId'>,
): Promise<Record<string, number>> {
  const rows = await db.item.groupBy({
    by: ['status'],
    where: {
      status: { in: ['draft', 'in_review', 'in_secrecy', 'scheduled'] },
      ...(departmentId !== undefined && { departmentId }),
      ...(areaId !== undefined && { areaId }),
    },
    _count: { _all: true },
  })
  return Object.fromEntries(rows.map(row => [row.status, row._count._all]))
}

/** Numbers of scheduled items whose time has come. */
export const dueToPublish = async (db: Db, now: Date, take: number): Promise<string[]> =>
  (
    await db.item.findMany({
      where: { status: 'scheduled', publishAt: { lte: now } },
      orderBy: { publishAt: 'asc' },
      take,
      select: { number: true },
    })
  ).map(row => row.number)

/** Live items of these columns whose last day is over, in the order of their ids. */
export const pastTheirEnd = async (
  db: Db,
  columnIds: readonly string[],
  today: string,
  take: number,
): Promise<string[]> =>
  (
    await db.item.findMany({
      where: {
        endsOn: { lt: today },
        updatedLiveAt: { not: null },
        columnId: { in: [...columnIds] },
      },
      orderBy: { endsOn: 'asc' },
      take,
      select: { number: true },
    })
  ).map(row => row.number)
