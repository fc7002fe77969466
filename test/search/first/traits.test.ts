import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { read, traitsOf } from '../../../src/search/first/traits.ts'
import { runs } from '../../helpers/runs.ts'

describe('a first message as it is read', () => {
  it('keeps the beginning and the end of a long text', () => {
    const text = `开头说路灯坏了${'中间'.repeat(4500)}最后请你们来修`
    expect(text.length).toBeGreaterThan(9000)
    expect(read(text)).toMatch(/^开头说路灯坏了(?:中间)+中?\n(?:间)?(?:中间)+最后请你们来修$/)
    expect(read(text).length).toBeLessThanOrEqual(401)
  })

  it('leaves a short text whole', () => expect(read('村口路灯坏了')).toBe('村口路灯坏了'))

  it('reads traditional characters, full width and capital letters like the usual ones', () => {
    expect(read('路燈壞了，ＷＩＦＩ也沒有')).toBe(read('路灯坏了，wifi也没有'))
  })

  it('a coded name of a place is some place', () =>
    expect(read('A7县的路，b区的桥')).toBe('某县的路,某区的桥'))

  it('is bounded, and cutting a character in two does no harm', () => {
    const letter = fc.constantFrom('路', '灯', '𠮷', '🙏🏽', '\ud83d', 'A', '。', '\n', '㎡', 'ﷺ', '？')
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 3000 }), letters => {
        const text = letters.join('')
        const traits = traitsOf(read(text))
        expect(read(text).length).toBeLessThanOrEqual(401)
        expect([...traits].filter(trait => trait.startsWith('length '))).toHaveLength(1)
      }),
      runs(),
    )
  })
})

describe('the traits of a text', () => {
  it('are its pairs, its edges, its length and its signs', () => {
    expect([...traitsOf('路灯坏了？')]).toEqual([
      ...['路灯', '灯坏', '坏了', 'length 2', 'begins 路灯', 'ends 坏了', 'ends 了'],
      ...['fault 1', 'fault 2', 'asks 1', 'question mark 1', 'ends with a question 1'],
    ])
  })

  it.each(['', '🙏🙏', 'hello', '。。。'])('%j has no pairs', text => {
    expect([...traitsOf(read(text))].filter(trait => trait.length === 2)).toEqual([])
  })

  it('counts a sign at most three times', () => {
    const traits = traitsOf('？？？？？？')
    expect(traits).toContain('question mark 3')
    expect(traits).not.toContain('question mark 4')
  })
})
