import { type Sound, soundsOf } from './sounds.ts'
import { knownWordsOf, normalise } from './text.ts'

/** A name that a text seems to say in other characters. */
export interface SoundsLike {
  id: string
  /** The name as the guide writes it. */
  name: string
  /** The piece of the name that was heard. */
  heard: string
  /** The whole name was heard, not a piece of it. */
  full: boolean
  /** The text is this name and nothing else. */
  whole: boolean
  /** How much of the name was heard, weighed by how rare its sounds are; higher is surer. */
  weight: number
}

export interface SoundIndex {
  /** Names heard in a normalised text that are not written in it, surest first, one for each id. */
  heardIn(plain: string): SoundsLike[]
}

interface Name {
  id: string
  name: string
  sounds: Sound[]
}

interface Said {
  runs: readonly Sound[][]
  plain: string
  words: ReadonlySet<string>
}

/** Two syllables alone may be any word: a name must be heard whole, or three syllables of it, */
const PART = 3
/** and those at its beginning or end, unless it is a long piece. */
const LONG_PART = 4
/** Enough for a title; what follows in a longer one is explanation. */
const NAME_SYLLABLES = 20

/** Names by their sound: made from names alone, on the first text that needs it. */
export function soundIndex(names: readonly { id: string; names: readonly string[] }[]): SoundIndex {
  let made: { all: Name[]; rarity: (pair: string) => number } | undefined
  return {
    heardIn(plain) {
      made ??= make(names)
      const said = { runs: soundsOf(plain), plain, words: new Set(knownWordsOf(plain)) }
      const best = new Map<string, SoundsLike>()
      for (const name of made.all) {
        const found = hear(name, said, made.rarity)
        if (found && found.weight > (best.get(name.id)?.weight ?? 0)) best.set(name.id, found)
      }
      return [...best.values()].sort((a, b) => b.weight - a.weight)
    },
  }
}

function make(names: readonly { id: string; names: readonly string[] }[]) {
  const all = names.flatMap(entry =>
    entry.names.flatMap(name => {
      const sounds = soundsOf(normalise(name)).flat().slice(0, NAME_SYLLABLES)
      return sounds.length < 2 ? [] : [{ id: entry.id, name, sounds }]
    }),
  )
  const holders = new Map<string, Set<string>>()
  for (const { id, sounds } of all) {
    for (const pair of pairsOf(sounds)) holders.set(pair, (holders.get(pair) ?? new Set()).add(id))
  }
  const rarity = (pair: string) => Math.log(1 + names.length / (holders.get(pair)?.size ?? 1))
  return { all, rarity }
}

const pairsOf = (sounds: readonly Sound[]): string[] =>
  sounds.slice(1).map((next, i) => `${sounds[i]!.sound} ${next.sound}`)

/** The surest piece of a name that was said, if it was not written as the name writes it. */
function hear(
  { id, name, sounds }: Name,
  { runs, plain, words }: Said,
  rarity: (pair: string) => number,
): SoundsLike | undefined {
  let best: SoundsLike | undefined
  for (const run of runs) {
    for (const { from, at, length } of commonPieces(sounds, run)) {
      const piece = sounds.slice(from, from + length)
      const written = run.slice(at, at + length).map(s => s.written)
      if (!tells(sounds.length, from, written)) continue
      const heard = piece.map(s => s.written).join('')
      if (plain.includes(heard)) continue
      // A word in its own right is meant as it stands: a new house (新房) is no petition (信访).
      if (length === 2 && words.has(written.join(''))) continue
      const rare = pairsOf(piece).reduce((sum, pair) => sum + rarity(pair), 0)
      const weight = rare * (0.5 + (0.5 * length) / sounds.length)
      if (best && weight <= best.weight) continue
      const full = length === sounds.length
      best = { id, name, heard, full, whole: full && runs.length === 1 && length === run.length, weight }
    }
  }
  return best
}

/** Enough of a name to tell it from chance. Letters are typed on purpose: its first two syllables will do. */
function tells(nameLength: number, from: number, written: readonly string[]): boolean {
  const length = written.length
  if (length === nameLength) return true
  if (length < PART) return from === 0 && written.every(sound => /^[a-z]/.test(sound))
  return from === 0 || from + length === nameLength || length >= LONG_PART
}

/** Where two lists of syllables run alike, each piece as long as it goes. */
function commonPieces(
  name: readonly Sound[],
  run: readonly Sound[],
): { from: number; at: number; length: number }[] {
  const pieces: { from: number; at: number; length: number }[] = []
  for (let from = 0; from < name.length; from++) {
    for (let at = 0; at < run.length; at++) {
      if (from > 0 && at > 0 && name[from - 1]!.sound === run[at - 1]!.sound) continue
      let length = 0
      while (name[from + length] && name[from + length]?.sound === run[at + length]?.sound) length++
      if (length >= 2) pieces.push({ from, at, length })
    }
  }
  return pieces
}
