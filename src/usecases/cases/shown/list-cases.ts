import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { z } from 'zod'
import { addDays, instantOf } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { givenDate } from '../../../domain/base/given-date.ts'
import { CHANNELS } from '../../../domain/base/message.ts'
import { OPEN, STATUS_NAMES, STATUSES, type Status } from '../../../domain/cases/case.ts'
import { acceptClockOf, clockOf, clockTime, supervisionClock } from '../../../domain/cases/clock.ts'
import { nextStep, TELLING_EVENTS, type TellingEvent } from '../../../domain/cases/next-step.ts'
import { KIND_NAMES, KINDS, type Kind } from '../../../domain/office/kinds.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import { type CaseOrder, countByRelated, findCaseIds, orderBy } from '../../../store/cases/case-search.ts'
import { BY_RELATED, sightWhere, VIEW_WHERE, type ViewName } from '../../../store/cases/case-views.ts'
import { CLOCK_WHERE, clockedOf, notOverdueWhere } from '../../../store/cases/clock.ts'
import type { Prisma } from '../../../store/generated/sqlite/client.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { namesOf } from '../moving/open-case.ts'

/** The queue's views, in the order of the desk. */
export const VIEWS = {
  received: { name: '待受理', where: VIEW_WHERE.received },
  held: { name: '待核', where: VIEW_WHERE.held },
  accepted: { name: '待分派', where: VIEW_WHERE.accepted },
  mine: { name: '我的待办', where: VIEW_WHERE.mine },
  review: { name: '待审核', where: VIEW_WHERE.review },
  awaiting: { name: '待补正', where: VIEW_WHERE.awaiting },
  soon: { name: '即将到期', where: VIEW_WHERE.soon },
  overdue: { name: '已超期', where: VIEW_WHERE.overdue },
  supervised: { name: '督办件', where: VIEW_WHERE.supervised },
  extensions: { name: '延期待批', where: VIEW_WHERE.extensions },
  objected: { name: '退单', where: VIEW_WHERE.objected },
  undelivered: { name: '待送达', where: VIEW_WHERE.undelivered },
  open: { name: '全部在办', where: VIEW_WHERE.open },
  all: { name: '全部', where: VIEW_WHERE.all },
} as const satisfies Record<ViewName, { name: string; where: (typeof VIEW_WHERE)[ViewName] }>
export type { ViewName }

/** In the filter of officers: nobody holds it. No login looks like this. */
export const NOBODY = '-'

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(v => v === 'true')])

/** Filters of lists: the query of the API and of the desk. */
export const listFilter = z.object({
  view: z.enum(Object.keys(VIEWS) as [ViewName, ...ViewName[]]).optional(),
  status: z.enum(STATUSES).optional(),
  kind: z.enum(KINDS).optional(),
  department: z.string().max(40).optional(),
  area: z.string().max(40).optional(),
  category: z.string().max(40).optional(),
  assignee: z.string().max(60).optional(),
  overdue: flag.optional(),
  channel: z.enum(CHANNELS).optional(),
  /** Received on these days, both included. */
  from: givenDate().optional(),
  to: givenDate().optional(),
  q: z.string().trim().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().max(200).optional(),
})
export type ListFilter = z.infer<typeof listFilter>

/** Up to the year 5138, and an id that every database has: a made-up cursor must not become its error. */
const cursorShape = z.tuple([z.int().min(0).max(99_999_999_999_999), z.int().min(0).max(2_147_483_647)])

/** The place after a row: what sorts it, and its id for rows that sort alike. */
const cursorOf = (sortedBy: Date, id: number) =>
  Buffer.from(JSON.stringify([sortedBy.getTime(), id])).toString('base64url')

function readCursor(cursor: string): [Date, number] {
  try {
    const [at, id] = cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return [new Date(at), id]
  } catch {
    throw new Refusal('malformed', '翻页位置不对，请从第一页重新看。')
  }
}

/** What an officer may see, as a condition. @throws Refusal `forbidden` */
export function sight(by: Actor) {
  if (!may(by, 'seeCases')) throw new Refusal('forbidden', '您的角色不能查看诉求。')
  return sightWhere(by)
}

export type CaseListItem = Awaited<ReturnType<typeof listCases>>['items'][number]

/**
 * The ids of one page of cases, and the order they are in: what is due first at the top; newest first where the list is
 * not only of what is open.
 * @throws Refusal `forbidden`, or `malformed` for a broken cursor.
 */
