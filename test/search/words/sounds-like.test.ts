import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Sound, soundsOf } from '../../../src/search/words/sounds.ts'
import { type SoundsLike, soundIndex } from '../../../src/search/words/sounds-like.ts'
import { knownWordsOf, normalise } from '../../../src/search/words/text.ts'
import { runs } from '../../helpers/runs.ts'

interface Named {
  id: string
  names: readonly string[]
}

/** The same without an index: compares every name with every position of the text. */
function naivelyHeard(entries: readonly Named[], plain: string): SoundsLike[] {
  const all = entries.flatMap(({ id, names }) =>
    names.map(name => ({ id, name, sounds: soundsOf(normalise(name)).flat().slice(0, 20) })),
  )
  const pairs = (sounds: readonly Sound[]) => sounds.slice(1).map((s, i) => `${sounds[i]!.sound} ${s.sound}`)
  const rarity = (pair: string) => {
    const holders = new Set(all.filter(({ sounds }) => pairs(sounds).includes(pair)).map(({ id }) => id))
    return Math.log(1 + entries.length / holders.size)
  }
  const said = soundsOf(plain)
  const words = new Set(knownWordsOf(plain))
  const best = new Map<string, SoundsLike>()
  for (const { id, name, sounds } of all.filter(one => one.sounds.length >= 2)) {
    for (const run of said) {
      for (let from = 0; from < sounds.length; from++) {
        for (let at = 0; at < run.length; at++) {
          if (from > 0 && at > 0 && sounds[from - 1]!.sound === run[at - 1]!.sound) continue
          let length = 0
          while (sounds[from + length] && sounds[from + length]?.sound === run[at + length]?.sound) length++
          const full = length === sounds.length
          const written = run.slice(at, at + length).map(s => s.written)
          const typed = from === 0 && written.every(s => /^[a-z]/.test(s))
          const atAnEnd = from === 0 || from + length === sounds.length
          if (length < 2 || !(full || (length < 3 ? typed : atAnEnd || length >= 4))) continue
          const piece = sounds.slice(from, from + length)
          const heard = piece.map(s => s.written).join('')
          if (plain.includes(heard) || (length === 2 && words.has(written.join('')))) continue
          const rare = pairs(piece).reduce((sum, pair) => sum + rarity(pair), 0)
          const weight = rare * (0.5 + (0.5 * length) / sounds.length)
          const whole = full && said.length === 1 && length === run.length
          if (weight > (best.get(id)?.weight ?? 0)) best.set(id, { id, name, heard, full, whole, weight })
        }
      }
    }
  }
  return [...best.values()].sort((a, b) => b.weight - a.weight)
}

/** Characters of few sounds, so that names and texts share many pieces; letters, a comma, and one that no name has. */
const syllables = fc.constantFrom(...'低底地保宝饱证正政身神份分', 'di', 'bao', 'zheng', '，', '鱼')
const spoken = (maxLength: number) => fc.array(syllables, { maxLength }).map(all => all.join(''))

describe('soundIndex', () => {
  it('finds the same names and weights as a comparison of every name with the whole text', () => {
    const entries = fc
      .array(fc.array(spoken(6), { maxLength: 3 }), { maxLength: 5 })
      .map(all => all.map((names, i) => ({ id: `g${i % 4}`, names })))
    fc.assert(
      fc.property(entries, spoken(14), (named, text) => {
        expect(soundIndex(named).heardIn(text)).toEqual(naivelyHeard(named, text))
      }),
      runs(300),
    )
  })
})
