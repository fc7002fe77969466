import fc from 'fast-check'
import { Converter } from 'opencc-js/t2cn'
import { describe, expect, it } from 'vitest'
import { toSimplified } from '../../../../src/domain/base/text/traditional.ts'
import { runs } from '../../../helpers/runs.ts'

const openCc = Converter({ from: 't', to: 'cn' })

describe('toSimplified', () => {
  it('changes traditional characters and nothing else', () => {
    expect(toSimplified('低保戶怎麼辦理？ID 12，𠮷')).toBe('低保户怎么办理？ID 12，𠮷')
    expect(toSimplified('')).toBe('')
  })

  it('gives what OpenCC gives for each character alone', () => {
    const character = fc.oneof(
      fc.constantFrom(...'戶麼辦農證a，🙏\ud842'),
      fc.integer({ min: 0x4e00, max: 0x9fff }).map(code => String.fromCharCode(code)),
    )
    fc.assert(
      fc.property(fc.array(character), characters => {
        const naive = characters.map(c =>
          /[\u4e00-\u9fff]/.test(c) && openCc(c).length === 1 ? openCc(c) : c,
        )
        expect(toSimplified(characters.join(''))).toBe(naive.join(''))
      }),
      runs(),
    )
  })
})
