import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCaseNumber } from '../../src/domain/base/text/case-number.ts'
import { emergencyFinder, firstContactRouter, guideIndex } from '../../src/search/mod.ts'
import { runs } from '../helpers/runs.ts'
import { QUESTIONS } from './resident-questions.ts'
import { sampleGuides, sampleOffice } from './sample-office.ts'

const index = guideIndex(sampleGuides())
const office = sampleOffice()
const emergencyIn = emergencyFinder(office.emergency)
const { classify: route, complains } = firstContactRouter(emergencyIn, text => index.find(text))
const number = formatCaseNumber(2026, 123)

describe('the first message of a resident', () => {
  it.each([
    ['家里着火了快来人', '119'],
    ['楼道里好大的煤气味', '119'],
    ['有人晕倒了叫不醒', '120'],
    ['活着没意思，我不想活了', '12356'],
    ['我老公又家暴我', '110'],
    ['活着真没意思，想一了百了', '12356'],
    ['屋里一股天然气味', '119'],
  ])('%s → whom to call', (text, phone) => {
    expect(route(text)).toMatchObject({ intent: 'emergency', emergency: { phone } })
  })

  it.each([
    ['房子塌了压在里面有人', '119'],
    ['山上滑坡有人被埋了', '119'],
    ['我被困在电梯里出不来', '119'],
    ['孩子落水了', '119'],
    ['煤气罐爆炸了', '119'],
    ['有人触电了', '120'],
    ['村口出车祸了', '120'],
    ['老人走失了一天', '110'],
  ])('%s → whom to call, people are in danger', (text, phone) => {
    expect(route(text)).toMatchObject({ intent: 'emergency', emergency: { phone } })
  })

  it.each([
    '路面塌陷',
    '垃圾被埋在地里',
    '电线漏电怕触电',
    '变压器有触电危险',
    '路口经常出车祸，请装红绿灯',
    '水库边没有护栏，担心孩子落水',
    '车祸理赔怎么办',
    '我家被困难压得喘不过气',
  ])('%s → no alarm', text => {
    expect(route(text).intent).not.toBe('emergency')
  })

  it.each(['水管爆了', '停电了', '电线杆倒了', '路坏了', '狗咬人', '停水三天了', '桥头井盖没了'])(
    '%s → damage is a complaint, not a question for a guide',
    text => {
      expect(route(text).intent).toBe('case')
    },
  )

  it.each(['路烂', '东山村', '张三', '东头那个老毛病'])('%s → asked which it is', text => {
    expect(route(text).intent).toBe('which')
    expect(index.find(text).decision).not.toBe('answer')
  })

  it.each([
    '投诉村干部贪污',
    '村支书收了人家的钱批宅基地',
    '低保被村干部吃了',
    '举报村支书吃拿卡要',
    '我要举报村主任',
    '村会计挪用集体的钱',
    '村干部办事态度太差，推三阻四',
  ])('%s → may be reported without a name', text => {
    expect(route(text).intent).toBe('report')
  })

  it('finds danger at the end of a very long message', () => {
    expect(route(`${'村里的路一直没人修。'.repeat(900)}我真的想死`)).toMatchObject({ intent: 'emergency' })
  })

  it('takes every mention of suicide seriously', () => {
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

  it('recognises a miscopied number, without a case', () => {
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
    '谢谢领导，请管管村口那堆垃圾，臭得很',
    '你们这些废物，路灯坏了半年没人修',
    '有人在河里电鱼',
  ])('%s → complaint', text => {
    expect(route(text).intent).toBe('case')
  })

  it.each(['', '。。。', '1234567', '😀', '<script>alert(1)</script>'])('%j → other', text => {
    expect(route(text).intent).toBe('other')
  })

  it.each(['dibao', 'shenfenzheng', 'shenfenzheng zenme ban'])('%s → a guide, or else an inquiry', text => {
    const routing = route(text)
    expect(['guide', 'candidates']).toContain(routing.intent)
    expect(routing.kind).toBe('inquiry')
    expect(complains(text)).toBe(false)
  })

  it.each(['How do I renew my ID card?', 'The street light is broken', 'dong shan cun xiao xue'])(
    '%s → other languages are not weighed',
    text => {
      expect(route(text)).toEqual({ intent: 'other', score: 1 })
      expect(complains(text)).toBe(false)
    },
  )

  it.each([
    ['路燈壞了，沒人修', '路灯坏了，没人修'],
    ['低保怎麼申請', '低保怎么申请'],
    ['村口路灯坏了💡💡', '村口路灯坏了！'],
  ])('%s is read like %s', (text, usual) => {
    expect(route(text)).toMatchObject({ intent: route(usual).intent, kind: route(usual).kind })
    expect(complains(text)).toBe(complains(usual))
  })

  it('reads a message of 9,000 characters, by its beginning and its end', () => {
    const story = '村口的路灯坏了半年，晚上看不见路，老人摔倒过两回，一直没人修。'
    const text = story.repeat(300).slice(0, 9000)
    expect(route(text)).toMatchObject({ intent: 'case', kind: 'complaint' })
    expect(complains(text)).toBe(true)
    expect(route(`${text}编号 ${number}`)).toMatchObject({ intent: 'caseNumber', caseNumber: number })
  })

  it('gives each aim a probability, and 1 in all, for any text', () => {
    const piece = fc.constantFrom(
      ...['路灯', '坏了', '没人管', '怎么办', '低保', '身份证', '小学门口', '建议', '修路', '谢谢', '着火了'],
      ...['东山村', '？', '，', '废物', '村主任贪污', '我们那里', '老人', '2026-00012-3', '噪音', '什么时候'],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), pieces => {
        const text = pieces.join('')
        const { aims, score, intent, guides = [] } = route(text)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        if (aims !== undefined) expect(Object.values(aims).reduce((a, b) => a + b)).toBeCloseTo(1, 9)
        if (intent === 'guide') expect(guides).toHaveLength(1)
        if (intent === 'candidates') expect(guides.length).toBeGreaterThan(0)
        if (intent === 'emergency' || intent === 'caseNumber') expect(complains(text)).toBe(false)
      }),
      runs(),
    )
  })

  it('finds the guide for most questions in residents’ own words', () => {
    const elsewhere = QUESTIONS.filter(
      ([question, guide]) => !route(question).guides?.some(g => g.id === guide),
    )
    expect(elsewhere.length / QUESTIONS.length, elsewhere.map(([q]) => q).join('\n')).toBeLessThan(0.25)
  })

  it.each([
    ['坐公交车要2元？'],
    ['学校门口有人卖三无零食，孩子吃了肚子疼'],
    ['小区物业费涨了一倍，没人通知'],
    ['化工厂半夜放黄烟，离小学不到一百米'],
    ['外卖骑手在人行道上飞快地骑'],
  ])('%s → no guide is shown', text => {
    expect(['case', 'which', 'inquiry']).toContain(route(text).intent)
  })

  it.each([
    ['建议在村口装个路灯', 'suggestion'],
    ['希望镇上多开一班去县城的早班车', 'suggestion'],
    ['楼下烧烤店天天油烟呛人', 'complaint'],
    ['我儿子在工地摔断了腿，老板跑了，求政府帮帮我们', 'help'],
  ])('%s → the kind of case follows from the words', (text, kind) => {
    expect(route(text)).toMatchObject({ intent: 'case', kind })
  })
})
