import { PhraseFinder } from '../words/phrase-finder.ts'
import { WORDINGS } from './wordings.ts'

/** An occurrence of one of the office's words of danger in a normalised text, or of a wording that stands for it. */
export interface Spot {
  /** The word's index in the table. */
  word: number
  from: number
  to: number
}

/** What was found in a text. */
export interface Found {
  spots: Spot[]
  /** Whether any spark of a wording occurs: only then may the text be about danger at all. */
  sparks: boolean
}

/**
 * Finds every occurrence of the words and of their wordings. One pass over the text looks for the words and the sparks of
 * the wordings; only a wording with a spark in the text is searched for.
 */
export function spotter(words: readonly string[]): (plain: string) => Found {
  const wordings = WORDINGS.flatMap(({ as, sparks, says }) => {
    const word = words.indexOf(as.find(name => words.includes(name)) ?? '')
    return word < 0 ? [] : [{ word, sparks, says }]
  })
  const sparks = [...new Set(wordings.flatMap(wording => wording.sparks))]
  const owners = sparks.map(spark => wordings.filter(wording => wording.sparks.includes(spark)))
  const finder = new PhraseFinder([...words, ...sparks])
  return plain => {
    const spots: Spot[] = []
    const struck = new Set<(typeof wordings)[number]>()
    finder.eachIn(plain, (phrase, from) => {
      if (phrase >= words.length) for (const wording of owners[phrase - words.length]!) struck.add(wording)
      else spots.push({ word: phrase, from, to: from + words[phrase]!.length })
    })
    for (const { word, says } of struck) {
      for (const found of plain.matchAll(says))
        spots.push({ word, from: found.index, to: found.index + found[0].length })
    }
    return { spots, sparks: struck.size > 0 }
  }
}
