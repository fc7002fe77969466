import { shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Period } from '../../domain/base/period.ts'
import { type CountField, DIMENSIONS } from '../../domain/numbers/counts.ts'
import {
  addCase,
  addToLists,
  beginDigest,
  type DigestAccumulator,
  finishDigest,
  MOST_LISTED,
} from '../../domain/numbers/digest.ts'
import type { Digest } from '../../domain/numbers/digest-schema.ts'
import { addTally, emptyTally, FLOW_FIELDS, type Tally, tallyOf } from '../../domain/numbers/tally.ts'
import type { Db } from '../../store/base/database.ts'
import { factsOfCases } from '../../store/numbers/counts.ts'
import { type OwedCase, owedAt } from '../../store/numbers/digests.ts'
import type { Context } from '../base/context.ts'
import { casesAffecting } from '../cases/moving/cases-affecting.ts'
import { countBy, countTotal } from './count.ts'
import { countAll } from './count-all.ts'

const STANDS = ['issued', 'standsAnswered', 'standsDeclined', 'standsWithdrawn', 'standsSetAside'] as const
const COHORT: readonly CountField[] = ['cohort', 'answered', 'answeredOnTime']

/**
 * Computes a period from the counts by day, and its lists from the events of the cases that may be on them: exactly
 * the same as counting every case (a test compares them), at the cost of a few hundred rows.
 */
export async function computeDigest(ctx: Context, period: Period): Promise<Digest> {
  await countAll(ctx)
  const now = ctx.now()
  const db = ctx.db.read
  const acc = beginDigest(period, now)
  acc.total = await countTotal(db, period, now)
  for (const dimension of DIMENSIONS) acc.by[dimension] = await countBy(db, dimension, period, now)
  for (const other of [...acc.compared, ...(acc.lastYear ? [acc.lastYear] : [])]) {
    const counted = await countBy(db, 'total', other.week, now, { fields: COHORT })
    other.total = counted.get(null) ?? emptyTally()
  }
  await fillLists(db, acc)
  return finishDigest(acc)
}

/** Reads the events of as few cases as possible: the earliest due until the lists are full, and the unsure ones. */
async function fillLists(db: Db, acc: DigestAccumulator): Promise<void> {
  const { span, next } = acc
  const dueLast = shanghaiDate(new Date(span.dueUntil - 1))
  const owed = await owedAt(db, new Date(span.until), next.to)
  const load = async (cases: readonly OwedCase[]) => {
    const read = await factsOfCases(
      db,
      cases.map(c => c.id),
    )
    for (const { facts } of read) addToLists(acc, facts)
  }
  const doubtful = owed.filter(c => c.unsure || c.earliest !== c.latest)
  for (let i = 0; i < doubtful.length; i += 200) await load(doubtful.slice(i, i + 200))
  const sure = owed.filter(c => !c.unsure && c.earliest === c.latest)
  const overdue = sure.filter(c => c.earliest <= dueLast)
  const dueNext = sure.filter(c => c.earliest >= next.from && c.earliest <= next.to)
  // In the order of the lists: the first MOST_LISTED are enough, whatever the unsure ones turn out to be.
  await load(overdue.slice(0, MOST_LISTED))
  await load(dueNext.slice(0, MOST_LISTED))
  acc.dueNext.count += Math.max(0, dueNext.length - MOST_LISTED)
}

/**
 * A period's digest and those of its departments. In the counts by day the carried figures are computed from the
 * others, so their sums cannot disagree. The check rule (NUMBERS, rule 10) is therefore also checked on the events:
 * each of the four figures is counted separately from every case that was owed in the period.
 */
export async function computeDigests(
  ctx: Context,
  period: Period,
): Promise<{ digest: Digest; departments: Map<string, Digest> }> {
  const digest = await computeDigest(ctx, period)
  const counted = await countTotal(ctx.db.read, period, ctx.now())
  const { departments, whole } = await computeDepartmentDigests(ctx, period)
  const balanced =
    digest.balanced &&
    whole.carriedIn + whole.received === whole.concluded + whole.carriedOut &&
    FLOW_FIELDS.every(field => whole[field] === counted[field])
  return { digest: { ...digest, balanced }, departments }
}

/**
 * The same for each department, with only what it holds at the end of the period. Breakdowns within a department are
 * not in the table of counts, so the cases that affect the period are read: once for all departments, in parts.
 */
async function computeDepartmentDigests(
  ctx: Context,
  period: Period,
): Promise<{ departments: Map<string, Digest>; whole: Tally }> {
  await countAll(ctx)
  const now = ctx.now()
  const db = ctx.db.read
  const departments = new Map<string, DigestAccumulator>(
    ctx.content().office.departments.map(({ id }) => [id, beginDigest(period, now)]),
  )
  const [acc] = departments.values()
  const whole = emptyTally()
  for await (const part of casesAffecting(db, acc!.span)) {
    for (const { facts, holder } of part) {
      addTally(whole, tallyOf(facts, acc!.span))
      const own = holder === null ? undefined : departments.get(holder)
      if (own) addCase(own, facts)
    }
  }
  // The cases read do not include finished old cases, nor those of the weeks compared with.
  const counted = await countBy(db, 'department', period, now)
  for (const [id, own] of departments) {
    for (const field of STANDS) own.total[field] = counted.get(id)?.[field] ?? 0
  }
  for (const [i, { week }] of acc!.compared.entries()) {
    const rows = await countBy(db, 'department', week, now, { fields: COHORT })
    for (const [id, own] of departments) own.compared[i]!.total = rows.get(id) ?? emptyTally()
  }
  if (acc!.lastYear) {
    const rows = await countBy(db, 'department', acc!.lastYear.week, now, { fields: COHORT })
    for (const [id, own] of departments) own.lastYear!.total = rows.get(id) ?? emptyTally()
  }
  return { departments: new Map([...departments].map(([id, own]) => [id, finishDigest(own)])), whole }
}