async function idsOf(ctx: Context, filter: ListFilter, by: Actor, take: number) {
  const at = clockTime(ctx.now(), ctx.content().calendar)
  const view = filter.view ?? 'all'
  const onlyOpen = filter.overdue === true || (filter.status && OPEN.includes(filter.status))
  const newestFirst = view === 'all' && !(onlyOpen && filter.view === undefined)
  const after = filter.cursor ? readCursor(filter.cursor) : undefined
  const { assignee: whose, status, overdue } = filter
  const assignee =
    whose && whose !== NOBODY
      ? await ctx.db.read.officer.findUnique({ where: { login: whose }, select: { id: true } })
      : undefined
  const received = {
    ...(filter.from && { gte: instantOf(filter.from) }),
    ...(filter.to && { lt: instantOf(addDays(filter.to, 1)) }),
  }
  const dated = filter.from || filter.to ? [{ receivedAt: received }] : []
  const columns: Prisma.CaseWhereInput = {
    ...(status && { status }),
    ...(filter.kind && { kind: filter.kind }),
    ...(filter.department && { departmentId: filter.department }),
    ...(filter.area && { areaId: filter.area }),
    ...(filter.category && { categoryId: filter.category }),
    ...(whose && { officerId: whose === NOBODY ? null : (assignee?.id ?? -1) }),
    ...(filter.channel && { channel: filter.channel }),
  }
  const seen = sight(by)
  const sifted = [columns, seen].some(c => Object.keys(c).length > 0) || overdue !== undefined
  const order: CaseOrder = !newestFirst ? 'due' : filter.q && !sifted ? 'written' : 'newest'
  const ids = await findCaseIds(
    ctx.db,
    {
      query: filter.q,
      received: dated[0]?.receivedAt,
      where: {
        AND: [
          VIEWS[view].where(by, at),
          ...(onlyOpen ? [{ ...(status && { status }) }] : []),
          ...(overdue ? [CLOCK_WHERE.overdue(at)] : []),
          ...(order === 'newest' ? dated : []),
          after ? BEHIND[order](...after) : {},
        ],
      },
      sift: {
        AND: [
          seen,
          columns,
          ...(order === 'newest' ? [] : dated),
          ...(overdue === undefined ? [] : [overdue ? CLOCK_WHERE.overdue(at) : notOverdueWhere(at)]),
        ],
      },
    },
    { order, take },
  )
  return { ids, order }
}

/** Where the page after a row begins. */
const cursorAfter = (order: CaseOrder, row: { nextDueAt: Date; receivedAt: Date; id: number }) =>
  cursorOf(order === 'due' ? row.nextDueAt : row.receivedAt, row.id)

/** Read in one go: some milliseconds, in which nobody else is answered. */
export const EXPORT_PART = 100

/**
 * The same list from its first case to its last, in parts: what is taken away as a file. Only columns of the case.
 * @throws Refusal as `listCases`
 */
export async function* allCases(ctx: Context, filter: ListFilter, by: Actor) {
  for (let cursor = filter.cursor; ; ) {
    const { ids, order } = await idsOf(ctx, { ...filter, ...(cursor && { cursor }) }, by, EXPORT_PART)
    const rows = await ctx.db.read.case.findMany({
      where: { id: { in: ids } },
      orderBy: orderBy(order),
      select: EXPORTED,
    })
    yield rows
    const last = rows.at(-1)
    if (!last || ids.length < EXPORT_PART) return
    cursor = cursorAfter(order, last)
    await yieldToOthers()
  }
}

const EXPORTED = {
  id: true,
  number: true,
  kind: true,
  status: true,
  channel: true,
  title: true,
  areaId: true,
  categoryId: true,
  departmentId: true,
  receivedAt: true,
  nextDueAt: true,
  replyDueOn: true,
  deadlines: true,
  answeredAt: true,
  reopenedAt: true,
  rating: true,
  officer: { select: { name: true } },
} as const

