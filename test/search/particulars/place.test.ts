import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeIn } from '../../../src/search/mod.ts'
import { runs } from '../../helpers/runs.ts'

describe('the place that a text names', () => {
  it.each([
    ['小学门口的路灯坏了三个月没人管', '小学门口'],
    ['幸福路38号下水道堵了', '幸福路38号'],
    ['东头桥边的垃圾没人收', '东头桥边'],
    ['3栋2单元楼下天天有人乱停车', '3栋2单元楼下'],
    ['我家住在东山村老祠堂后面，一下雨就进水', '东山村老祠堂后面'],
    ['翠园小区二期5号楼1单元的电梯坏了', '翠园小区二期5号楼1单元'],
    ['水管爆了，在菜市场后面', '菜市场后面'],
    ['建设路与文化街交叉口红绿灯不亮', '建设路与文化街交叉口'],
    ['村口的桥断了一块板', '村口'],
    ['书记您好，我们村卫生室旁边有人倒垃圾', '村卫生室旁边'],
  ])('%s', (text, place) => {
    expect(placeIn(text)).toBe(place)
  })

  it.each([
    ['no place', '路灯坏了很久没人管'],
    ['a way', '从小学门口到加油站这一段路坑坑洼洼'],
    ['two places', '小学门口的路灯坏了，菜市场后面的也坏了'],
    ['where somebody went', '我去村委会门口等了三天'],
    ['a building without a name', '听说7栋要装电梯'],
    ['the name of a town', '桥头镇的事归你们管吗'],
    ['a hotline', '我打了建设路12345号线没人接'],
    ['a landmark without a name', '小区门口总有人乱停车'],
    ['a place late in a letter', `${'说来话长，事情要从头讲起。'.repeat(20)}小学门口见过他一次`],
  ])('is left to the question for %s', (_what, text) => {
    expect(placeIn(text)).toBeUndefined()
  })

  it('is a part of the text, whatever it says', () => {
    const words = [
      '小学',
      '门口',
      '在',
      '路',
      '38号',
      '3栋',
      '的',
      '，',
      '到',
      '村',
      '口',
      '东头',
      '我家',
      '坏了',
      '与',
      '😀',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), parts => {
        const text = parts.join('')
        const place = placeIn(text)
        if (place !== undefined) expect(text).toContain(place)
      }),
      runs(),
    )
  })
})
