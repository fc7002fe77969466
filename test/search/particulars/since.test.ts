import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sinceIn } from '../../../src/search/mod.ts'
import { runs } from '../../helpers/runs.ts'

describe('since when a trouble lasts', () => {
  it.each([
    ['小学门口的路灯坏了三个月没人管', '三个月'],
    ['停水三天了', '三天'],
    ['垃圾半个月没人收', '半个月'],
    ['路灯坏了，都大半年了', '大半年'],
    ['从去年10月起村口的路一直没修', '从去年10月起'],
    ['昨天晚上停水了', '昨天晚上'],
    ['那条水渠从去年秋天就塌了一段', '从去年秋天'],
    ['上个月底水管爆了，一直漏水', '上个月底'],
    ['下水道堵了快一个星期', '一个星期'],
    ['今年三月开始，楼下的油烟直往屋里灌', '今年三月开始'],
    ['工地拖欠工资2年多了', '2年多'],
  ])('%s', (text, since) => {
    expect(sinceIn(text)).toBe(since)
  })

  it.each([
    ['nothing', '路灯坏了很久'],
    ['how long somebody has lived there', '我在村里住了三十年了，从没见过这么臭的水沟'],
    ['an age of a building', '房子买了五年，墙上漏水'],
    ['a plan', '听说从明年起要实行新政策，垃圾怎么收'],
    ['a term', '合同写的两年，他不认账'],
    ['a rule', '从2026年1月起执行的新规定，养老金怎么算'],
    ['how often', '每三天停水一次'],
    ['two times', '东头停水三天了，西头停水五天了'],
  ])('is left open for %s', (_what, text) => {
    expect(sinceIn(text)).toBeUndefined()
  })

  it('is a part of the text without its blanks, whatever it says', () => {
    const words = [
      '停水',
      '坏了',
      '三',
      '个',
      '月',
      '天',
      '年',
      '了',
      '从',
      '起',
      '去年',
      '昨天',
      '晚上',
      '没人',
      '修',
      '，',
      ' ',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), parts => {
        const text = parts.join('')
        const since = sinceIn(text)
        if (since !== undefined) expect(text.replace(/\s/gu, '')).toContain(since)
      }),
      runs(),
    )
  })
})
