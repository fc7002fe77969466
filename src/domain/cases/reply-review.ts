import { type CivilDate, instantOf, shanghaiDate } from '../base/civil-date.ts'
import { citedLaws, lawName } from './cited-laws.ts'

/** When an officer has to look again at a reply that anybody can read. */

/** A law that the office says has changed (`laws` in office.yaml). */
export interface ChangedLaw {
  name: string
  changedOn: CivilDate
}

/** Rules and prices hardly stay the same for longer. */
const MONTHS = 18

/** Replies that were confirmed before it, and never since, are old. */
export function oldBefore(now: Date): Date {
  const [year, month, day] = shanghaiDate(now).split('-').map(Number) as [number, number, number]
  const months = year * 12 + (month - 1) - MONTHS
  const [y, m] = [Math.floor(months / 12), (months % 12) + 1]
  // 31 August minus eighteen months is the last of February.
  const last = new Date(Date.UTC(y, m, 0)).getUTCDate()
  const two = (n: number) => String(n).padStart(2, '0')
  return instantOf(`${y}-${two(m)}-${two(Math.min(day, last))}`)
}

/** When a change takes effect: the first moment of its day. Laws that change in the future do not count yet. */
export const changesBy = (laws: readonly ChangedLaw[], now: Date) =>
  laws
    .map(law => ({ ...law, key: lawName(law.name), at: instantOf(law.changedOn) }))
    .filter(law => law.at <= now)

export interface ReviewReasons {
  old: boolean
  /** Laws that it cites and that changed since it was confirmed. */
  laws: ChangedLaw[]
}

/** Why a reply is to be reviewed. @param since when it was last confirmed, or else approved */
export function reviewReasons(
  { text, since }: { text: string; since: Date },
  laws: readonly ChangedLaw[],
  now: Date,
): ReviewReasons {
  const cited = new Set(citedLaws(text))
  return {
    old: since < oldBefore(now),
    laws: changesBy(laws, now)
      .filter(law => cited.has(law.key) && since < law.at)
      .map(({ name, changedOn }) => ({ name, changedOn })),
  }
}

export const isDue = ({ old, laws }: ReviewReasons): boolean => old || laws.length > 0
