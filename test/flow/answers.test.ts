import { describe, expect, it } from 'vitest'
import { dayIn } from '../../src/flow/answers/date.ts'
import { ownPhoneIn } from '../../src/flow/answers/own-phone.ts'
import { phoneIn, saysOnlyNumbers } from '../../src/flow/answers/phone.ts'
import { localize } from '../../src/flow/definition/texts.ts'
import { graph } from '../../src/flow/mod.ts'
import { holds } from '../../src/flow/steps/branch.ts'
import { clean, numberIn } from '../../src/flow/words/normalize.ts'
import { shipped } from './support.ts'

describe('phone numbers', () => {
  it.each([
    ['13800000000', '13800000000'],
    ['138 0000 0000', '13800000000'],
    ['１３８－００００－００００', '13800000000'],
    ['+86 138 0000 0000', '13800000000'],
    ['我的电话是13800000000。', '13800000000'],
    ['0571-87654321', '0571-87654321'],
    ['057187654321', '0571-87654321'],
    ['010 87654321', '010-87654321'],
    ['0571-87654321-802', '0571-87654321-802'],
    ['幺三八零零零零零零零零', '13800000000'],
    ['138O0000OOO', '13800000000'],
    ['138ooooOOOO', '13800000000'],
    ['138 OOOO 0000', '13800000000'],
    ['l3800000000', '13800000000'],
    ['I38OOOOOOOO', '13800000000'],
    ['１３８ＯＯＯＯ００００', '13800000000'],
    ['138〇〇〇〇0000', '13800000000'],
    ['1 3 8 0 0 0 0 0 0 0 0', '13800000000'],
    ['138.0000.0000', '13800000000'],
    ['8613800000000', '13800000000'],
    ['008613800000000', '13800000000'],
    ['(+86)13800000000', '13800000000'],
    ['+86-138-0000-0000', '13800000000'],
    ['13800000000，就这个13800000000', '13800000000'],
    ['13800000000（微信同号）', '13800000000'],
    ['13800000000（3点以后打）', '13800000000'],
    ['（0571）87654321', '0571-87654321'],
    ['0571 8765 4321', '0571-87654321'],
    ['0571－8765－4321', '0571-87654321'],
    ['+86 571 87654321', '0571-87654321'],
    ['01087654321', '010-87654321'],
    ['0571-87654321转802', '0571-87654321-802'],
    ['O571-87654321', '0571-87654321'],
    ['my number is 13800000000', '13800000000'],
  ])('reads %s', (text, number) => expect(phoneIn(text)).toBe(number))

  it.each([
    '1380000000',
    '138000000001',
    '12345678901',
    '12345',
    '没有',
    '',
    '13800000000 或 13900000000',
    '87654321',
    '13800000000 13900000000',
    '1380000000013900000000',
    '13800000000/13900000000',
    '13800000000、0571-87654321',
    '138OOOO000',
    '13800000000 330100190001011234',
    'Oil on the road, llama',
    '3 号楼 2 单元 501',
  ])('refuses %j', text => expect(phoneIn(text)).toBeUndefined())
})

describe('only numbers', () => {
  it.each([
    '13800000000 13900000000',
    '138OOOO000',
    '我的电话是13800000000，打不通就打0571-87654321'.replace('打不通就', '或者'),
    '手机l38OOOO0000',
    '8765432',
    'My phone is 13800000000 or 13900000000',
  ])('%s: yes', text => expect(saysOnlyNumbers(text)).toBe(true))

  it.each([
    '2',
    '3 号楼 501',
    '小学门口',
    '13800000000 一直打骚扰电话给我',
    '104 国道 12 公里',
    'K12+300 处',
  ])('%s: no', text => expect(saysOnlyNumbers(text)).toBe(false))
})

describe('dates', () => {
  it.each([
    ['2026-11-05', '2026-11-05'],
    ['2026年11月5日', '2026-11-05'],
    ['20261105', '2026-11-05'],
    ['11月5号', '2026-11-05'],
    ['１１．５', '2026-11-05'],
    ['昨天', '2026-11-22'],
    ['前天上午', '2026-11-21'],
    ['大前天', '2026-11-20'],
    ['去年12月1日', '2025-12-01'],
    ['十一月五号', '2026-11-05'],
    ['二零二五年十二月一日', '2025-12-01'],
  ])('reads %s', (text, day) => expect(dayIn(text, '2026-11-23')).toBe(day))

  it.each(['2026-02-30', '13月1日', '上个月', '', '5'])('refuses %j', text =>
    expect(dayIn(text, '2026-11-23')).toBeUndefined(),
  )
})

