import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hasVisibleText,
  isReadable,
  textField,
  tidyLine,
  tidyText,
} from '../../../../src/domain/base/text/visible-text.ts'
import { BLANKS, WORDS } from '../../../helpers/blanks.ts'
import { cpuTime } from '../../../helpers/cpu-time.ts'
import { runs } from '../../../helpers/runs.ts'

describe('a text somebody is to read', () => {
  it.each(BLANKS)('is none of %j', blank => {
    expect(isReadable(blank)).toBe(false)
    expect(isReadable(tidyText(blank))).toBe(false)
    expect(textField(100).safeParse(blank).success).toBe(false)
  })

  it.each(WORDS)('may be %s, and stays as it is', words => {
    expect(isReadable(words)).toBe(true)
    expect(textField(100).parse(words)).toBe(words)
  })

  it('is not made readable by any character that leaves no ink, alone or beside others', () => {
    const unseen: number[] = []
    for (let point = 0; point <= 0x10ffff; point++) {
      const c = String.fromCodePoint(point)
      if (/[\p{Z}\p{C}\p{M}]|\p{Default_Ignorable_Code_Point}/u.test(c) && isReadable(c)) unseen.push(point)
    }
    // What Unicode has not given out yet counts only where Chinese characters will come.
    expect(unseen.filter(p => !(p >= 0x20000 && p <= 0x3fffd)).map(p => p.toString(16))).toEqual([])
  })

  it('can be a symbol where nobody has to read it', () => {
    for (const text of ['👍', '？', '❤️', '√']) expect([text, hasVisibleText(text)]).toEqual([text, true])
    for (const text of ['', '\u200b', '\u2800', '\u3164 \u{1d159}']) expect(hasVisibleText(text)).toBe(false)
  })
})

describe('tidied', () => {
  it.each([
    ['  张\u200b三\u3000', '张三'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['路灯\u200d坏了\u2060', '路灯坏了'],
    ['第一行\r\n第二行\u2028第三行', '第一行\n第二行\n第三行'],
    ['\ud83d半个', '半个'],
    ['\u2800\u3164好\u2800', '好'],
    ['王\u180b五', '王五'],
    // What only follows something that goes, goes too.
    ['王\u180b\u180e\u180e五', '王五'],
    ['𘳖\ufe0f\u{e0041}\u200c\u200d!', '𘳖!'],
    ['!\u200e\u200f\u061c', '!'],
  ])('%j is %j', (raw, kept) => {
    expect(tidyText(raw)).toBe(kept)
  })

  it('is one line in a name', () => {
    expect(tidyLine(' 张\u3000 三\n李四 ')).toBe('张 三 李四')
  })

  it('twice is once, and what can be read still can', () => {
    const units = fc.array(
      fc.oneof(fc.constantFrom(...BLANKS, ...WORDS), fc.string({ unit: 'binary', maxLength: 4 })),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(units, parts => {
        const text = parts.join('')
        const once = tidyText(text)
        expect(tidyText(once)).toBe(once)
        expect(isReadable(once)).toBe(isReadable(text))
      }),
      runs(),
    )
  })

  it('takes time with the length of the text, not with its square', () => {
    const used = cpuTime()
    for (const c of ['\u{e0041}', ' ', '\u200d', '\u2800', '\ufe0f'])
      tidyText(`${c.repeat(100_000)}x${c.repeat(100_000)}y`)
    expect(used()).toBeLessThan(2000)
  })
})
