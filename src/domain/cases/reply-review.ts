import { addMonths, type CivilDate, instantOf, shanghaiDate } from '../base/civil-date.ts'
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
export const oldBefore = (now: Date): Date => instantOf(addMonths(shanghaiDate(now), -MONTHS))

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
