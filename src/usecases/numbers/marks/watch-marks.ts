import { addDays, DAY, HOUR, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { COUNTED, holdsSince, mayBegin } from '../../../domain/numbers/supervision.ts'
import type { ConditionName, SupervisionRule } from '../../../domain/office/supervision-rules.ts'
import {
  addMark,
  type CandidateRow,
  type Candidates,
  candidatesFor,
  endMarks,
  eventsOf,
  openMarks,
  toWatched,
} from '../../../store/numbers/marks.ts'
import type { Context } from '../../base/context.ts'

/** Cases read by one statement. */
const PART = 200
/** Events of a count that are older are of marks that were set when they happened. */
const EVENT_DAYS = 30

/** Which cases each condition may hold for: wider than the condition, and found by an index. */
const CANDIDATES: Record<ConditionName, (value: number, now: Date) => Candidates> = {
  dueWithinHours: (hours, now) => ({ of: 'due', now, until: new Date(now.getTime() + hours * HOUR) }),
  // The first late day may begin a minute after the deadline.
  overdueDays: (days, now) => ({ of: 'overdue', until: new Date(now.getTime() - (days - 1) * DAY) }),
  overdueWorkingDays: (days, now) => ({ of: 'overdue', until: new Date(now.getTime() - (days - 1) * DAY) }),
  returnedTimes: (_times, now) => eventsSince('returned', now),
  reopenedTimes: (_times, now) => eventsSince('reopened', now),
  supervisionOverdueDays: (days, now) => ({ of: 'supervision', until: addDays(shanghaiDate(now), -days) }),
}

const eventsSince = (type: 'returned' | 'reopened', now: Date): Candidates => ({
  of: 'event',
  type,
  from: new Date(now.getTime() - EVENT_DAYS * DAY),
})

/**
 * Sets the marks whose rule begins to hold and ends those that no longer do, in parts. Safe to run twice at once: a
 * mark of the same beginning is one row.
 */
export async function watchMarks(
  ctx: Context,
  signal?: AbortSignal,
): Promise<{ set: number; ended: number }> {
  const ended = await endPassed(ctx, signal)
  let set = 0
  for (const rule of ctx.content().office.supervision.rules) set += await setBegun(ctx, rule, signal)
  return { set, ended }
}

async function setBegun(ctx: Context, rule: SupervisionRule, signal?: AbortSignal): Promise<number> {
  const { calendar } = ctx.content()
  let set = 0
  for (let after = 0; !signal?.aborted; ) {
    const now = ctx.now()
    const candidates = CANDIDATES[rule.when.condition](rule.when.value, now)
    const rows = await candidatesFor(ctx.db.read, rule.id, candidates, after, PART)
    const events = await eventsFor(ctx, [rule], rows)
    const begun = rows.flatMap(row => {
      const watched = toWatched(row, events.get(row.id))
      if (!mayBegin(rule, watched, now)) return []
      const since = holdsSince(rule, watched, { now, calendar })
      return since === null ? [] : [{ row, since }]
    })
    if (begun.length > 0)
      await ctx.db.inTransaction(async tx => {
        for (const { row, since } of begun)
          await addMark(tx, {
            level: rule.level,
            ruleId: rule.id,
            caseId: row.id,
            departmentId: row.departmentId,
            since,
            at: now,
          })
      })
    set += begun.length
    if (rows.length < PART) break
    after = rows.at(-1)!.id
  }
  return set
}

async function endPassed(ctx: Context, signal?: AbortSignal): Promise<number> {
  const { office, calendar } = ctx.content()
  const rules = new Map(office.supervision.rules.map(rule => [rule.id, rule]))
  let ended = 0
  for (let after = 0; !signal?.aborted; ) {
    const now = ctx.now()
    const marks = await openMarks(ctx.db.read, after, PART)
    const events = await eventsFor(
      ctx,
      office.supervision.rules,
      marks.map(m => m.case),
    )
    // Of a rule that office.yaml no longer has; or it holds since another day, which is a mark of its own.
    const passed = marks.filter(({ ruleId, since, case: c }) => {
      const rule = rules.get(ruleId)
      return !rule || holdsSince(rule, toWatched(c, events.get(c.id)), { now, calendar }) !== since
    })
    if (passed.length > 0)
      await ctx.db.inTransaction(tx =>
        endMarks(
          tx,
          passed.map(m => m.id),
          now,
        ),
      )
    ended += passed.length
    if (marks.length < PART) break
    after = marks.at(-1)!.id
  }
  return ended
}

/** The events that these rules count, of these cases. */
function eventsFor(
  ctx: Context,
  rules: readonly SupervisionRule[],
  rows: readonly Pick<CandidateRow, 'id'>[],
) {
  const types = rules.flatMap(({ when }) => COUNTED[when.condition] ?? [])
  // Returns are counted since the case was opened again.
  const read = types.includes('returned') ? [...types, 'reopened' as const] : types
  return eventsOf(
    ctx.db.read,
    rows.map(row => row.id),
    read,
  )
}
