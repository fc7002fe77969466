import { z } from 'zod'
import { addDays, daysBetween, shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { givenDate } from '../../domain/base/given-date.ts'
import { CHANNEL_NAMES, type ChannelName } from '../../domain/base/message.ts'
import { piecesOf } from '../../domain/base/period.ts'
import { DIMENSIONS, type Dimension } from '../../domain/numbers/counts.ts'
import { spanOf } from '../../domain/numbers/digest.ts'
import { emptyTally, type Span, type Tally, tallyOf } from '../../domain/numbers/tally.ts'
import { KIND_NAMES, type Kind } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may, scopeOf } from '../../domain/people/policy.ts'
import { candidatesFor, type Measure, type Place, titlesOf } from '../../store/cases/case-measures.ts'
import { factsOfCases } from '../../store/numbers/counts.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { shownText } from '../office/shown-text.ts'
import { countBy, type Days } from './count.ts'
import { countAll } from './count-all.ts'

/** Any span of days, any breakdown; every number can name its cases. */

const date = givenDate('日期要写成 2026-11-01 这样')

export const dashboardQuery = z.object({
  from: date.optional(),
  to: date.optional(),
  by: z.enum(DIMENSIONS).optional(),
  step: z.enum(['day', 'week', 'month']).optional(),
})
export type DashboardQuery = z.infer<typeof dashboardQuery>

const MOST_DAYS = 11 * 366
const MOST_PIECES = 400

interface DashboardRow {
  /** The row's id; null for cases without one. */
  id: string | null
  name: string
  tally: Tally
}

export interface Dashboard {
  from: string
  to: string
  by: Dimension
  step: 'day' | 'week' | 'month'
  total: Tally
  rows: DashboardRow[]
  course: {
    name: string
    from: string
    to: string
    received: number
    concluded: number
    cohort: number
    onTime: number
    carriedOut: number
    overdue: number
  }[]
  /** Set when the officer sees only one department. */
  department: string | null
}

function scope(by: Actor): string | null {
  if (!may(by, 'seeBoard')) throw new Refusal('forbidden', '您的角色不能看统计。')
  return scopeOf(by)
}

/** The days asked for: the last 30 unless said otherwise. @throws Refusal `malformed` */
export function daysOf(query: DashboardQuery, now: Date): Days {
  const today = shanghaiDate(now)
  const to = query.to ?? today
  const from = query.from ?? addDays(to, -29)
  if (from > to) throw new Refusal('malformed', '开始的日子要在结束的日子之前。')
  if (from > today) throw new Refusal('malformed', '开始的日子还没有到。')
  if (daysBetween(from, to) > MOST_DAYS) throw new Refusal('malformed', '一次最多看十一年。')
  return { from, to }
}

const DEFAULT_STEP = (days: number) => (days <= 45 ? 'day' : days <= 400 ? 'week' : 'month')

/** @throws Refusal `forbidden`, or `malformed` for days that make no sense. */
export async function dashboard(ctx: Context, query: DashboardQuery, officer: Actor): Promise<Dashboard> {
  const department = scope(officer)
  const now = ctx.now()
  const days = daysOf(query, now)
  const length = daysBetween(days.from, days.to)
  const step = query.step ?? DEFAULT_STEP(length)
  const by = department === null ? (query.by ?? 'department') : 'department'
  await countAll(ctx)
  const db = ctx.db.read
  const only = department === null ? {} : { key: department }
  const totals = await countBy(db, department === null ? 'total' : 'department', days, now, only)
  const rows = await countBy(db, by, days, now, only)
  const shown = [days.to, shanghaiDate(now)].sort()[0]!
  const pieces = piecesOf(days.from, shown, step)
  if (pieces.length > MOST_PIECES) throw new Refusal('malformed', '按天看不能超过 400 天，请按周或按月。')
  const course: Dashboard['course'] = []
  for (const piece of pieces) {
    const counted = await countBy(db, department === null ? 'total' : 'department', piece, now, {
      ...only,
      fields: ['received', 'concluded', 'cohort', 'answeredOnTime', 'carriedOut', 'overdue'],
    })
    const t = counted.get(department) ?? emptyTally()
    const { received, concluded, cohort, answeredOnTime: onTime, carriedOut, overdue } = t
    course.push({ ...piece, received, concluded, cohort, onTime, carriedOut, overdue })
  }
  const name = namer(ctx, by)
  return {
    ...days,
    by,
    step,
    total: totals.get(department) ?? emptyTally(),
    rows: [...rows]
      .map(([id, tally]) => ({ id, name: name(id), tally }))
      .filter(({ tally: t }) => t.received + t.concluded + t.cohort + t.carriedOut > 0)
      .sort((a, b) => b.tally.received - a.tally.received || (a.name < b.name ? -1 : 1)),
    course,
    department,
  }
}

