import type { Actor } from '../domain/case.ts'
import { instantOf, shanghaiDate } from '../domain/civil-date.ts'
import { type CountField, DIMENSIONS } from '../domain/counts.ts'
import { addToLists, beginDigest, type DigestAcc, finishDigest, LIST } from '../domain/digest.ts'
import { type Digest, digestSchema } from '../domain/digest-schema.ts'
import { Refusal } from '../domain/errors.ts'
import { factsOf } from '../domain/facts.ts'
import { type Period, parsePeriod } from '../domain/period.ts'
import { may } from '../domain/policy.ts'
import { emptyTally } from '../domain/tally.ts'
import { endOf, lastFullWeek, shiftWeek, weekOf } from '../domain/week.ts'
import { countChanges, recordsOf } from '../store/counts.ts'
import type { Db } from '../store/database.ts'
import { addDigest, latestDigest, listDigests, type OwedCase, owedAt } from '../store/digests.ts'
import { claimRun, finishRun } from '../store/job-runs.ts'
import { notice } from '../store/notices.ts'
import type { Context } from './context.ts'
import { countBy, countTotal } from './count.ts'

/** How far back a service that was down catches up. */
const CATCH_UP_WEEKS = 12

/** Monday 08:30 in Shanghai after the week. */
const READY_MINUTE = 8 * 60 + 30

const COHORT: readonly CountField[] = ['cohort', 'answered', 'answeredOnTime']

/**
 * Computes a period from the counts by day, and its lists from the events of the cases that may be on them: the same
 * to the last bit as `digestFor` over every case there is (a test compares), at the cost of some hundred rows.
 */
export async function computeDigest(ctx: Context, period: Period): Promise<Digest> {
  await countChanges(ctx.db)
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

/** Reads the events of as few cases as possible: the earliest due until the lists are full, and the doubtful. */
async function fillLists(db: Db, acc: DigestAcc): Promise<void> {
  const { span, next } = acc
  const dueLast = shanghaiDate(new Date(span.dueUntil - 1))
  const owed = await owedAt(db, new Date(span.until), next.to)
  const load = async (cases: readonly OwedCase[]) => {
    for (const record of await recordsOf(
      db,
      cases.map(c => c.id),
    ))
      addToLists(acc, factsOf(record))
  }
  const doubtful = owed.filter(c => c.unsure || c.earliest !== c.latest)
  for (let i = 0; i < doubtful.length; i += 200) await load(doubtful.slice(i, i + 200))
  const sure = owed.filter(c => !c.unsure && c.earliest === c.latest)
  const overdue = sure.filter(c => c.earliest <= dueLast)
  const dueNext = sure.filter(c => c.earliest >= next.from && c.earliest <= next.to)
  // In the order of the lists: the first LIST are enough, whatever the doubtful ones are.
  await load(overdue.slice(0, LIST))
  await load(dueNext.slice(0, LIST))
  acc.dueNext.count += Math.max(0, dueNext.length - LIST)
}

/** When a week's digest is made. */
export const readyAt = (week: Period): Date => instantOf(shanghaiDate(endOf(week)), READY_MINUTE)

/**
 * Makes and stores the digests that are ready and missing, each exactly once however many processes try and
 * however long the service was down. Called every Monday at 08:30 and at every start.
 * @returns the weeks that were made now.
 */
export async function makeMissingDigests(ctx: Context): Promise<string[]> {
  const now = ctx.now()
  const first = await ctx.db.read.case.findFirst({ orderBy: { id: 'asc' }, select: { receivedAt: true } })
  if (!first) return []
  const made: string[] = []
  const last = lastFullWeek(now)
  for (let back = CATCH_UP_WEEKS - 1; back >= 0; back--) {
    const week = shiftWeek(last, -back)
    if (endOf(week) <= first.receivedAt || readyAt(week) > now) continue
    if (await latestDigest(ctx.db.read, week.week)) continue
    if (!(await claimRun(ctx.db, 'digest', week.week, ctx.processId, now))) continue
    const problem = await makeDigest(ctx, week)
    await finishRun(ctx.db, 'digest', week.week, now, problem)
    if (!problem) made.push(week.week)
  }
  return made
}

/** Stores one week's digest. One that fails the check rule is not: the office is told instead. */
async function makeDigest(ctx: Context, week: Period): Promise<string | undefined> {
  const digest = await computeDigest(ctx, week)
  if (!digest.balanced) {
    const problem = `${week.week} 周报的勾稽关系不成立（上期结转 + 本期新收 ≠ 本期办结 + 结转下期），没有发出。`
    ctx.log.error({ week: week.week }, 'a digest failed its check rule')
    await notice(ctx.db, 'digest_unbalanced', problem, ctx.now())
    return problem
  }
  await ctx.db.inTransaction(tx => addDigest(tx, week.week, JSON.stringify(digest), ctx.now()))
  return undefined
}

export interface StoredDigest {
  digest: Digest
  /** Null while the week still runs or its Monday has not come: computed just now, not stored. */
  version: number | null
  reason: string | null
  createdAt: Date | null
}

/**
 * A week's digest: the stored one, or, before its Monday, the figures so far.
 * @throws Refusal `malformed` for no week or a week to come, `forbidden` without the right.
 */
export async function getDigest(ctx: Context, weekName: string, by: Actor): Promise<StoredDigest> {
  if (by.kind === 'officer' && !may(by, 'seeDigest')) throw new Refusal('forbidden', '您的角色不能看周报。')
  const week = parsePeriod(weekName, ctx.now())
  const stored = await latestDigest(ctx.db.read, week.week)
  if (!stored) return { digest: await computeDigest(ctx, week), version: null, reason: null, createdAt: null }
  return {
    digest: digestSchema.parse(JSON.parse(stored.data)),
    version: stored.version,
    reason: stored.reason,
    createdAt: stored.createdAt,
  }
}

/** The stored weeks for a list, newest first, and the week that runs. */
export async function digestWeeks(ctx: Context, limit = 60) {
  const rows = await listDigests(ctx.db.read, limit)
  return {
    current: weekOf(ctx.now()).week,
    weeks: rows.map(row => {
      const { cohort, answeredOnTime, onTimeRate, received, overdueNow } = digestSchema.parse(
        JSON.parse(row.data),
      )
      return {
        week: row.period,
        version: row.version,
        cohort,
        answeredOnTime,
        onTimeRate,
        received,
        overdue: overdueNow.count,
      }
    }),
  }
}
