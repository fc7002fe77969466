import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskNumbers } from '../../../src/domain/base/text/mask.ts'
import { findPrivate } from '../../../src/domain/cases/publishable.ts'
import { officeNumbers } from '../../../src/domain/guides/office-numbers.ts'
import { runs } from '../../helpers/runs.ts'

const OWN = officeNumbers(
  {
    phone: '0571-88881234',
    departments: [{ id: 'a', name: 'A', phone: '0571-88885678、13700001111' }],
    emergency: [],
  } as never,
  [{ phone: '0571-66668888 转 3' }] as never,
)

const PHONE = '13800000123'
/** One number in the ways people write it, to be read or to slip through. */
const WRITINGS = [
  PHONE,
  '138 0000 0123',
  '138-0000-0123',
  '１３８０００００１２３',
  '+86 13800000123',
  '＋８６－１３８－００００－０１２３',
  '幺三八零零零零零幺二三',
  '一三八〇〇〇〇〇一二三',
  '1\u200b3\u200b8\u200b0\u200b0\u200b0\u200b0\u200b0\u200b1\u200b2\u200b3',
]
const SLIPPED = [
  '138，0000，0123',
  '138（0000）0123',
  '138/0000/0123',
  '①③⑧00000123',
  '壹叁捌零零零零零壹贰叁',
  '1 3 8 . 0 0 0 0 . 0 1 2 3',
  '1️⃣3️⃣8️⃣00000123',
  '138\n0000\n0123',
]

describe('publishing finds', () => {
  it.each([...WRITINGS, ...SLIPPED])('the phone in %j', writing => {
    expect(findPrivate(`请拨打${writing}联系`, OWN)).toHaveLength(1)
    expect(findPrivate(writing, OWN)).toHaveLength(1)
  })

  it.each([
    '身份证110101199001011237',
    '身份证 110101 19900101 123X',
    '110101，19900101，1237',
    '卡号6222021234567890123',
    '邮箱 a.b@example.com',
    '微信号：zhang_san88',
    '联系人：张三',
    '我叫阿依古丽',
    '张三同志：您好',
    '尊敬的张三先生，您反映的问题已解决',
    '车牌皖A12345',
  ])('what is private in %s', text => {
    expect(findPrivate(text, OWN)).not.toEqual([])
  })

  it.each([
    '路灯已修好，请咨询0571-88881234',
    '请拨 88881234',
    '承办单位电话：13700001111',
    '窗口电话 0571-66668888 转 3',
    '张某某反映路灯坏了',
    '居民张某某您好',
    '2026年11月3号已办结，编号 2026-00123-4',
    '市民您好：路灯已修好',
    '按国办发〔2025〕7号文办理，投资 1200000 元',
    '〔姓名〕的电话〔电话〕',
  ])('nothing in %s', text => {
    expect(findPrivate(text, OWN)).toEqual([])
  })

  it.each(['已改为 565 万元。', '收入 3 万元。', '补助 3 万余亩。', '项目：修路'])(
    'an amount is no name: %j',
    text => expect(findPrivate(text, OWN)).toEqual([]),
  )

  it('the names and numbers of the case’s resident, however they are written', () => {
    for (const text of ['已告知张三', '已告知张 三', '已告知張三', 'Zhang San has been told'])
      expect([text, findPrivate(text, OWN, ['张三']).length]).toEqual([text, 1])
    expect(findPrivate('尾号0123的群众', OWN, [PHONE])).toHaveLength(1)
    expect(findPrivate('村长王大力', OWN, ['张三'])).toEqual([])
  })
})

describe('masked', () => {
  it.each(WRITINGS)('%j shows its ends alone', writing => {
    expect(maskNumbers(`电话${writing}。`, OWN)).toBe('电话138****0123。')
  })

  it.each([
    ['身份证110101199001011237', '身份证11**************37'],
    ['卡 6222021234567890123', '卡 ***************0123'],
    ['写到 zhang@example.com', '写到 z***@example.com'],
    ['问 0571-88881234', '问 0571-88881234'],
    ['我叫张三，住3栋2单元', '我叫张三，住3栋2单元'],
    ['编号 2026-00123-4', '编号 2026-00123-4'],
  ])('%s is %s', (text, shown) => {
    expect(maskNumbers(text, OWN)).toBe(shown)
  })

  it('twice is once, and no mobile number is left', () => {
    const mobile = fc
      .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 100_000_000, max: 999_999_999 }))
      .map(([a, b]) => `1${a}${b}`)
    fc.assert(
      fc.property(mobile, fc.string({ unit: 'binary', maxLength: 20 }), (number, noise) => {
        const once = maskNumbers(`${noise}，电话${number}，${noise}`, OWN)
        expect(once).not.toContain(number)
        expect(maskNumbers(once, OWN)).toBe(once)
      }),
      runs(),
    )
  })
})
