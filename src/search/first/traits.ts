import { normalise } from '../words/text.ts'
import { SIGNS } from './signs.ts'

/** What a long letter wants stands at its beginning and at its end. */
const BEGIN = 260
const END = 140

/** Codes that stand for names in published texts: A7县. A place is a place, whatever it is called. */
const CODED_PLACE = /[a-z]\d{0,2}(?=[市县区镇])/g

/** A first message as it is read: normalised, and a long one without its middle. */
export function read(text: string): string {
  const plain = normalise(
    text.length > 4 * (BEGIN + END) ? `${text.slice(0, 2 * BEGIN)}\n${text.slice(-2 * END)}` : text,
  )
  const read = plain.length > BEGIN + END ? `${plain.slice(0, BEGIN)}\n${plain.slice(-END)}` : plain
  return read.replace(CODED_PLACE, '某')
}

/**
 * The traits of a first message that was `read`, each once: pairs of neighbouring characters, the first two and the last
 * two characters, its length, and the signs of the table. Pairs need no segmentation: they are cheap, and a typing error
 * breaks only two of them.
 */
export function traitsOf(read: string): Set<string> {
  const traits = new Set<string>()
  for (const run of read.match(RUNS) ?? []) {
    for (let i = 1; i < run.length; i++) traits.add(run.slice(i - 1, i + 1))
  }
  const bare = read.replace(NOT_WORDS, '')
  traits.add(`length ${Math.min(7, Math.floor(Math.log2(1 + bare.length)))}`)
  if (bare !== '') {
    traits.add(`begins ${bare.slice(0, 2)}`)
    traits.add(`ends ${bare.slice(-2)}`)
    traits.add(`ends ${bare.slice(-1)}`)
  }
  for (const { name, count } of SIGNS) {
    const found = count(read)
    for (let n = 1; n <= Math.min(MOST_COUNTED, found); n++) traits.add(`${name} ${n}`)
  }
  return traits
}

const RUNS = /\p{Script=Han}+/gu
const NOT_WORDS = /[\s\p{P}\p{S}]+/gu
/** A fourth sign of the same sort adds nothing. */
const MOST_COUNTED = 3
