import { describe, expect, it } from 'vitest'
import { percentile, reportOf } from '../../../src/tools/replay/report.ts'
import { nextWords, receiptIn } from '../../../src/tools/replay/resident.ts'
import type { TalkResult } from '../../../src/tools/replay/talk.ts'

const COMPLAINT = '有照片吗？哪个村都一样，路灯坏了。'

describe('a resident of the replay', () => {
  it.each([
    ['请说说是什么事：在哪里、多久了', COMPLAINT],
    ['听起来您要反映一件事，我帮您登记。\n是哪个村（社区）的事？回复数字或村名。\n1. 镇区社区', '1'],
    ['具体在什么地方？比如“小学门口”', '跳过'],
    ['有照片吗？有就发过来，发完回复“完成”。\n（没有就回复“跳过”）', '完成'],
    ['留个电话，方便工作人员联系您。', '跳过'],
    ['这件事您是想：\n1. 反映问题，请镇里处理', '反映问题'],
    ['情况紧急，请马上拨打 119。\n要不要同时登记下来，让镇里知道？', '登记'],
    ['您想办什么？回复数字就行，也可以直接说事。', '投诉'],
    ['这里有一份办事指南。', '投诉'],
  ])('answers %s', (said, words) => {
    expect(nextWords(said, COMPLAINT)).toBe(words)
  })

  it('confirms the summary, whatever the complaint in it says', () => {
    expect(nextWords(`请看看对不对：\n1. 事情：${COMPLAINT}留个电话\n没错就回复“确认”。`, COMPLAINT)).toBe(
      '确认',
    )
  })

  it('is done with a number that is one', () => {
    const said =
      '登记好了。编号 2026-00001-8\n12 月 2 日前答复您。\nhttps://office.example/c/2026-00001-8#k=ABC'
    expect(nextWords(said, COMPLAINT)).toBeUndefined()
    expect(receiptIn(said)).toEqual({
      number: '2026-00001-8',
      page: 'https://office.example/c/2026-00001-8#k=ABC',
    })
    expect(receiptIn('登记好了。编号 2026-00001-7')).toBeUndefined()
    const urgent =
      '情况紧急，请马上打电话 120：急救。\n\n已经替您登记给镇里，编号 2026-00001-8。\n\n您在哪里？'
    expect(nextWords(urgent, COMPLAINT)).toBeUndefined()
    expect(receiptIn(urgent)).toEqual({ number: '2026-00001-8', page: undefined })
    expect(receiptIn('您的 2026-00001-8 办理中')).toBeUndefined()
  })
})

describe('the report', () => {
  const talked = (openId: string, submitted = true): TalkResult => ({
    openId,
    submitted,
    accepted: 2,
    refused: 0,
    receipts: [],
    differed: 0,
    milliseconds: [10, 20],
    stuck: !submitted,
  })

  it('counts what was lost and doubled by what is stored', () => {
    const cases = new Map([
      ['a', 1],
      ['b', 0],
      ['c', 3],
    ])
    const report = reportOf([talked('a'), talked('b'), talked('c'), talked('d', false)], cases, 2, 'database')
    expect(report).toMatchObject({
      residents: 4,
      submitted: 3,
      accepted: 8,
      cases: 4,
      duplicates: 2,
      lost: 1,
      stuck: 1,
    })
  })

  it('takes percentiles', () => {
    const numbers = Array.from({ length: 100 }, (_, i) => i + 1)
    expect([percentile(numbers, 0.5), percentile(numbers, 0.99), percentile([], 0.5)]).toEqual([50, 99, 0])
  })
})
