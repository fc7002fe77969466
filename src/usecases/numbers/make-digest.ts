import { instantOf, shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import {
  lastFull,
  type Period,
  type PeriodType,
  parsePeriod,
  periodAt,
  periodNamed,
  shiftPeriod,
} from '../../domain/base/period.ts'
import { endOf } from '../../domain/base/week.ts'
import { sayChanges } from '../../domain/numbers/digest-change.ts'
import { type Digest, digestSchema } from '../../domain/numbers/digest-schema.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may, scopeOf } from '../../domain/people/policy.ts'
import { findRun, isFree } from '../../store/base/job-runs.ts'
import { firstReceipt } from '../../store/cases/cases.ts'
import { addDigest, latestDigest, listDigests, storedPeriods } from '../../store/numbers/digests.ts'
import { notice } from '../../store/office/notices.ts'
import { claimedRun } from '../base/claimed-run.ts'
import type { Context } from '../base/context.ts'
import { runReactions } from '../base/reactions.ts'
import { computeDigest, computeDigests } from './compute-digest.ts'
import { boundTo } from './ledger/bound-to.ts'

/** How far back a service catches up after an outage, and a nightly recount goes. */
const BACK: Record<Exclude<PeriodType, 'year'>, number> = { week: 12, month: 3, quarter: 2 }

/** 08:30 in Shanghai on the day after the period: for a week, Monday. */
const READY_MINUTE = 8 * 60 + 30

/** When a period's digest is made. */
export const readyAt = (period: Period): Date => instantOf(shanghaiDate(endOf(period)), READY_MINUTE)

/** Periods that are over and ready, oldest first. */
function readyPeriods(now: Date, since: Date): Period[] {
  return (Object.keys(BACK) as (keyof typeof BACK)[]).flatMap(type => {
    const last = lastFull(type, now)
    return Array.from({ length: BACK[type] }, (_, i) => shiftPeriod(last, i + 1 - BACK[type])).filter(
      period => endOf(period) > since && readyAt(period) <= now,
    )
  })
}

/**
 * Makes and stores the missing digests that are ready (weeks, months and quarters, of the office and of each
 * department), each exactly once however many processes try and however long the service was down. Called every day
 * at 08:30 and at every start.
 * @returns the periods that were made now.
 */
export async function makeMissingDigests(ctx: Context): Promise<string[]> {
  const now = ctx.now()
  const first = await firstReceipt(ctx.db.read)
  if (!first) return []
  const made: string[] = []
  const failed: string[] = []
  for (const period of readyPeriods(now, first)) {
    if (await latestDigest(ctx.db.read, period.id)) continue
    const { outcome, why, error } = await claimedRun(ctx, 'digest', period.id, () => makeDigest(ctx, period))
    if (outcome === 'done') made.push(period.id)
    // An unbalanced digest has raised its notice already; errors are thrown to the caller.
    if (error !== undefined) {
      ctx.log.error({ err: error, period: period.id }, 'a digest could not be made')
      failed.push(`${period.id}：${why}`)
    }
  }
  if (failed.length > 0) throw new DigestsFailed(made, failed)
  return made
}

/** Some reports could not be made; the others were. */
export class DigestsFailed extends Error {
  override readonly name = 'DigestsFailed'
  constructor(
    readonly made: readonly string[],
    failed: readonly string[],
  ) {
    super(`有 ${failed.length} 期报表没有做成：${failed.slice(0, 3).join('；')}`)
  }
}

/** Stores one period's digests. One that fails the check rule is not stored; a notice is raised instead. */
async function makeDigest(ctx: Context, period: Period): Promise<string | undefined> {
  const ledger = await boundTo(ctx, period)
  const { digest, departments } = await computeDigests(ctx, period)
  if (!digest.balanced) return refuseUnbalanced(ctx, period)
  await ctx.db.inTransaction(async tx => {
    // Another process made it while this one was taken for dead: no second version, and no second letter.
    if (await latestDigest(tx, period.id)) return
    await addDigest(tx, period.id, JSON.stringify({ ...digest, ledger }), ctx.now())
    for (const [id, own] of departments) {
      await addDigest(tx, period.id, JSON.stringify({ ...own, ledger }), ctx.now(), null, id)
    }
    await runReactions(ctx.reactions.reportsStored, { tx, ctx, period })
  })
  return undefined
}

async function refuseUnbalanced(ctx: Context, { id }: Period): Promise<string> {
  const problem = `${id} 报表的勾稽关系不成立（上期结转 + 本期新收 ≠ 本期办结 + 结转下期），没有发出。`
  ctx.log.error({ period: id }, 'a digest failed its check rule')
  await notice(ctx.db, 'digest_unbalanced', problem, ctx.now())
  return problem
}

/**
 * Counts the stored periods again from the events, every night. A report that differs (something was recorded late,
 * or a rule of counting was corrected, see count-anew.ts) gets a new version that says what changed; the old one
 * stays.
 * @returns the periods that changed.
 */
export async function recheckStored(ctx: Context): Promise<string[]> {
  const first = await firstReceipt(ctx.db.read)
  if (!first) return []
  return recheckPeriods(ctx, readyPeriods(ctx.now(), first))
}

/**
 * The same for every stored report, however old, after a rule of counting has changed.
 * @param because what changed, for the reason of the new versions
 */
export async function recheckEvery(ctx: Context, because: string, signal?: AbortSignal): Promise<string[]> {
  const periods = (await storedPeriods(ctx.db.read)).flatMap(name => periodNamed(name) ?? [])
  return recheckPeriods(ctx, periods, because, signal)
}

async function recheckPeriods(
  ctx: Context,
  periods: readonly Period[],
  because = '',
  signal?: AbortSignal,
): Promise<string[]> {
  const changed: string[] = []
  const failed: string[] = []
  for (const period of periods) {
    if (signal?.aborted) break
    try {
      if (await recheckOne(ctx, period, because)) changed.push(period.id)
    } catch (error) {
      ctx.log.error({ err: error, period: period.id }, 'a stored digest could not be checked')
      failed.push(period.id)
    }
  }
  if (failed.length > 0) throw new Error(`没有能复核：${failed.join('、')}`)
  return changed
}

/** Periods that another process is making right now; if it dies, the next process makes them. */
export async function digestsUnderWay(ctx: Context): Promise<string[]> {
  const now = ctx.now()
  const first = await firstReceipt(ctx.db.read)
  if (!first) return []
  const held: string[] = []
  for (const { id } of readyPeriods(now, first)) {
    if (await latestDigest(ctx.db.read, id)) continue
    const run = await findRun(ctx.db.read, 'digest', id)
    if (run && !isFree(run, now)) held.push(id)
  }
  return held
}

/** @returns whether the report differed and was corrected */
async function recheckOne(ctx: Context, period: Period, because: string): Promise<boolean> {
  const now = ctx.now()
  const stored = await latestDigest(ctx.db.read, period.id)
  if (!stored) return false
  const before = readDigest(stored.data)
  const changes = sayChanges(before, await computeDigest(ctx, period))
  if (changes === null) return false
  const reason = because + changes
  const ledger = await boundTo(ctx, period)
  const { digest, departments } = await computeDigests(ctx, period)
  if (!digest.balanced) {
    await refuseUnbalanced(ctx, period)
    return false
  }
  const corrected = await ctx.db.inTransaction(async tx => {
    // Another process corrected it meanwhile.
    if ((await latestDigest(tx, period.id))?.version !== stored.version) return false
    await addDigest(tx, period.id, JSON.stringify({ ...digest, ledger }), now, reason)
    for (const [id, own] of departments) {
      const before = await latestDigest(tx, period.id, id)
      const why = before && sayChanges(readDigest(before.data), own)
      if (!before || why)
        await addDigest(tx, period.id, JSON.stringify({ ...own, ledger }), now, why && because + why, id)
    }
    await runReactions(ctx.reactions.reportsStored, { tx, ctx, period })
    return true
  })
  if (!corrected) return false
  ctx.log.warn({ period: period.id }, 'a stored digest was corrected')
  await notice(ctx.db, 'digest_corrected', `${period.id}：${reason}`, now)
  return true
}

const readDigest = (data: string): Digest => digestSchema.parse(JSON.parse(data))

export interface StoredDigest {
  digest: Digest
  /** Null before the period's report is stored: computed just now. */
  version: number | null
  reason: string | null
  createdAt: Date | null
}

/**
 * A period's digest: the stored one, or, before its day, the figures so far. An officer of a department reads the
 * office's figures, with the cases of that department alone in its lists, and that department's own digest.
 * @param scope `office` or a department's id
 * @throws Refusal `malformed` for no period or one to come, `forbidden` without the right and for another
 *   department's, `not_found` for a department's of a period that is not over.
 */
export async function getDigest(
  ctx: Context,
  name: string,
  by: Actor,
  scope = 'office',
): Promise<StoredDigest> {
  if (by.kind === 'officer' && !may(by, 'seeDigest')) throw new Refusal('forbidden', '您的角色不能看周报。')
  const period = parsePeriod(name, ctx.now())
  const own = by.kind === 'officer' ? scopeOf(by) : null
  if (scope !== 'office' && own !== null && scope !== own)
    throw new Refusal('forbidden', '您只能看全单位的和本单位的报表。')
  if (!/^[a-z0-9-]+$/.test(scope)) throw new Refusal('not_found', '没有这个承办单位。')
  const stored = await latestDigest(ctx.db.read, period.id, scope)
  if (!stored) {
    if (scope !== 'office') throw new Refusal('not_found', '这个承办单位还没有这一期的报表。')
    const digest = withCasesOf(own, await computeDigest(ctx, period))
    return { digest, version: null, reason: null, createdAt: null }
  }
  return {
    digest: withCasesOf(own, readDigest(stored.data)),
    version: stored.version,
    reason: stored.reason,
    createdAt: stored.createdAt,
  }
}

/** The digest with only this department's cases in its lists; all of them for `null`. Counts do not change. */
function withCasesOf(department: string | null, digest: Digest): Digest {
  if (department === null) return digest
  const listed = ({ count, items }: Digest['overdueNow']) => ({
    count,
    items: items.filter(i => i.departmentId === department),
  })
  return { ...digest, overdueNow: listed(digest.overdueNow), dueNextWeek: listed(digest.dueNextWeek) }
}

/** The stored periods of a kind for a list, newest first, and the one that runs. */
export async function digestList(ctx: Context, type: Exclude<PeriodType, 'year'>, limit = 60) {
  const rows = await listDigests(ctx.db.read, limit, type)
  return {
    type,
    current: periodAt(type, ctx.now()),
    periods: rows.map(row => {
      const { period, cohort, answeredOnTime, onTimeRate, received, overdueNow } = readDigest(row.data)
      return {
        period,
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
