import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fakePersonalData,
  findPersonalData,
  maskPersonalData,
} from '../../../../src/domain/base/text/personal-data.ts'
import { runs } from '../../../helpers/runs.ts'

const han = fc
  .array(fc.constantFrom(...'村口路灯不亮三个月没人管希望早点修好谢谢'), { maxLength: 20 })
  .map(chars => chars.join(''))
const digits = (least: number, most = least) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map(d => d.join(''))
const mobile = fc.tuple(fc.integer({ min: 3, max: 9 }), digits(9)).map(([a, b]) => `1${a}${b}`)
const wide = (text: string) => text.replace(/\d/g, d => String.fromCharCode(d.charCodeAt(0) + 0xfee0))

/** The ways people write one number. */
const written = (number: string) => [
  number,
  wide(number),
  [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(' '),
  [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join('-'),
  number.split('').join('\u200b'),
]
const onlyDigits = (text: string) =>
  text.replace(/[０-９]/g, d => String.fromCharCode(d.charCodeAt(0) - 0xfee0)).replace(/\D/g, '')

describe('personal data in free text', () => {
  it('a mobile number never survives, however it is written', () => {
    fc.assert(
      fc.property(han, mobile, fc.nat(4), han, (before, number, way, after) => {
        const text = `${before}${written(number)[way]!}${after}`
        expect(onlyDigits(maskPersonalData(text))).not.toContain(number)
      }),
      runs(),
    )
  })

  it('ID and account numbers never survive', () => {
    fc.assert(
      fc.property(
        han,
        digits(17),
        fc.constantFrom('0', '5', 'X', 'x'),
        digits(16, 19),
        (a, id, last, card) => {
          const masked = maskPersonalData(`${a}身份证${id}${last}，银行卡 ${card} 。`)
          expect(masked).not.toContain(id)
          expect(masked).not.toContain(card)
        },
      ),
      runs(),
    )
  })

  it.each([
    ['我叫王小明，住在东山村', '我叫〔姓名〕，住在东山村'],
    ['我是李芳，我家停水了', '我是〔姓名〕，我家停水了'],
    ['姓名改成欧阳文华', '姓名改成〔姓名〕'],
    ['联系人：赵六 电话0571-88881234', '联系人：〔姓名〕 电话〔电话〕'],
    ['幸福路12号3栋2单元501室漏水', '幸福路〔门牌〕漏水'],
    ['东山村3组路灯坏了', '东山村〔门牌〕组路灯坏了'],
    ['微信号：wang_xiaoming88', '微信号：〔账号〕'],
    ['发到 a.b@example.com 就行', '发到 〔邮箱〕 就行'],
    ['车牌浙A12345乱停', '车牌〔车牌〕乱停'],
    ['My name is John Smith, call me', 'My name is 〔姓名〕, call me'],
  ])('%s', (text, masked) => {
    expect(maskPersonalData(text)).toBe(masked)
  })

  it.each([
    '11月3号停水，到3号窗口办，坐2号线',
    '我是石桥村的，小学门口路灯坏了三个月',
    '2026-00123-4 办到哪了',
    '低保每月 800 元，2026 年起 12345 热线可查',
    '按国办发〔2025〕7号文',
    '本人反映的事没人管',
  ])('leaves alone what says nothing about a person: %s', text => {
    expect(maskPersonalData(text)).toBe(text)
  })

  it('made-up values keep the length of numbers, hide the real ones, and stay as they are when masked again', () => {
    fc.assert(
      fc.property(han, mobile, fc.nat(3), han, (before, number, way, after) => {
        const text = `${before}${written(number)[way]!}${after}我叫王小明。`
        const once = fakePersonalData(text)
        expect(once).toHaveLength(text.length)
        if (number !== '13800000000') expect(onlyDigits(once)).not.toContain(number)
        expect(fakePersonalData(once)).toBe(once)
      }),
      runs(),
    )
    expect(fakePersonalData('13912345678')).toBe('13800000000')
  })

  it('finds pieces in order, without overlap, inside the text, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        let end = 0
        for (const piece of findPersonalData(text)) {
          expect(piece.from).toBeGreaterThanOrEqual(end)
          expect(text.slice(piece.from, piece.to)).toBe(piece.text)
          end = piece.to
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
      runs(),
    )
  })
})