function namer(ctx: Context, by: Dimension): (id: string | null) => string {
  const names = namesOf(ctx.content())
  return {
    department: (id: string | null) => names.department(id) ?? '未分派',
    area: (id: string | null) => names.area(id) ?? '不清楚',
    category: (id: string | null) => names.category(id) ?? '未分类',
    kind: (id: string | null) => KIND_NAMES[id as Kind] ?? '其他',
    channel: (id: string | null) => CHANNEL_NAMES[id as ChannelName] ?? '其他',
  }[by]
}

/**
 * The numbers that link to their cases, and how often a case counts in each: received and later reopened, it counts
 * twice.
 */
export const MEASURES = {
  received: { name: '新收', of: 'received', in: t => t.received },
  concluded: { name: '办结', of: 'concluded', in: t => t.concluded },
  cohort: { name: '应答复', of: 'due', in: t => t.cohort },
  onTime: { name: '按时答复', of: 'due', in: t => t.answeredOnTime },
  late: { name: '没有按时答复', of: 'due', in: t => t.cohort - t.answeredOnTime },
  unanswered: { name: '还没答复', of: 'due', in: t => t.cohort - t.answered },
  declined: { name: '不予受理', of: 'due', in: t => t.declined },
  merged: { name: '并案', of: 'due', in: t => t.merged },
  carriedOut: { name: '结转', of: 'owed', in: t => t.carriedOut },
  overdue: { name: '超期', of: 'owed', in: t => t.overdue },
} as const satisfies Record<string, { name: string; of: Measure; in: (t: Tally) => number }>
export type MeasureName = keyof typeof MEASURES
export const MEASURE_NAMES = Object.keys(MEASURES) as [MeasureName, ...MeasureName[]]

const PART = 100
/** How many cases one page may scan before it stops and offers to continue. */
const MOST_READ = 1500

const place = z.object({ scan: z.int().min(0).max(9), value: z.iso.datetime().or(date), id: z.int().min(0) })

function readPlace(text: string | undefined): Place | null {
  if (text === undefined) return null
  try {
    return place.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    throw new Refusal('malformed', '翻页位置不对，请从第一页重新看。')
  }
}

export interface BehindItem {
  number: string
  title: string
  kind: Kind
  /** How often the number counts it. */
  times: number
}

/**
 * The cases behind a number, by the same tally that counts them.
 * @param query.after the `next` of the page before; null when there are no more
 * @throws Refusal `forbidden`, or `malformed` for days or a place that make no sense
 */
export async function casesBehind(
  ctx: Context,
  query: DashboardQuery & { measure: MeasureName; key?: string; after?: string },
  officer: Actor,
  limit = 50,
): Promise<{ items: BehindItem[]; next: string | null }> {
  const own = scope(officer)
  const days = daysOf(query, ctx.now())
  const { of, in: countIn } = MEASURES[query.measure]
  const span: Span = spanOf({ id: '', ...days }, ctx.now())
  const by: Dimension = own === null ? (query.by ?? 'department') : 'department'
  const key = own ?? query.key
  const db = ctx.db.read
  await countAll(ctx)
  const found: { id: number; number: string; kind: Kind; times: number }[] = []
  let at = readPlace(query.after)
  for (let read = 0; found.length < limit && read < MOST_READ; ) {
    const candidates = await candidatesFor(db, of, span, at, PART)
    if (candidates.length === 0) {
      at = null
      break
    }
    const cases = await factsOfCases(
      db,
      candidates.map(c => c.id),
    )
    const known = new Map(cases.map(r => [r.record.id, r.facts]))
    for (const candidate of candidates) {
      read++
      at = candidate.place
      const facts = known.get(candidate.id)
      // Left out of the counts, too.
      if (!facts) continue
      const department = facts.holders.findLast(h => h.at < span.until)?.departmentId ?? null
      const { kind, areaId: area, categoryId: category, channel } = facts
      const id = { kind, area, category, channel, department }[by]
      const times = key !== undefined && (id ?? '') !== key ? 0 : countIn(tallyOf(facts, span))
      if (times > 0 && !found.some(f => f.id === candidate.id))
        found.push({ id: candidate.id, number: facts.number, kind, times })
      if (found.length === limit) break
    }
  }
  const titles = await titlesOf(
    db,
    found.map(f => f.id),
  )
  const shown = shownText(ctx)
  return {
    items: found.map(({ id, ...item }) => ({ ...item, title: shown(titles.get(id) ?? '') })),
    next: at && Buffer.from(JSON.stringify(at)).toString('base64url'),
  }
}
