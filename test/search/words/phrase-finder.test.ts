import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PhraseFinder } from '../../../src/search/words/phrase-finder.ts'
import { runs } from '../../helpers/runs.ts'

describe('PhraseFinder', () => {
  it('finds a phrase inside another', () => {
    const finder = new PhraseFinder(['路灯', '路', '灯坏了', '井盖'])
    expect([...finder.numbersIn('村口路灯坏了')].sort()).toEqual([0, 1, 2])
    expect(finder.occurs('井水')).toBe(false)
  })

  it('finds the same phrases as `includes`, for any text', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '水', '𠮷', '\ud842'), maxLength: 4 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '水', '𠮷', '\udfb7'), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 8 }), text, (phrases, said) => {
        const finder = new PhraseFinder(phrases)
        const naive = phrases.flatMap((phrase, i) => (said.includes(phrase) ? [i] : []))
        expect([...finder.numbersIn(said)].sort((a, b) => a - b)).toEqual(naive)
        expect(finder.occurs(said)).toBe(naive.length > 0)
      }),
      runs(),
    )
  })
})