describe('numbers as people write them', () => {
  it.each([
    ['3', 3],
    ['３', 3],
    ['③', 3],
    ['三', 3],
    ['十二', 12],
    ['二十', 20],
    ['第2个', 2],
    ['选 3', 3],
    ['2.', 2],
    ['2、', 2],
    ['第三项', 3],
    ['回复1', 1],
    ['一百', 100],
  ])('reads %s', (text, n) => expect(numberIn(text)).toBe(n))

  it.each(['', '三个月', '2 栋 3 单元', 'abc', '没有'])('refuses %j', text =>
    expect(numberIn(text)).toBeUndefined(),
  )
})

it('removes invisible characters and lone surrogates, and reports a cut', () => {
  expect(clean('\u200b 路灯\u0000坏了\ufeff \ud83d')).toEqual({ text: '路灯坏了', cutFrom: null })
  expect(clean('😀'.repeat(6000))).toEqual({ text: '😀'.repeat(5000), cutFrom: 6000 })
  expect(clean('长'.repeat(9000))).toEqual({ text: '长'.repeat(9000), cutFrom: null })
  expect(clean('长'.repeat(12_000)).text.length).toBe(10_000)
})

it('gives each text in the requested language, or in Chinese when there is none', () => {
  expect(localize({ en: 'yes', zh: '是' }, 'en-GB')).toBe('yes')
  expect(localize({ en: 'yes', zh: '是' }, 'fr')).toBe('是')
  expect(localize('是', 'en')).toBe('是')
})

it('compares values without evaluating code', () => {
  expect(holds('5', 5)).toBe(true)
  expect(holds(undefined, { not: 'x' })).toBe(true)
  expect(holds([], { is: 'empty' })).toBe(true)
  expect(holds('2', { lte: 2 })).toBe(true)
  expect(holds('', { lt: 1 })).toBe(false)
  expect(holds('abc', { gt: 0 })).toBe(false)
  expect(holds('b', { in: ['a', 'b'] })).toBe(true)
})

it('draws a flow as Mermaid, each step and exit once', () => {
  const flow = shipped().current('urge')!
  expect(graph(flow)).toMatchInlineSnapshot(`
    "flowchart TD
      s0{"pick<br/>branch"}
      s0 -->|"number {#quot;is#quot;:#quot;set#quot;}"| s2
      s0 -->|"else"| s1
      s1["find<br/>pick_case"]
      s1 -->|"found"| s2
      s1 -->|"none"| s5
      s1 --> s5
      s2[["save<br/>urge_case"]]
      s2 -->|"ok"| s3
      s2 -->|"refused"| s4
      s3["done<br/>已经替您催了 {{number}}。 {{tit"]
      s3 --> s5
      s4["refused<br/>这一件现在不用催。 {{reason}} "]
      s4 --> s5
      s5(("done"))
    "
  `)
})

describe('the writer’s own number in a text about a matter', () => {
  it.each([
    ['路灯坏了，我的电话138 0000 0000', '13800000000'],
    ['路灯坏了没人修。13800000000', '13800000000'],
    ['水沟堵了，联系电话：0571-87654321，谢谢', '0571-87654321'],
    ['请打我电话13800000000，水管一直漏', '13800000000'],
    [`${'事情是这样的，'.repeat(30)}望解决。李某，手机：13800000000`, '13800000000'],
  ])('%s', (text, number) => {
    expect(ownPhoneIn(text)).toBe(number)
  })

  it.each([
    '老板电话13800000000一直不接',
    '房东把我赶出来，他的手机13800000000',
    '我打了13800000000没人接',
    '13800000000这个号天天骚扰我',
    '派出所民警电话：13800000000',
    '两个号都行，13800000000，13900000000',
    '我的电话1380000000',
    `司机，手机：13800000000，${'事情是这样的，'.repeat(30)}`,
    '路灯坏了',
  ])('%s: not the writer’s', text => {
    expect(ownPhoneIn(text)).toBeUndefined()
  })
})
