import { type Sound, soundsOf } from './sounds.ts'
import { knownWordsOf, normalise } from './text.ts'

/** A name that a text has by its sound, in other characters. */
export interface SoundsLike {
  id: string
  /** The name as written in the guide. */
  name: string
  /** The part of the name whose sound is in the text. */
  heard: string
  /** Whether that is the whole name. */
  full: boolean
  /** Whether the text is this name and nothing else. */
  whole: boolean
  /** Certainty: how much of the name is in the text, weighted by the rarity of its sounds. */
  weight: number
}

interface SoundIndex {
  /** The names that a normalised text has by sound but not in writing, most certain first, one for each id. */
  heardIn(plain: string): SoundsLike[]
}

/** Two syllables may be part of any word: so many of a name are needed at least, unless they are the whole name. */
const PART = 3
/** A shorter part must be the beginning or the end of the name. */
const LONG_PART = 4
/** Enough for a title; the rest of a longer one is explanation. */
const NAME_SYLLABLES = 20

/** Finds names by their sound. The index is built with the first text that needs it. */
export function soundIndex(entries: readonly { id: string; names: readonly string[] }[]): SoundIndex {
  let made: SpokenNames | undefined
  return {
    heardIn(plain) {
      made ??= new SpokenNames(entries)
      const best = new Map<string, SoundsLike>()
      for (const found of heardPieces(made, plain))
        if (found.weight > (best.get(found.id)?.weight ?? 0)) best.set(found.id, found)
      return [...best.values()].sort((a, b) => b.weight - a.weight)
    },
  }
}

/** Marks the end of a name, and a sound that no name has. Neither equals a sound. */
const GAP = -1
const UNKNOWN = -2

/**
 * The syllables of all names in one list, and the positions of each pair of neighbouring syllables: a text is compared only
 * with names that share a pair with it.
 */
class SpokenNames {
  readonly names: { id: string; name: string; at: number; length: number }[] = []
  /** By position: the id of the sound, the character, the index of the name, and the rarity of the pair that begins here. */
  readonly sounds: Int32Array
  readonly written: readonly string[]
  readonly nameAt: Int32Array
  readonly rarity: Float64Array
  readonly #numbers = new Map<string, number>()
  readonly #positions = new Map<number, number[]>()

  constructor(entries: readonly { id: string; names: readonly string[] }[]) {
    const sounds = [GAP]
    const written = ['']
    const nameAt = [-1]
    for (const { id, names } of entries) {
      for (const name of names) {
        const spoken = soundsOf(normalise(name)).flat().slice(0, NAME_SYLLABLES)
        if (spoken.length < 2) continue
        const number = this.names.push({ id, name, at: sounds.length, length: spoken.length }) - 1
        for (const syllable of spoken) {
          sounds.push(this.#numberFor(syllable.sound))
          written.push(syllable.written)
          nameAt.push(number)
        }
        sounds.push(GAP)
        written.push('')
        nameAt.push(-1)
      }
    }
    this.sounds = Int32Array.from(sounds)
    this.written = written
    this.nameAt = Int32Array.from(nameAt)
    for (let at = 1; at < sounds.length - 1; at++) {
      if (sounds[at] === GAP || sounds[at + 1] === GAP) continue
      const key = this.#key(sounds[at]!, sounds[at + 1]!)
      const same = this.#positions.get(key)
      if (same === undefined) this.#positions.set(key, [at])
      else same.push(at)
    }
    this.rarity = new Float64Array(sounds.length)
    for (const positions of this.#positions.values()) {
      const holders = new Set(positions.map(at => this.names[nameAt[at]!]!.id))
      for (const at of positions) this.rarity[at] = Math.log(1 + entries.length / holders.size)
    }
  }

  #numberFor(sound: string): number {
    const known = this.#numbers.get(sound)
    if (known !== undefined) return known
    this.#numbers.set(sound, this.#numbers.size)
    return this.#numbers.size - 1
  }

  #key(first: number, second: number): number {
    return first * 65536 + second
  }

  numberOf(sound: string): number {
    return this.#numbers.get(sound) ?? UNKNOWN
  }

  /** The positions of this pair of syllables, ascending. */
  positionsOf(first: number, second: number): readonly number[] {
    return (first < 0 || second < 0 ? undefined : this.#positions.get(this.#key(first, second))) ?? NOWHERE
  }
}

const NOWHERE: readonly number[] = []

/** The longest common piece of a name and a run of the text at some position. */
interface Piece {
  /** Position in the list of names. */
  at: number
  inRun: number
  run: number
  length: number
}

/** The parts of names that a text has by sound but in other characters, by name. */
function heardPieces(spoken: SpokenNames, plain: string): SoundsLike[] {
  const runs = soundsOf(plain)
  const pieces = runs.flatMap((run, number) => commonPieces(spoken, run, number))
  pieces.sort(
    (a, b) =>
      spoken.nameAt[a.at]! - spoken.nameAt[b.at]! || a.run - b.run || a.at - b.at || a.inRun - b.inRun,
  )
  let words: ReadonlySet<string> | undefined
  const found: SoundsLike[] = []
  for (const { at, inRun, run, length } of pieces) {
    const { id, name, length: whole } = spoken.names[spoken.nameAt[at]!]!
    const heard = spoken.written.slice(at, at + length).join('')
    if (plain.includes(heard)) continue
    // A dictionary word means what it says: a new house (新房) is no petition (信访).
    if (length === 2) {
      words ??= new Set(knownWordsOf(plain))
      if (words.has(written(runs[run]!, inRun, length).join(''))) continue
    }
    let rare = 0
    for (let pair = at; pair < at + length - 1; pair++) rare += spoken.rarity[pair]!
    const weight = rare * (0.5 + (0.5 * length) / whole)
    const full = length === whole
    found.push({
      id,
      name,
      heard,
      full,
      whole: full && runs.length === 1 && length === runs[0]!.length,
      weight,
    })
  }
  return found
}

/** The pieces that a run shares with names and that are unlikely to be chance. */
function commonPieces(spoken: SpokenNames, run: readonly Sound[], number: number): Piece[] {
  const { sounds, names, nameAt } = spoken
  const said = run.map(({ sound }) => spoken.numberOf(sound))
  const pieces: Piece[] = []
  for (let inRun = 0; inRun + 1 < said.length; inRun++) {
    for (const at of spoken.positionsOf(said[inRun]!, said[inRun + 1]!)) {
      // This piece was found one syllable earlier.
      if (inRun > 0 && sounds[at - 1] === said[inRun - 1]) continue
      let length = 2
      while (sounds[at + length] === said[inRun + length]) length++
      const name = names[nameAt[at]!]!
      if (tells(name.length, at - name.at, written(run, inRun, length)))
        pieces.push({ at, inRun, run: number, length })
    }
  }
  return pieces
}

const written = (run: readonly Sound[], from: number, length: number): string[] =>
  run.slice(from, from + length).map(syllable => syllable.written)

/** Whether a piece is enough of a name to exclude chance. Pinyin is typed on purpose, so the first two syllables are enough. */
function tells(nameLength: number, from: number, said: readonly string[]): boolean {
  const { length } = said
  if (length === nameLength) return true
  if (length < PART) return from === 0 && said.every(syllable => /^[a-z]/.test(syllable))
  return from === 0 || from + length === nameLength || length >= LONG_PART
}
