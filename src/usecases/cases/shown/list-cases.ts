import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { z } from 'zod'
import { Refusal } from '../../../domain/base/errors.ts'
import { givenDate } from '../../../domain/base/given-date.ts'
import { CHANNELS } from '../../../domain/base/message.ts'
import { STATUS_NAMES, STATUSES, type Status } from '../../../domain/cases/case.ts'
import { acceptClockOf, clockOf, clockTime, supervisionClock } from '../../../domain/cases/clock.ts'
import { EXPLAINING_EVENTS, type ExplainingEvent, nextStep } from '../../../domain/cases/next-step.ts'
import { VIEWS, type ViewName } from '../../../domain/cases/views.ts'
import { KIND_NAMES, KINDS, type Kind } from '../../../domain/office/kinds.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import type { CaseOrder } from '../../../store/cases/case-search.ts'
import { clockedOf } from '../../../store/cases/clock.ts'
import {
  type CasePlace,
  caseIdsOf,
  exportedCases,
  listedCases,
  placeOf,
} from '../../../store/cases/lists/case-list.ts'
import { countView, type Viewer } from '../../../store/cases/lists/views.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { namesOf } from '../moving/open-case.ts'

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

const cursorOf = ({ at, id }: CasePlace) =>
  Buffer.from(JSON.stringify([at.getTime(), id])).toString('base64url')

function readCursor(cursor: string): CasePlace {
  try {
    const [at, id] = cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { at: new Date(at), id }
  } catch {
    throw new Refusal('malformed', '翻页位置不对，请从第一页重新看。')
  }
}

/** @throws Refusal `forbidden` for who may see no cases at all */
export function demandCaseAccess(by: Actor): void {
  if (!may(by, 'seeCases')) throw new Refusal('forbidden', '您的角色不能查看诉求。')
}

function viewer(ctx: Context, by: Actor): Viewer {
  demandCaseAccess(by)
  return { by, at: clockTime(ctx.now(), ctx.content().calendar) }
}

export type CaseListItem = Awaited<ReturnType<typeof listCases>>['items'][number]

/** The ids of one page. @throws Refusal `forbidden`, or `malformed` for a broken cursor. */
async function idsOf(ctx: Context, filter: ListFilter, by: Actor, take: number) {
  const { cursor, q, assignee, limit, ...columns } = filter
  const after = cursor ? readCursor(cursor) : undefined
  const holder = assignee === NOBODY ? null : assignee || undefined
  return caseIdsOf(ctx.db, { ...columns, holder, query: q }, viewer(ctx, by), { after, take })
}

/** Where the page after a row begins. */
const cursorAfter = (order: CaseOrder, row: Parameters<typeof placeOf>[1]) => cursorOf(placeOf(order, row))

/** Cases read by one statement: a few milliseconds, during which the event loop is blocked. */
export const EXPORT_PART = 100

/**
 * The whole list in parts, for an exported file. Only columns of the case.
 * @throws Refusal as `listCases`
 */
export async function* allCases(ctx: Context, filter: ListFilter, by: Actor) {
  for (let cursor = filter.cursor; ; ) {
    const page = await idsOf(ctx, { ...filter, ...(cursor && { cursor }) }, by, EXPORT_PART)
    const rows = await exportedCases(ctx.db.read, page)
    yield rows
    const last = rows.at(-1)
    if (!last || page.ids.length < EXPORT_PART) return
    cursor = cursorAfter(page.order, last)
    await yieldToOthers()
  }
}

/** One page of cases. @throws Refusal `forbidden`, or `malformed` for a broken cursor. */
export async function listCases(ctx: Context, filter: ListFilter, by: Actor) {
  const at = clockTime(ctx.now(), ctx.content().calendar)
  const limit = filter.limit ?? 30
  const found = await idsOf(ctx, filter, by, limit + 1)
  const rows = await listedCases(ctx.db.read, found)
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
    nextCursor: last && rows.length > limit ? cursorAfter(found.order, last) : null,
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

/** The last event that explains a case's state. */
function lastOf(
  events: readonly { type: string; data: string | null }[],
  names: ReturnType<typeof namesOf>,
  shown: (text: string) => string,
) {
  const event = events.find(e => (EXPLAINING_EVENTS as readonly string[]).includes(e.type))
  if (!event) return null
  const data = event.data ? (JSON.parse(event.data) as Record<string, unknown>) : {}
  const words = data['reason'] ?? data['text']
  const department = data['departmentId']
  return {
    type: event.type as ExplainingEvent,
    words: typeof words === 'string' ? shown(words) : null,
    department: typeof department === 'string' ? names.department(department) : null,
  }
}

/** How many cases each view holds for this officer; "全部" is not counted, it only grows. */
export async function countViews(ctx: Context, by: Actor): Promise<Record<Exclude<ViewName, 'all'>, number>> {
  const asViewer = viewer(ctx, by)
  const counted = (Object.keys(VIEWS) as ViewName[]).filter(v => v !== 'all')
  const counts = await Promise.all(counted.map(view => countView(ctx.db, view, asViewer)))
  return Object.fromEntries(counted.map((v, i) => [v, counts[i]!])) as Record<
    Exclude<ViewName, 'all'>,
    number
  >
}
