import { z } from 'zod'
import { closeOfDay, instantOf, isCivilDate, shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { scopeOf } from '../../domain/people/policy.ts'
import {
  COMMENT_STATES,
  type CommentFigures,
  type CommentState,
  type ConsultationFigures,
  commentFigures,
  ITEM_DIMENSION_IDS,
  ITEM_MEASURE_IDS,
  ITEM_MEASURES,
  type ItemDimension,
  type PlacedCount,
  STATUSES_OF,
  TREATMENTS,
} from '../../domain/publish/item-counts.ts'
import {
  type CountedPlace,
  countedComments,
  countedItems,
  itemLines,
  openedConsultations,
} from '../../store/publish/counted-items.ts'
import {
  type Between,
  commentCounts,
  consultationFigures,
  type ItemScope,
  itemCounts,
} from '../../store/publish/item-counts.ts'
import type { Content, Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'

/** Counts of what was published, and the items behind each. */

const date = z.string().refine(isCivilDate)

export const countsQuery = z.object({ from: date.optional(), to: date.optional() })
export type CountsQuery = z.infer<typeof countsQuery>

/** What a list of counted items shows: a measure, comments, opinions, or consultations. */
export const countedQuery = countsQuery.extend({
  what: z.enum([...ITEM_MEASURE_IDS, 'comments', 'opinions', 'consultations']),
  by: z.enum(ITEM_DIMENSION_IDS).optional(),
  /** The empty text as a village: of the whole office. */
  key: z
    .string()
    .regex(/^[a-z0-9-]{0,60}$/)
    .optional(),
  /** How comments stand, or what was done with opinions. */
  state: z.string().max(20).optional(),
  after: z.string().max(100).optional(),
})
export type CountedQuery = z.infer<typeof countedQuery>

/** The items whose counts an officer sees: a village's correspondent only that village's, others their department's. */
export function itemScopeOf(by: Actor): ItemScope {
  if (by.role === 'correspondent' && by.areaId !== undefined) return { areaId: by.areaId }
  const departmentId = scopeOf(by)
  return departmentId === null ? {} : { departmentId }
}

/** Names of columns, villages and departments; of the whole office where there is no village. */
export function placeNames(content: Content): Record<ItemDimension, (id: string) => string> {
  const columns = new Map(content.catalogue.columns.map(column => [column.id, column.name]))
  const { area, department } = namesOf(content)
  return {
    column: id => columns.get(id) ?? id,
    area: id => (id === '' ? '不分村' : (area(id) ?? id)),
    department: id => department(id) ?? id,
  }
}

/** @throws Refusal `malformed` when the days are in the wrong order or have not begun */
export function countedDays({ from, to }: CountsQuery, now: Date): { from: string; to: string } {
  const today = shanghaiDate(now)
  const days = { from: from ?? `${today.slice(0, 4)}-01-01`, to: to ?? today }
  if (days.from > days.to) throw new Refusal('malformed', '开始的日期在结束的日期之后，请换过来。')
  if (days.from > today) throw new Refusal('malformed', `${days.from} 还没有到，没有数字。`)
  return days
}

const betweenOf = ({ from, to }: { from: string; to: string }): Between => ({
  begin: instantOf(from),
  until: closeOfDay(to),
})

export interface OpenCounts {
  from: string
  to: string
  items: PlacedCount[]
  comments: CommentFigures
  consultations: ConsultationFigures
  names: Record<ItemDimension, (id: string) => string>
  /** Of one village or department only: its name. */
  only: string | null
}

/** Counts of some days, within what the officer sees. @throws Refusal `malformed` */
export async function openCounts(ctx: Context, query: CountsQuery, by: Actor): Promise<OpenCounts> {
  const days = countedDays(query, ctx.now())
  const scope = itemScopeOf(by)
  const names = placeNames(ctx.content())
  return {
    ...days,
    ...(await countsBetween(ctx, betweenOf(days), scope)),
    names,
    only: scope.areaId
      ? names.area(scope.areaId)
      : scope.departmentId
        ? names.department(scope.departmentId)
        : null,
  }
}

export async function countsBetween(ctx: Context, between: Between, scope: ItemScope = {}) {
  const db = ctx.db.read
  const [items, comments, consultations] = await Promise.all([
    itemCounts(db, between, scope),
    commentCounts(db, between, scope),
    consultationFigures(db, between, scope, shanghaiDate(ctx.now())),
  ])
  return { items, comments: commentFigures(comments), consultations }
}

export interface CountedLine {
  /** Of the item. */
  number: string
  title: string
  on: string
  /** Where it belongs; empty for comments. */
  place: string
  /** Of the comment's case. */
  caseNumber?: string
}

const PAGE = 50

/** The items, comments or consultations that a number counts, newest first. @throws Refusal `malformed` */
export async function countedLines(
  ctx: Context,
  query: CountedQuery,
  by: Actor,
): Promise<{ from: string; to: string; title: string; lines: CountedLine[]; next: string | null }> {
  const days = countedDays(query, ctx.now())
  const between = betweenOf(days)
  const scope = itemScopeOf(by)
  const after = placeIn(query.after)
  const { what } = query
  if (what === 'comments' || what === 'opinions') {
    const state = commentsOf(what, query.state)
    const rows = await countedComments(ctx.db.read, between, { ...scope, ...state.of }, PAGE, after)
    const lines = rows.map(row => ({
      number: row.itemNumber,
      title: '',
      on: shanghaiDate(row.at),
      place: '',
      caseNumber: row.number,
    }))
    return { ...days, title: state.name, lines, next: nextOf(rows) }
  }
  const rows =
    what === 'consultations'
      ? (await openedConsultations(ctx.db.read, between, scope, PAGE)).map(({ id, publishedAt }) => ({
          at: publishedAt!,
          id,
          itemId: id,
        }))
      : await countedItems(ctx.db.read, what, between, { ...keyed(query), ...scope }, PAGE, after)
  return {
    ...days,
    title: what === 'consultations' ? '公开征求意见' : `${ITEM_MEASURES[what]}的信息`,
    lines: await linesOf(ctx, rows),
    next: what === 'consultations' ? null : nextOf(rows),
  }
}

/** Numbers, titles and places of items, in the order of these rows. */
export async function linesOf(
  ctx: Context,
  rows: readonly { at: Date; itemId: number }[],
): Promise<CountedLine[]> {
  const items = await itemLines(
    ctx.db.read,
    rows.map(row => row.itemId),
  )
  const names = placeNames(ctx.content())
  return rows.flatMap(({ at, itemId }) => {
    const item = items.get(itemId)
    if (!item) return []
    const column = names.column(item.columnId)
    return [
      {
        number: item.number,
        title: item.title,
        on: shanghaiDate(at),
        place: item.areaId ? `${names.area(item.areaId)}，${column}` : column,
      },
    ]
  })
}

function keyed({ by, key }: CountedQuery) {
  if (by === undefined || key === undefined) return {}
  if (by === 'column') return { columnId: key }
  if (by === 'department') return { departmentId: key }
  return key === '' ? { wholeOffice: true as const } : { areaId: key }
}

/** Comments in one state, or opinions with one treatment; all of them without. */
function commentsOf(what: 'comments' | 'opinions', state: string | undefined) {
  if (what === 'comments') {
    if (state === undefined) return { name: '留言和提问', of: { consultation: false } }
    if (!Object.hasOwn(COMMENT_STATES, state)) throw new Refusal('malformed', '网址不对，请从统计页重新点。')
    const id = state as CommentState
    return {
      name: `留言和提问，${COMMENT_STATES[id]}`,
      of: { consultation: false, statuses: STATUSES_OF[id] },
    }
  }
  if (state === undefined) return { name: '征集到的意见', of: { consultation: true } }
  if (state === 'untreated')
    return { name: '征集到的意见，还没有处理', of: { consultation: true, treatment: null } }
  if (!Object.hasOwn(TREATMENTS, state)) throw new Refusal('malformed', '网址不对，请从统计页重新点。')
  return {
    name: `征集到的意见，${TREATMENTS[state as keyof typeof TREATMENTS]}`,
    of: { consultation: true, treatment: state },
  }
}

const place = z.object({ at: z.iso.datetime(), id: z.int().min(0).max(2_147_483_647) })

function placeIn(text: string | undefined): CountedPlace | undefined {
  if (text === undefined) return undefined
  try {
    const { at, id } = place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { at: new Date(at), id }
  } catch {
    throw new Refusal('malformed', '翻页位置不对，请从第一页重新看。')
  }
}

function nextOf(rows: readonly CountedPlace[]): string | null {
  const last = rows.at(-1)
  if (!last || rows.length < PAGE) return null
  return Buffer.from(JSON.stringify({ at: last.at.toISOString(), id: last.id })).toString('base64url')
}
