import type { HeldFor } from '../../../domain/cases/held.ts'
import type { Db } from '../../../store/base/database.ts'
import { openedLately } from '../../../store/cases/cases.ts'
import type { Limit } from '../../base/limits.ts'

/**
 * How many new cases are accepted before the next ones are held. Urgent ones are counted separately. docs/limits.md
 * gives the reasons.
 */
const CASE_CEILING = {
  network: { ordinary: { points: 40, seconds: 3600 }, urgent: { points: 10, seconds: 3600 } },
  contact: { ordinary: { points: 10, seconds: 3600 }, urgent: { points: 3, seconds: 3600 } },
} as const satisfies Record<HeldFor, { ordinary: Limit; urgent: Limit }>

/** A submission about to open a case: its key is the same for every retry. */
export interface Opening {
  key: string
  urgent: boolean
  at: Date
}

/** Whether one network has opened too many already. */
export type Crowded = (opening: Opening) => boolean

/**
 * Counts the cases each network opens, in this process's memory only, so that no database says which network an
 * anonymous case came from. Held cases of the last hour count, too, so that a continuing flood stays held.
 */
export function makeNetworkCeiling(limits: { ordinary: Limit; urgent: Limit } = CASE_CEILING.network) {
  const counters = { ordinary: makeCount(limits.ordinary), urgent: makeCount(limits.urgent) }
  return (network: string): Crowded =>
    opening =>
      counters[opening.urgent ? 'urgent' : 'ordinary'](network, opening)
}

function makeCount({ points, seconds }: Limit) {
  /** The latest openings of each network, as many as the decision needs. */
  const latest = new Map<string, { key: string; at: number; held: boolean }[]>()
  let tidiedAt = 0
  const within = (at: number, now: number) => Math.abs(now - at) < seconds * 1000
  return (network: string, { key, at }: Opening): boolean => {
    const now = at.getTime()
    if (!within(tidiedAt, now)) {
      for (const [name, list] of latest) if (!within(list.at(-1)!.at, now)) latest.delete(name)
      tidiedAt = now
    }
    const list = latest.get(network) ?? []
    const before = list.find(o => o.key === key)
    if (before) return before.held
    const held = list.filter(o => within(o.at, now)).length >= points
    latest.set(network, [...list, { key, at: now, held }].slice(-points))
    return held
  }
}

/** @param ids of one person, their pseudonyms in the order they were made */
export async function contactCrowded(
  db: Db,
  ids: readonly number[],
  { urgent, at }: Opening,
): Promise<boolean> {
  const { points, seconds } = CASE_CEILING.contact[urgent ? 'urgent' : 'ordinary']
  const [own, ...pseudonyms] = ids
  const since = new Date(at.getTime() - seconds * 1000)
  const opened = await openedLately(
    db,
    [own!, ...pseudonyms.slice(-CASE_CEILING.contact.ordinary.points)],
    since,
  )
  return opened.filter(c => !urgent || c.urgent).length >= points
}
