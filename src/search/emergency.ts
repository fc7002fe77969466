import type { Office } from '../domain/office/office.ts'
import type { Emergency } from '../domain/talk/routing.ts'
import { asksForOther, isHappening } from './emergency/happening.ts'
import { kindOf } from './emergency/kinds.ts'
import { likenessOf } from './emergency/likeness.ts'
import { isLetter, settingOf } from './emergency/setting.ts'
import { type Found, type Spot, spotter } from './emergency/spots.ts'
import { BEREAVED } from './words/despair-signs.ts'
import { normalise } from './words/text.ts'

/** So many words of danger are judged at each end of a text: hostile input has thousands. */
const JUDGED = 24
/** Measured on sentences that the examples do not have (docs/decisions/0128). */
const LIKE_DANGER = 0.65

/**
 * Finds whom to call, by the office's table of words: the first row with a word that means danger now. It reads the whole
 * text, because danger may stand at the very end of a long message; where no word occurs, it does nothing else. A short
 * message without any of the words may still be about danger: it is compared with examples.
 */
export function emergencyFinder(table: Office['emergency']): (text: string) => Emergency | undefined {
  const words = table.flatMap(row => row.words)
  const rowOf = table.flatMap((row, number) => row.words.map(() => number))
  const kinds = table.map(row => kindOf(row.words))
  const find = spotter(words)

  function happening(plain: string, spots: Spot[]): number | undefined {
    const inOrder = spots.sort((a, b) => a.from - b.from)
    const ends =
      inOrder.length > 2 * JUDGED ? [...inOrder.slice(0, JUDGED), ...inOrder.slice(-JUDGED)] : inOrder
    return ends
      .sort((a, b) => rowOf[a.word]! - rowOf[b.word]!)
      .find(spot => isHappening(kinds[rowOf[spot.word]!]!, settingOf(plain, spot)))?.word
  }

  function resembled(plain: string, { sparks }: Found): number | undefined {
    if (!sparks || isLetter(plain) || asksForOther(plain)) return undefined
    const { as, score } = likenessOf(plain)
    const word = words.indexOf(as)
    return score >= LIKE_DANGER && word >= 0 ? word : undefined
  }

  return text => {
    const plain = normalise(text).replace(BEREAVED, ' ')
    const found = find(plain)
    const word = found.spots.length > 0 ? happening(plain, found.spots) : resembled(plain, found)
    if (word === undefined) return undefined
    const { name, phone, say } = table[rowOf[word]!]!
    return { name, phone, ...(say !== undefined && { say }) }
  }
}
