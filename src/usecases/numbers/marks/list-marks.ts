import { z } from 'zod'
import {
  addDays,
  closeOfDay,
  daysBetween,
  instantOf,
  isCivilDate,
  shanghaiDate,
} from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { givenDate } from '../../../domain/base/given-date.ts'
import { KIND_NAMES, type Kind } from '../../../domain/office/kinds.ts'
import { LEVEL_NAMES, MARK_LEVELS, type MarkLevel } from '../../../domain/office/supervision-rules.ts'
import type { OfficerActor } from '../../../domain/people/actor.ts'
import { canSee, may, scopeOf } from '../../../domain/people/policy.ts'
import {
  countMarks,
  type MarkPlace,
  type MarkRow,
  type MarkSpan,
  marksHeld,
  marksSet,
} from '../../../store/numbers/marks.ts'
import { officersById } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { namesOf } from '../../cases/moving/open-case.ts'
import { shownText } from '../../office/shown-text.ts'

const PAGE = 50
const MOST_DAYS = 366

/** @throws Refusal `forbidden` */
export function demandMarks(by: OfficerActor): void {
  if (!may(by, 'seeMarks')) throw new Refusal('forbidden', '您的角色不能看电子监察。')
}

const days = z
  .strictObject({ from: givenDate('日期写成 2026-11-01'), to: givenDate() })
  .refine(d => d.from <= d.to, { path: ['to'], message: '不能早于开始的日期' })
  .refine(d => ![d.from, d.to].every(isCivilDate) || daysBetween(d.from, d.to) < MOST_DAYS, {
    path: ['to'],
    message: '最多一年',
  })

export interface MarkDays {
  from: string
  to: string
}

/**
 * The days asked for; without any, this month until today.
 * @throws Refusal `malformed`
 */
export function daysAsked(ctx: Context, asked: { from?: string; to?: string }): MarkDays {
  const today = shanghaiDate(ctx.now())
  const { from = `${(asked.to ?? today).slice(0, 8)}01`, to = today } = asked
  return checked(
    days,
    { from, to },
    errors => new Refusal('malformed', `网址里的日期不对：${errors.map(e => e.message).join('；')}。`),
  )
}

export const spanOfDays = ({ from, to }: MarkDays, departmentId: string | undefined): MarkSpan => ({
  departmentId,
  from: instantOf(from),
  until: closeOfDay(to),
})

export type LevelCounts = Record<MarkLevel, number>

/** What a department has of each level. */
export interface DepartmentMarks extends LevelCounts {
  departmentId: string | null
  department: string
}

/** Cases that nobody was given yet. */
export const UNASSIGNED = '还没分派'

/**
 * The counts of each department, the most red first, then yellow, then warnings. Those of today's office without a
 * mark are listed, too.
 */
export async function rankMarks(ctx: Context, by: OfficerActor, asked: MarkDays): Promise<DepartmentMarks[]> {
  const own = scopeOf(by) ?? undefined
  const names = namesOf(ctx.content())
  const rows = new Map<string | null, DepartmentMarks>()
  const rowOf = (departmentId: string | null) => {
    const department = names.department(departmentId) ?? UNASSIGNED
    const row = rows.get(departmentId) ?? { departmentId, department, warning: 0, yellow: 0, red: 0 }
    rows.set(departmentId, row)
    return row
  }
  for (const { id } of ctx.content().office.departments) if (own === undefined || own === id) rowOf(id)
  for (const { departmentId, level, count } of await countMarks(ctx.db.read, spanOfDays(asked, own)))
    rowOf(departmentId)[level] = count
  return [...rows.values()].sort((a, b) => b.red - a.red || b.yellow - a.yellow || b.warning - a.warning)
}

/** One mark as the desk shows it. */
export type ShownMark = Awaited<ReturnType<typeof showMarks>>[number]

/** @param by who reads it: a case beyond their scope is not linked */
export async function showMarks(ctx: Context, by: OfficerActor, rows: readonly MarkRow[]) {
  const names = namesOf(ctx.content())
  const rules = new Map(ctx.content().office.supervision.rules.map(r => [r.id, r.name]))
  const lifters = await officersById(
    ctx.db.read,
    rows.flatMap(r => r.liftedById ?? []),
  )
  const shown = shownText(ctx)
  return rows.map(m => ({
    id: m.id,
    level: m.level as MarkLevel,
    levelText: LEVEL_NAMES[m.level as MarkLevel],
    rule: rules.get(m.ruleId) ?? '旧规则',
    department: names.department(m.departmentId) ?? UNASSIGNED,
    number: m.case.number,
    kind: KIND_NAMES[m.case.kind as Kind],
    open: canSee(by, m.case),
    since: m.since,
    at: m.at.toISOString(),
    endedAt: m.endedAt?.toISOString() ?? null,
    lifted: m.liftedAt && {
      at: m.liftedAt.toISOString(),
      by: lifters.get(m.liftedById!)?.name ?? '',
      reason: shown(m.liftReason ?? ''),
    },
  }))
}

export const MARK_VIEWS = { open: '还在的', all: '这段时间的全部' } as const
export type MarkView = keyof typeof MARK_VIEWS

/** `1763258400000.12`: behind mark 12, which was set at that instant. */
const PLACE = /^(\d{1,15})\.(\d{1,9})$/
const placeOf = (text: string): MarkPlace | null => {
  const [, at, id] = PLACE.exec(text) ?? []
  return at === undefined || Number(at) > 8.64e15 ? null : { at: new Date(Number(at)), id: Number(id) }
}

/**
 * Marks in this officer's scope: those that hold, or all that were set in some days with their end.
 * @throws Refusal `forbidden`, `malformed`
 */
export async function listMarks(
  ctx: Context,
  by: OfficerActor,
  view: MarkView,
  asked: { from?: string; to?: string },
  before = '',
) {
  demandMarks(by)
  const span = daysAsked(ctx, asked)
  const own = scopeOf(by) ?? undefined
  const place = placeOf(before)
  const rows =
    view === 'open'
      ? await marksHeld(ctx.db.read, own, place?.id, PAGE + 1)
      : await marksSet(ctx.db.read, spanOfDays(span, own), place, PAGE + 1)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    ...span,
    ranking: await rankMarks(ctx, by, span),
    marks: await showMarks(ctx, by, page),
    next: rows.length > PAGE && last ? `${last.at.getTime()}.${last.id}` : null,
    lifts: may(by, 'liftMarks') && scopeOf(by) === null,
    rules: ctx.content().office.supervision.rules.map(r => `${LEVEL_NAMES[r.level]}：${r.name}`),
  }
}

export type MarksPage = Awaited<ReturnType<typeof listMarks>>

/** The sum over departments. */
export const sumMarks = (rows: readonly LevelCounts[]): LevelCounts =>
  Object.fromEntries(MARK_LEVELS.map(l => [l, rows.reduce((sum, row) => sum + row[l], 0)])) as LevelCounts

/** The first day that is listed without a choice, for a link to the month before. */
export const monthBefore = (from: string): MarkDays => {
  const to = addDays(`${from.slice(0, 8)}01`, -1)
  return { from: `${to.slice(0, 8)}01`, to }
}
