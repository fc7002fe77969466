import { shanghaiDate } from '../civil-date.ts'
import { weekOf } from '../week.ts'

/** How many nightly backups are kept: the newest of each of the last days, weeks and months that have one. */
export const KEPT = { days: 7, weeks: 4, months: 12 } as const

/**
 * Which backups stay. Counted by days, weeks and months that have a backup, not by today's date: a machine that was off
 * for a year, or whose clock is wrong, does not lose its old ones.
 */
export function keptBackups(times: readonly Date[]): Set<Date> {
  const newestFirst = [...times].sort((a, b) => b.getTime() - a.getTime())
  const kept = new Set<Date>()
  for (const [periodOf, most] of [
    [(at: Date) => shanghaiDate(at), KEPT.days],
    [(at: Date) => weekOf(at).id, KEPT.weeks],
    [(at: Date) => shanghaiDate(at).slice(0, 7), KEPT.months],
  ] as const) {
    const seen = new Set<string>()
    for (const at of newestFirst) {
      const period = periodOf(at)
      if (seen.has(period)) continue
      if (seen.size === most) break
      seen.add(period)
      kept.add(at)
    }
  }
  return kept
}

/** A backup that is older than this is too old. A nightly one has until noon of the next day. */
export const STALE_MS = 36 * 3_600_000
