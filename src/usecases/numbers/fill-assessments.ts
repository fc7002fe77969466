import { setTimeout as sleep } from 'node:timers/promises'
import { lastFull, type Period, shiftPeriod } from '../../domain/base/period.ts'
import { endOf } from '../../domain/base/week.ts'
import { firstReceipt } from '../../store/cases/cases.ts'
import { claimedRun } from '../base/claimed-run.ts'
import type { Context } from '../base/context.ts'
import { findAndKeep, keptFindings, rulesOf } from './assessment.ts'
import { readyAt } from './make-digest.ts'

/** Only recent weeks are read; a year is made of months. */
const WEEKS = 8

/** As far back as the dashboard goes. */
const MONTHS = 12 * 11

/** The periods somebody may open next, newest first: the last weeks, then every month. */
function assessable(now: Date, since: Date): Period[] {
  const back = (type: 'week' | 'month', most: number) =>
    Array.from({ length: most }, (_, i) => shiftPeriod(lastFull(type, now), -i))
  return [...back('week', WEEKS), ...back('month', MONTHS)].filter(
    period => endOf(period) > since && readyAt(period) <= now,
  )
}

/**
 * Prepares the findings of past weeks and months before anybody opens them: at a million cases a month takes seconds
 * and five years take a minute. One period after another, each claimed once however many processes there are. It
 * pauses as long as it works, so that requests go first; a stop ends it within a part of a period, and the next start
 * continues there.
 * @returns the periods that were found now
 */
export async function fillAssessments(ctx: Context, signal?: AbortSignal): Promise<string[]> {
  if (ctx.content().office.assessment.length === 0) return []
  const now = ctx.now()
  const first = await firstReceipt(ctx.db.read)
  if (!first) return []
  const filled: string[] = []
  for (const period of assessable(now, first)) {
    if (signal?.aborted) break
    try {
      const rules = await rulesOf(ctx, period)
      if (await keptFindings(ctx, period, rules)) continue
      const slot = `${period.id} ${ctx.secrets.key(rules, 'assessment').slice(0, 16)}`
      const { outcome, error } = await claimedRun(ctx, 'assessment', slot, () => find(ctx, period, signal), {
        signal,
      })
      if (outcome === 'done') filled.push(period.id)
      if (error !== undefined) throw error
    } catch (error) {
      // The next period may succeed.
      ctx.log.error({ err: error, period: period.id }, 'an assessment was not found')
    }
  }
  return filled
}

/** @returns why it was not finished, if it was not */
async function find(
  ctx: Context,
  period: Period,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let since = performance.now()
  const pauseBetweenBatches = async () => {
    signal?.throwIfAborted()
    await sleep(performance.now() - since, undefined, signal && { signal })
    since = performance.now()
  }
  await findAndKeep(ctx, period, () => {}, pauseBetweenBatches)
  return undefined
}
