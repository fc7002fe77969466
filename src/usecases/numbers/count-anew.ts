import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { COUNTING_VERSION, changesSince } from '../../domain/numbers/version.ts'
import {
  beginVersion,
  casesToCount,
  dropOldCounts,
  setChecked,
  shownVersion,
} from '../../store/numbers/count-versions.ts'
import { countPart } from '../../store/numbers/counts.ts'
import { claimedRun } from '../base/claimed-run.ts'
import type { Context } from '../base/context.ts'
import { recheckEvery } from './make-digest.ts'

/** How often progress is logged, by elapsed time. */
const SAY_MS = 10_000

/**
 * When the counting rules have changed: counts every case anew, in parts, while the old counts are shown; then
 * compares every stored report with the new ones. Each part is a transaction, so another process can continue after a
 * kill. Cheap when there is nothing to do.
 */
export async function countAnew(ctx: Context, signal?: AbortSignal): Promise<void> {
  const shown = await shownVersion(ctx.db.read)
  if (!shown || (shown.checked && shown.version >= COUNTING_VERSION)) return
  const { error } = await claimedRun(
    ctx,
    'count-anew',
    `v${COUNTING_VERSION}`,
    async () => {
      if (!(await finishCounting(ctx, signal))) return '停在半路，下次接着算。'
      await dropOldCounts(ctx.db)
      const now = await shownVersion(ctx.db.read)
      const changed = await recheckEvery(ctx, changesSince(now?.before ?? COUNTING_VERSION), signal)
      if (signal?.aborted) return '停在半路，下次接着算。'
      await setChecked(ctx.db, COUNTING_VERSION)
      ctx.log.info(
        { version: COUNTING_VERSION, corrected: changed },
        'stored reports checked by the new rules',
      )
      return undefined
    },
    { signal, pauses: true },
  )
  if (error !== undefined) throw error
}

/**
 * Finishes counting a new version, if one is due. Also called before reports are stored, whose numbers must agree
 * with the events; it shares the work with the background process.
 * @returns whether all is counted by the present rules
 */
export async function finishCounting(ctx: Context, signal?: AbortSignal): Promise<boolean> {
  const shown = await shownVersion(ctx.db.read)
  if (!shown || shown.version >= COUNTING_VERSION) return true
  if (!(await beginVersion(ctx.db))) return true
  const total = await casesToCount(ctx.db.read)
  const about = { version: COUNTING_VERSION, before: shown.version, cases: total }
  ctx.log.info(
    about,
    'the rules of counting have changed: counting anew, the old numbers stay until it is done',
  )
  let [counted, leftOut, said] = [0, 0, performance.now()]
  for (;;) {
    if (signal?.aborted) return false
    const part = await countPart(ctx.db)
    counted += part.counted
    leftOut += part.leftOut
    if (part.done) break
    if (performance.now() - said > SAY_MS) {
      said = performance.now()
      ctx.log.info({ ...about, counted, upTo: part.after }, 'counting anew')
    }
    await yieldToOthers()
  }
  ctx.log.info({ ...about, counted, leftOut }, 'counted anew')
  return true
}
