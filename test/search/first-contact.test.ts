import { describe, expect, it } from 'vitest'
import { formatCaseNumber } from '../../src/domain/case-number.ts'
import { firstContactRouter, guideIndex } from '../../src/search/mod.ts'
import { QUESTIONS } from './resident-questions.ts'
import { sampleGuides, sampleOffice } from './sample-office.ts'

const index = guideIndex(sampleGuides())
const route = firstContactRouter(sampleOffice(), text => index.find(text))
const number = formatCaseNumber(2026, 123)

describe('the first message of a resident', () => {
  it.each([
    ['家里着火了快来人', '119'],
    ['楼道里好大的煤气味', '119'],
    ['有人晕倒了叫不醒', '120'],
    ['活着没意思，我不想活了', '12356'],
    ['我老公又家暴我', '110'],
  ])('%s → the number to ring', (text, phone) => {
    expect(route(text)).toMatchObject({ intent: 'emergency', emergency: { phone } })
  })

  it('finds danger at the end of a very long message', () => {
    expect(route(`${'村里的路一直没人修。'.repeat(900)}我真的想死`)).toMatchObject({ intent: 'emergency' })
  })

  it('never doubts that someone may end their life', () => {
    expect(route('如果再不解决低保，我就自杀')).toMatchObject({ intent: 'emergency' })
  })

  it.each(['去年家里着火了，临时救助怎么申请', '前几天受伤了，医药费报销要什么材料'])(
    'does not send an ambulance for a question about money: %s',
    text => {
      expect(route(text).intent).toBe('guide')
    },
  )

  it.each([number, `我的件 ${number} 办到哪了`, number.replaceAll('-', ' ')])('%s → the case', text => {
    expect(route(text)).toMatchObject({ intent: 'caseNumber', caseNumber: number })
  })

  it('takes a miscopied number for a number, without naming a case', () => {
    const wrong = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10)
    const routing = route(wrong)
    expect(routing.intent).toBe('caseNumber')
    expect(routing.caseNumber).toBeUndefined()
  })

  it.each(['你好', '您好！', '在吗？', '哈哈哈', '好的', '你是机器人吗'])('%s → small talk', text => {
    expect(route(text).intent).toBe('smallTalk')
  })

  it.each(['谢谢你们', '太感谢了', '辛苦了！'])('%s → thanks', text => {
    expect(route(text).intent).toBe('thanks')
  })

  it.each(['一群废物', '滚蛋', '你们这帮王八蛋'])('%s → abuse', text => {
    expect(route(text).intent).toBe('abuse')
  })

  it.each([
    '村东头路灯坏了一个多月没人修',
    '隔壁养猪场臭得要命，晚上窗户都不敢开',
    '半夜工地还在打桩，吵得睡不着',
    '垃圾桶满了三天没人来清',
    '昨天停水一整天也没个通知',
    '村干部办事态度太差，推三阻四',
    '谢谢领导，请管管村口那堆垃圾，臭得很',
    '你们这些废物，路灯坏了半年没人修',
    '有人在河里电鱼',
  ])('%s → complaint', text => {
    expect(route(text).intent).toBe('complaint')
  })

  it.each(['', '。。。', '1234567', '😀', '明天会不会下雨'])('%j → other', text => {
    expect(route(text).intent).toBe('other')
  })

  it('sends guide questions to the guides', () => {
    const elsewhere = QUESTIONS.filter(([question]) => route(question).intent !== 'guide')
    expect(elsewhere.length, elsewhere.map(([q]) => q).join('\n')).toBeLessThanOrEqual(5)
  })
})
