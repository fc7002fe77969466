import type { HeldReason } from '../../../domain/cases/held.ts'
import type { RecentCase } from '../../../store/cases/opening.ts'
import type { Context } from '../../base/context.ts'
import { amongProcesses, type Limit, type MakeCounter } from '../../base/limits.ts'

/**
 * How many new cases are accepted before the next ones are held. Urgent ones are counted separately. docs/limits.md
 * gives the reasons.
 */
const CASE_CEILING = {
  network: { ordinary: { points: 40, seconds: 3600 }, urgent: { points: 10, seconds: 3600 } },
  contact: { ordinary: { points: 10, seconds: 3600 }, urgent: { points: 3, seconds: 3600 } },
} as const satisfies Record<Exclude<HeldReason, 'open'>, { ordinary: Limit; urgent: Limit }>

/**
 * How many open cases somebody may have of whom nothing is known but a browser's cookie, before the next ones are held.
 * Urgent ones never are.
 */
export const MOST_OPEN = 20

/** A submission about to open a case: its key is the same for every retry. */
interface Opening {
  key: string
  urgent: boolean
  at: Date
}

/** Whether one network has opened too many already. */
export type Crowded = (opening: Opening) => boolean | Promise<boolean>

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

/** A running service's ceiling: counted by all processes where there may be several. */
export const networkCeilingOf = (ctx: Context): ((network: string) => Crowded) =>
  ctx.db.counts ? makeSharedCeiling(amongProcesses(ctx)) : makeNetworkCeiling()

/** The most decisions in memory, so that a transaction that is repeated is not counted again. */
const REMEMBERED = 1000

/**
 * The same for several processes. The database gets two numbers for each network, under a keyed hash and for two hours, and
 * nothing that leads from a case to them. The cases of the last hour are estimated from those of this hour and, in
 * proportion, of the hour before.
 */
export function makeSharedCeiling(
  make: MakeCounter,
  limits: { ordinary: Limit; urgent: Limit } = CASE_CEILING.network,
) {
  const counters = {
    ordinary: estimate(make, 'new cases of network', limits.ordinary),
    urgent: estimate(make, 'urgent new cases of network', limits.urgent),
  }
  return (network: string): Crowded =>
    opening =>
      counters[opening.urgent ? 'urgent' : 'ordinary'](network, opening)
}

function estimate(make: MakeCounter, name: string, { points, seconds }: Limit) {
  const counter = make(name, { points: 1_000_000, seconds: 2 * seconds })
  const decided = new Map<string, boolean>()
  return async (network: string, { key, at }: Opening): Promise<boolean> => {
    const known = decided.get(key)
    if (known !== undefined) return known
    const hours = at.getTime() / (seconds * 1000)
    const hour = Math.floor(hours)
    await counter.take(`${network} ${hour}`)
    const before = (await counter.used(`${network} ${hour - 1}`)) * (1 - (hours - hour))
    const held = before + (await counter.used(`${network} ${hour}`)) - 1 >= points
    decided.set(key, held)
    for (const oldest of decided.keys()) {
      if (decided.size <= REMEMBERED) break
      decided.delete(oldest)
    }
    return held
  }
}

/** Whose new cases are counted. */
export interface Ceiling {
  /** Of one person, their pseudonyms in the order they were made. */
  contactIds: readonly number[]
  /** Whether their network has opened too many cases; unknown where residents have an identity. */
  network?: Crowded | undefined
  /** Nothing is known of them but a browser's cookie. */
  unproved?: boolean
}

const { contact: OF_CONTACT } = CASE_CEILING

/** The cases that are counted for a new one: of which contacts, since when. */
export function countedCases(ceiling: Ceiling | undefined, at: Date): { contactIds: number[]; since: Date } {
  const [own, ...pseudonyms] = ceiling?.contactIds ?? []
  const seconds = Math.max(OF_CONTACT.ordinary.seconds, OF_CONTACT.urgent.seconds)
  return {
    contactIds: own === undefined ? [] : [own, ...pseudonyms.slice(-OF_CONTACT.ordinary.points)],
    since: new Date(at.getTime() - seconds * 1000),
  }
}

/**
 * Whether the network or the resident sent too many lately, or has too many open: such a case is accepted and numbered,
 * but held.
 * @param open the open cases of somebody unproved
 */
export async function heldReason(
  { network }: Ceiling,
  lately: readonly RecentCase[],
  opening: Opening,
  open: number,
): Promise<HeldReason | undefined> {
  if (await network?.(opening)) return 'network'
  const { urgent, at } = opening
  const { points, seconds } = OF_CONTACT[urgent ? 'urgent' : 'ordinary']
  const since = at.getTime() - seconds * 1000
  const counted = lately.filter(c => (!urgent || c.urgent) && c.receivedAt.getTime() > since)
  if (counted.length >= points) return 'contact'
  return !urgent && open >= MOST_OPEN ? 'open' : undefined
}
