import type {
  CommentCount,
  ConsultationFigures,
  ItemMeasure,
  ItemPlace,
  PlacedCount,
} from '../../domain/publish/item-counts.ts'
import type { ForceChange, ForceChanges } from '../../domain/publish/normative.ts'
import type { Db } from '../base/database.ts'
import { rowsOf, sqlFor } from '../base/kysely.ts'

/** Counts of items and of comments on them. Each reads the index of one date, never all items. */

/** Instants: `until` does not belong to the span. */
export interface Between {
  begin: Date
  until: Date
}

/** Only items of one village, or of one department. */
export interface ItemScope {
  areaId?: string
  departmentId?: string
}

/** The events by which the public reads an item again, and those by which it no longer does. */
const PUBLIC_EVENTS = ['published', 'republished'] as const
const TAKEN_DOWN_EVENTS = ['withdrawn', 'expired', 'filed'] as const
/** Those of the latter that happen to public items only. */
export const WITHDRAWN_EVENTS = ['withdrawn', 'expired'] as const

/** Versions that became articles of the account: what is counted, and what is listed behind the count. */
export const publishedArticles = sqlFor
  .selectFrom('ItemVersion')
  .innerJoin('ItemArticle', join =>
    join
      .onRef('ItemArticle.itemId', '=', 'ItemVersion.itemId')
      .onRef('ItemArticle.version', '=', 'ItemVersion.version'),
  )
  .innerJoin('Item', 'Item.id', 'ItemVersion.itemId')
  .where('ItemArticle.state', '=', 'published')

const PLACE = ['Item.columnId', 'Item.areaId', 'Item.departmentId'] as const

type Row = ItemPlace & { n: number | bigint }

const placed = (measure: ItemMeasure, rows: readonly Row[]): PlacedCount[] =>
  rows.map(({ n, ...place }) => ({ ...place, measure, n: Number(n) }))

/** What was published, updated and taken down between two instants, by column, village and department. */
export async function itemCounts(
  db: Db,
  { begin, until }: Between,
  scope: ItemScope,
): Promise<PlacedCount[]> {
  const published = sqlFor
    .selectFrom('Item')
    .select(PLACE)
    .select(({ fn }) => fn.countAll().as('n'))
    .where('Item.publishedAt', '>=', begin)
    .where('Item.publishedAt', '<', until)
    .groupBy(PLACE)
  const events = (types: readonly string[]) =>
    sqlFor
      .selectFrom('ItemEvent')
      .innerJoin('Item', 'Item.id', 'ItemEvent.itemId')
      .select(PLACE)
      .select(({ fn }) => fn.countAll().as('n'))
      .where('ItemEvent.type', 'in', types)
      .where('ItemEvent.at', '>=', begin)
      .where('ItemEvent.at', '<', until)
      .groupBy(PLACE)
  const articles = publishedArticles
    .select(PLACE)
    .select(({ fn }) => fn.countAll().as('n'))
    .where('ItemVersion.liveFrom', '>=', begin)
    .where('ItemVersion.liveFrom', '<', until)
    .groupBy(PLACE)
  const { areaId, departmentId } = scope
  const within = (statement: typeof published) => {
    const inArea = areaId === undefined ? statement : statement.where('Item.areaId', '=', areaId)
    return departmentId === undefined ? inArea : inArea.where('Item.departmentId', '=', departmentId)
  }
  const of = async (measure: ItemMeasure, statement: unknown) =>
    placed(measure, await rowsOf<Row>(db, within(statement as typeof published)))
  return (
    await Promise.all([
      of('published', published),
      of('updated', events(['republished'])),
      of('withdrawn', events(WITHDRAWN_EVENTS)),
      of('wechat', articles),
    ])
  ).flat()
}

/** Comments that came in between two instants, by kind of item, treatment and state of the case. */
export async function commentCounts(
  db: Db,
  { begin, until }: Between,
  scope: ItemScope,
): Promise<CommentCount[]> {
  const keys = ['Item.consultation', 'ItemComment.treatment', 'Case.status'] as const
  let counted = sqlFor
    .selectFrom('ItemComment')
    .innerJoin('Item', 'Item.id', 'ItemComment.itemId')
    .innerJoin('Case', 'Case.id', 'ItemComment.caseId')
    .select(keys)
    .select(({ fn }) => fn.countAll().as('n'))
    .where('ItemComment.createdAt', '>=', begin)
    .where('ItemComment.createdAt', '<', until)
    .groupBy(keys)
  if (scope.areaId !== undefined) counted = counted.where('Item.areaId', '=', scope.areaId)
  if (scope.departmentId !== undefined) counted = counted.where('Item.departmentId', '=', scope.departmentId)
  const rows = await rowsOf(db, counted)
  // SQLite returns 0 and 1 for a Boolean.
  return rows.map(row => ({ ...row, consultation: Boolean(row.consultation), n: Number(row.n) }))
}

/**
 * Consultations that were opened between two instants.
 * @param today a civil date: those whose last day is before it are over
 */
export async function consultationFigures(
  db: Db,
  { begin, until }: Between,
  scope: ItemScope,
  today: string,
): Promise<ConsultationFigures> {
  const opened = { consultation: true, publishedAt: { gte: begin, lt: until }, ...scope }
  const [all, concluded, silent] = await Promise.all([
    db.item.count({ where: opened }),
    db.item.count({ where: { ...opened, resultAt: { not: null } } }),
    db.item.count({ where: { ...opened, resultAt: null, endsOn: { lt: today } } }),
  ])
  return { opened: all, concluded, silent }
}

/** When each document of these columns became public and was taken down, oldest first. */
export async function forceChanges(
  db: Db,
  columnIds: readonly string[],
  until: Date,
): Promise<Map<number, ForceChanges>> {
  if (columnIds.length === 0) return new Map()
  const rows = await rowsOf(
    db,
    sqlFor
      .selectFrom('Item')
      .innerJoin('ItemEvent', 'ItemEvent.itemId', 'Item.id')
      .select(['Item.id', 'ItemEvent.type', 'ItemEvent.at'])
      .where('Item.columnId', 'in', columnIds)
      .where('Item.updatedLiveAt', 'is not', null)
      .where('ItemEvent.type', 'in', [...PUBLIC_EVENTS, ...TAKEN_DOWN_EVENTS])
      .where('ItemEvent.at', '<', until)
      .orderBy('Item.id')
      .orderBy('ItemEvent.seq'),
  )
  const changes = new Map<number, ForceChange[]>()
  for (const { id, type, at } of rows) {
    const mine = changes.get(id) ?? []
    mine.push({ at: new Date(at).getTime(), inForce: (PUBLIC_EVENTS as readonly string[]).includes(type) })
    changes.set(id, mine)
  }
  return changes
}

/** How often each column of each village (empty: of the office) was said to be late between two instants. */
export async function lateColumns(
  db: Db,
  { begin, until }: Between,
): Promise<{ columnId: string; areaId: string; n: number }[]> {
  const rows = await db.columnReminder.groupBy({
    by: ['columnId', 'areaId'],
    where: { at: { gte: begin, lt: until } },
    _count: true,
    orderBy: [{ columnId: 'asc' }, { areaId: 'asc' }],
  })
  return rows.map(({ columnId, areaId, _count }) => ({ columnId, areaId, n: _count }))
}
