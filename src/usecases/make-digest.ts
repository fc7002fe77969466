import type { Actor } from '../domain/case.ts'
import { instantOf, shanghaiDate } from '../domain/civil-date.ts'
import { accumulate, beginDigest, finishDigest, mattersFrom } from '../domain/digest.ts'
import { type Digest, digestSchema } from '../domain/digest-schema.ts'
import { Refusal } from '../domain/errors.ts'
import { factsOf } from '../domain/facts.ts'
import { may } from '../domain/policy.ts'
import { endOf, lastFullWeek, parseWeek, shiftWeek, type Week, weekOf } from '../domain/week.ts'
import { addDigest, caseRecords, latestDigest, listDigests } from '../store/digests.ts'
import { claimRun, finishRun } from '../store/job-runs.ts'
import { notice } from '../store/notices.ts'
import type { Context } from './context.ts'

/** How far back a service that was down catches up. */
const CATCH_UP_WEEKS = 12

/** Monday 08:30 in Shanghai after the week. */
const READY_MINUTE = 8 * 60 + 30

/** Computes a week from the events and nothing else. */
export async function computeDigest(ctx: Context, week: Week): Promise<Digest> {
  const now = ctx.now()
  const acc = beginDigest(week, now)
  for await (const record of caseRecords(ctx.db.read, mattersFrom(week), endOf(week)))
    accumulate(acc, factsOf(record))
  return finishDigest(acc)
}

/** When a week's digest is made. */
export const readyAt = (week: Week): Date => instantOf(shanghaiDate(endOf(week)), READY_MINUTE)

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
async function makeDigest(ctx: Context, week: Week): Promise<string | undefined> {
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
  const week = parseWeek(weekName, ctx.now())
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
