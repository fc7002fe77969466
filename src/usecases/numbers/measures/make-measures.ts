import { setTimeout as sleep } from 'node:timers/promises'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Context } from '../../base/context.ts'
import type { Measures } from '../../base/measures.ts'
import { makeOfficeGauges } from './office-gauges.ts'
import { readOfficeState } from './office-state.ts'
import { makeWorkCounters } from './work-counters.ts'

export interface MeasureOptions {
  /** Elapsed milliseconds, independent of the wall clock. */
  elapsed?: () => number
  /** Also the metrics of the process (CPU, memory, event loop): only where it serves, because they keep timers. */
  ofProcess?: boolean
  readState?: typeof readOfficeState
  /** Waits until the database has taken too long. */
  sleep?: typeof sleep
}

/** What this process counts, and the state of its office, in a registry of its own. */
export function makeMeasures(
  ctx: Pick<Context, 'config' | 'db' | 'now' | 'content' | 'log'>,
  {
    elapsed = () => performance.now(),
    ofProcess = false,
    readState = readOfficeState,
    sleep: wait = sleep,
  }: MeasureOptions = {},
): Measures {
  const registry = new Registry()
  if (ofProcess) collectDefaultMetrics({ register: registry })
  const counted = makeWorkCounters(registry)
  const office = makeOfficeGauges(registry, ctx, { elapsed, readState, sleep: wait })
  return {
    ...counted,
    async text() {
      await office.refresh()
      return { type: registry.contentType, body: await registry.metrics() }
    },
  }
}
