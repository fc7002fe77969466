import type { ItemMeasure } from '../../domain/publish/item-counts.ts'
import type { Db } from '../base/database.ts'
import { rowsOf, sqlFor } from '../base/kysely.ts'
import { type Between, type ItemScope, publishedArticles, WITHDRAWN_EVENTS } from './item-counts.ts'

/** The items that a count has counted, newest first, a page at a time. */

/** A place in the list: behind this one. */
export interface CountedPlace {
  at: Date
  id: number
}

export interface CountedItem extends CountedPlace {
  itemId: number
}

/** Of which column, village or department; null as a village: of the whole office. */
export interface CountedOf extends ItemScope {
  columnId?: string
  wholeOffice?: true
}

/** By the index of the date that the measure counts. `id` orders those of one instant. */
export async function countedItems(
  db: Db,
  measure: ItemMeasure,
  { begin, until }: Between,
  of: CountedOf,
  take: number,
  after?: CountedPlace,
): Promise<CountedItem[]> {
  const rows = await rowsOf(db, LISTS[measure](begin, until, of, take, after))
  return rows.map(({ at, id, itemId }) => ({ at: new Date(at!), id, itemId }))
}

const LISTS = {
  published: (begin: Date, until: Date, of: CountedOf, take: number, after?: CountedPlace) =>
    sqlFor
      .selectFrom('Item')
      .select(['Item.publishedAt as at', 'Item.id', 'Item.id as itemId'])
      .where('Item.publishedAt', '>=', begin)
      .where('Item.publishedAt', '<', until)
      .where(eb =>
        eb.and(itemsOf(of).map(([column, value]) => eb(column, value === null ? 'is' : '=', value))),
      )
      .$if(after !== undefined, q =>
        q.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('Item.publishedAt', 'Item.id'), '<', tuple(after!.at, after!.id)),
        ),
      )
      .orderBy('Item.publishedAt', 'desc')
      .orderBy('Item.id', 'desc')
      .limit(take),
  updated: (begin: Date, until: Date, of: CountedOf, take: number, after?: CountedPlace) =>
    events(['republished'], begin, until, of, take, after),
  withdrawn: (begin: Date, until: Date, of: CountedOf, take: number, after?: CountedPlace) =>
    events(WITHDRAWN_EVENTS, begin, until, of, take, after),
  wechat: (begin: Date, until: Date, of: CountedOf, take: number, after?: CountedPlace) =>
    publishedArticles
      .select(['ItemVersion.liveFrom as at', 'ItemVersion.itemId as id', 'ItemVersion.itemId'])
      .where('ItemVersion.liveFrom', '>=', begin)
      .where('ItemVersion.liveFrom', '<', until)
      .where(eb =>
        eb.and(itemsOf(of).map(([column, value]) => eb(column, value === null ? 'is' : '=', value))),
      )
      .$if(after !== undefined, q =>
        q.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('ItemVersion.liveFrom', 'ItemVersion.itemId'), '<', tuple(after!.at, after!.id)),
        ),
      )
      .orderBy('ItemVersion.liveFrom', 'desc')
      .orderBy('ItemVersion.itemId', 'desc')
      .limit(take),
}

const events = (
  types: readonly string[],
  begin: Date,
  until: Date,
  of: CountedOf,
  take: number,
  after?: CountedPlace,
) =>
  sqlFor
    .selectFrom('ItemEvent')
    .innerJoin('Item', 'Item.id', 'ItemEvent.itemId')
    .select(['ItemEvent.at', 'ItemEvent.id', 'ItemEvent.itemId'])
    .where('ItemEvent.type', 'in', types)
    .where('ItemEvent.at', '>=', begin)
    .where('ItemEvent.at', '<', until)
    .where(eb => eb.and(itemsOf(of).map(([column, value]) => eb(column, value === null ? 'is' : '=', value))))
    .$if(after !== undefined, q =>
      q.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('ItemEvent.at', 'ItemEvent.id'), '<', tuple(after!.at, after!.id)),
      ),
    )
    .orderBy('ItemEvent.at', 'desc')
    .orderBy('ItemEvent.id', 'desc')
    .limit(take)

type ItemColumn = 'Item.columnId' | 'Item.areaId' | 'Item.departmentId'

const itemsOf = ({
  columnId,
  areaId,
  departmentId,
  wholeOffice,
}: CountedOf): [ItemColumn, string | null][] => [
  ...(columnId === undefined ? [] : [['Item.columnId', columnId] as [ItemColumn, string]]),
  ...(areaId === undefined ? [] : [['Item.areaId', areaId] as [ItemColumn, string]]),
  ...(wholeOffice ? [['Item.areaId', null] as [ItemColumn, null]] : []),
  ...(departmentId === undefined ? [] : [['Item.departmentId', departmentId] as [ItemColumn, string]]),
]

/** What a list shows of items, by id. */
export async function itemLines(db: Db, ids: readonly number[]) {
  const rows = await db.item.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, number: true, title: true, columnId: true, areaId: true },
  })
  return new Map(rows.map(row => [row.id, row]))
}

/** Which comments: on ordinary items with a case in one of these states, or opinions with a treatment (null: none yet). */
export interface CommentsOf extends ItemScope {
  consultation: boolean
  statuses?: readonly string[]
  treatment?: string | null
}

/** Comments that came in between two instants, newest first. */
export async function countedComments(
  db: Db,
  { begin, until }: Between,
  { consultation, statuses, treatment, areaId, departmentId }: CommentsOf,
  take: number,
  after?: CountedPlace,
): Promise<{ at: Date; id: number; number: string; itemNumber: string }[]> {
  const rows = await db.itemComment.findMany({
    where: {
      createdAt: { gte: begin, lt: until },
      ...(after && { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      ...(treatment !== undefined && { treatment }),
      item: {
        consultation,
        ...(areaId !== undefined && { areaId }),
        ...(departmentId !== undefined && { departmentId }),
      },
      ...(statuses && { case: { status: { in: [...statuses] } } }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
    select: {
      id: true,
      createdAt: true,
      case: { select: { number: true } },
      item: { select: { number: true } },
    },
  })
  return rows.map(row => ({
    at: row.createdAt,
    id: row.id,
    number: row.case.number,
    itemNumber: row.item.number,
  }))
}

/** Consultations that were opened between two instants, newest first. */
export const openedConsultations = (db: Db, { begin, until }: Between, scope: ItemScope, take: number) =>
  db.item.findMany({
    where: { consultation: true, publishedAt: { gte: begin, lt: until }, ...scope },
    orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
    take,
    select: { id: true, publishedAt: true },
  })
