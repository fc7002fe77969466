import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meaningsOf } from '../../../src/search/words/same-meaning.ts'
import { THEMES, themesIn } from '../../../src/search/words/themes.ts'
import { runs } from '../../helpers/runs.ts'

describe('meaningsOf', () => {
  it('gives words with the same meaning one name', () => {
    expect(meaningsOf(['更换', '账户'])).toEqual(meaningsOf(['变更', '户头']))
  })

  it('joins neighbours that form a word of the table, and prefers the longest', () => {
    expect(meaningsOf(['打', '官司'])).toEqual(meaningsOf(['起诉']))
    expect(meaningsOf(['提前', '还款'])).toEqual(meaningsOf(['提前', '结清']))
  })

  it('keeps other words and drops function words', () => {
    expect(meaningsOf(['的', '蟠桃', '了'])).toEqual(['蟠桃'])
  })

  it('never returns more words than it gets, and maps the name of a meaning to itself', () => {
    const word = fc.constantFrom('更换', '打', '官司', '的', '提前', '还款', '房', '租', '水')
    fc.assert(
      fc.property(fc.array(word), words => {
        const once = meaningsOf(words)
        expect(once.length).toBeLessThanOrEqual(words.length)
        expect(once.flatMap(meaning => meaningsOf([meaning]))).toEqual(once)
      }),
      runs(),
    )
  })
})

describe('themesIn', () => {
  const named = (text: string) => [...themesIn(text).keys()].map(theme => THEMES[theme])

  it('finds the themes of words', () => {
    expect(named('公交车站台太远')).toContain('bus')
    expect(named('幼儿园收费')).toContain('kindergarten')
    expect(named('蟠桃')).toEqual([])
  })

  it('counts every occurrence, of a longer word instead of a shorter one inside it', () => {
    const counts = themesIn('幼儿园，幼儿园')
    expect(counts.get(THEMES.indexOf('kindergarten'))).toBe(2)
  })
})
