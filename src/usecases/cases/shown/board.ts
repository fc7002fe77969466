import { addDays, instantOf } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { weekOf } from '../../../domain/base/week.ts'
import { clockTime } from '../../../domain/cases/clock.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import { countEvents, openByHolder } from '../../../store/cases/lists/board.ts'
import type { Context } from '../../base/context.ts'
import { namesOf } from '../moving/open-case.ts'
import { listCases } from './list-cases.ts'

/** The open cases of one holder, counted now. */
interface BoardRow {
  department: string | null
  departmentName: string
  /** Null: nobody there has taken them yet. */
  holder: { login: string; name: string } | null
  open: number
  dueToday: number
  overdue: number
}

/** Events of this week so far and of the whole of the last one. */
interface WeekRow {
  name: string
  thisWeek: number
  lastWeek: number
}

const WEEK_EVENTS = [
  ['received', '新收到'],
  ['answered', '答复'],
  ['reopened', '重新办理'],
  ['objected', '退单'],
  ['escalated', '超期上报'],
] as const

/**
 * The manager's board.
 * @throws Refusal `forbidden`
 */
export async function board(ctx: Context, by: Actor) {
  if (!may(by, 'seeBoard')) throw new Refusal('forbidden', '您的角色不能看看板。')
  const now = ctx.now()
  const names = namesOf(ctx.content())
  const { from } = weekOf(now)
  const begin = instantOf(from)
  const before = instantOf(addDays(from, -7))
  const types = WEEK_EVENTS.map(([type]) => type)
  const [rows, thisWeek, lastWeek, late] = await Promise.all([
    openByHolder(ctx.db.read, by, clockTime(now, ctx.content().calendar)),
    countEvents(ctx.db.read, types, by, { from: begin }),
    countEvents(ctx.db.read, types, by, { from: before, to: begin }),
    listCases(ctx, { view: 'overdue', limit: 50 }, by),
  ])
  const weeks: WeekRow[] = WEEK_EVENTS.map(([type, name]) => ({
    name,
    thisWeek: thisWeek[type] ?? 0,
    lastWeek: lastWeek[type] ?? 0,
  }))
  return {
    rows: rows
      .map(
        ({ departmentId, ...row }): BoardRow => ({
          ...row,
          department: departmentId,
          departmentName: names.department(departmentId) ?? '未分派',
        }),
      )
      .sort((a, b) => b.overdue - a.overdue || b.dueToday - a.dueToday || b.open - a.open),
    weeks,
    late: late.items,
    moreLate: late.nextCursor !== null,
  }
}