/** One page of cases. @throws Refusal `forbidden`, or `malformed` for a broken cursor. */
export async function listCases(ctx: Context, filter: ListFilter, by: Actor) {
  const at = clockTime(ctx.now(), ctx.content().calendar)
  const limit = filter.limit ?? 30
  const { ids, order } = await idsOf(ctx, filter, by, limit + 1)
  const rows = await ctx.db.read.case.findMany({
    where: { id: { in: ids } },
    orderBy: orderBy(order),
    include: {
      officer: { select: { login: true, name: true } },
      replies: {
        where: { status: { in: ['draft', 'submitted', 'returned'] } },
        orderBy: { id: 'desc' },
        take: 1,
        select: {
          status: true,
          purpose: true,
          version: true,
          reviewNote: true,
          drafter: { select: { name: true } },
        },
      },
      // All of them: asked for some types, SQLite looks up every event of those types there ever was.
      events: { orderBy: { seq: 'desc' }, select: { type: true, data: true } },
    },
  })
  const names = namesOf(ctx.content())
  const shown = shownText(ctx)
  const page = rows.slice(0, limit).map(row => ({ row, ...clockedOf(row) }))
  const last = page.at(-1)?.row
  return {
    items: page.map(({ row, status, deadlines }) => ({
      number: row.number,
      kind: row.kind as Kind,
      kindText: KIND_NAMES[row.kind as Kind],
      status: row.status as Status,
      statusText: STATUS_NAMES[row.status as Status],
      channel: row.channel,
      title: shown(row.title),
      area: row.areaId,
      areaName: names.area(row.areaId),
      category: row.categoryId,
      categoryName: names.category(row.categoryId),
      department: row.departmentId,
      departmentName: names.department(row.departmentId),
      assignee: row.officer,
      receivedAt: row.receivedAt.toISOString(),
      dueOn: row.replyDueOn,
      provisional: deadlines.reply.provisional,
      dueAt: row.replyDueAt.toISOString(),
      acceptDueOn: row.acceptDueOn,
      acceptProvisional: deadlines.accept.provisional,
      acceptDueAt: row.acceptDueAt.toISOString(),
      clock: clockOf({ status, deadlines }, at),
      acceptClock: acceptClockOf({ status, deadlines }, at),
      overdue: clockOf({ status, deadlines }, at) === 'overdue',
      urgent: row.urgent,
      held: row.heldAt !== null,
      supervised: row.supervisedAt !== null,
      supervisionDueOn: row.supervisionDueOn,
      supervisionClock: supervisionClock(row.supervisionDueOn, at.now),
      step: nextStep({
        status: row.status as Status,
        held: row.heldAt !== null,
        department: names.department(row.departmentId),
        holder: row.officer?.name ?? null,
        pending: row.replies[0] ? pendingOf(row.replies[0], shown) : null,
        last: lastOf(row.events, names, shown),
        extensionAsked: row.extensionAskedAt !== null,
        objected: row.objectedAt !== null,
        supervisionDueOn: row.supervisionDueOn,
        mergedInto: null,
      }),
      rating: row.rating,
      version: row.version,
    })),
    nextCursor: last && rows.length > limit ? cursorAfter(order, last) : null,
  }
}

const pendingOf = (
  r: {
    status: string
    purpose: string
    version: number
    reviewNote: string | null
    drafter: { name: string }
  },
  shown: (text: string) => string,
) => ({
  status: r.status as 'draft' | 'submitted' | 'returned',
  purpose: r.purpose as 'answer' | 'decline',
  version: r.version,
  drafter: r.drafter.name,
  note: r.reviewNote && shown(r.reviewNote),
})

/** The last event that says why a case stands where it does. */
function lastOf(
  events: readonly { type: string; data: string | null }[],
  names: ReturnType<typeof namesOf>,
  shown: (text: string) => string,
) {
  const event = events.find(e => (TELLING_EVENTS as readonly string[]).includes(e.type))
  if (!event) return null
  const data = event.data ? (JSON.parse(event.data) as Record<string, unknown>) : {}
  const words = data['reason'] ?? data['text']
  const department = data['departmentId']
  return {
    type: event.type as TellingEvent,
    words: typeof words === 'string' ? shown(words) : null,
    department: typeof department === 'string' ? names.department(department) : null,
  }
}

/** What comes after a row. The first condition lets the index begin there. */
const BEHIND: Record<CaseOrder, (at: Date, id: number) => Prisma.CaseWhereInput> = {
  due: (at, id) => ({ nextDueAt: { gte: at }, OR: [{ nextDueAt: { gt: at } }, { id: { gt: id } }] }),
  newest: (at, id) => ({ receivedAt: { lte: at }, OR: [{ receivedAt: { lt: at } }, { id: { lt: id } }] }),
  written: (_at, id) => ({ id: { lt: id } }),
}

/** How many cases each view holds for this officer; "全部" is not counted, it only grows. */
export async function countViews(ctx: Context, by: Actor): Promise<Record<Exclude<ViewName, 'all'>, number>> {
  const at = clockTime(ctx.now(), ctx.content().calendar)
  const mine = sight(by)
  const counted = (Object.keys(VIEWS) as ViewName[]).filter(v => v !== 'all')
  const counts = await Promise.all(
    counted.map(v => {
      const where = { AND: [mine, VIEWS[v].where(by, at)] }
      return BY_RELATED.has(v) ? countByRelated(ctx.db, where) : ctx.db.read.case.count({ where })
    }),
  )
  return Object.fromEntries(counted.map((v, i) => [v, counts[i]!])) as Record<
    Exclude<ViewName, 'all'>,
    number
  >
}
