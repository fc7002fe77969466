import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guideIndex } from '../../../src/search/mod.ts'
import { soundsOf } from '../../../src/search/words/sounds.ts'
import { runs } from '../../helpers/runs.ts'
import { NOT_GUIDES, QUESTIONS } from '../resident-questions.ts'
import { sampleGuides } from '../sample-office.ts'

const guides = sampleGuides()
const index = guideIndex(guides)

/** Written by voice, by hand or in pinyin, and the guide each means. */
const MISSPELT: readonly (readonly [question: string, guide: string])[] = [
  ['底保怎么申请', 'subsistence-allowance'],
  ['di bao', 'subsistence-allowance'],
  ['dibao zenme ban', 'subsistence-allowance'],
  ['身分正掉了怎么补', 'id-card'],
  ['shenfenzheng guoqi le', 'id-card'],
  ['居住正要带什么', 'residence-permit'],
  ['农村一保怎么交', 'medical-insurance-enrol'],
  ['nongcun yibao', 'medical-insurance-enrol'],
  ['结分证丢了咋办', 'marriage-registration'],
  ['lihun', 'marriage-registration'],
  ['老念正到哪里领', 'senior-card'],
  ['高林补贴有没有', 'senior-allowance'],
  ['蚕疾证怎么弄', 'disability-certificate'],
  ['银业执照哪里办', 'individual-business'],
  ['yingye zhizao', 'individual-business'],
  ['公住房要啥条件', 'public-rental-housing'],
  ['危慌改造', 'dilapidated-house'],
  ['宅鸡地怎么批', 'homestead-approval'],
  ['社包卡激活', 'social-security-card'],
  ['养劳金啥时候发', 'pension-claim'],
  ['临是救助', 'temporary-relief'],
  ['法律元助', 'legal-aid'],
  ['农鸡补贴', 'farm-machinery-subsidy'],
  ['育而补帖怎么领', 'childcare-subsidy'],
  ['准身证', 'childbirth-registration'],
]

describe('a question in similar-sounding characters or in pinyin', () => {
  it('finds the right guide among the first three, nearly always', () => {
    const missed = MISSPELT.filter(([text, id]) => !index.find(text).hits.some(hit => hit.id === id))
    expect(missed.length, JSON.stringify(missed)).toBeLessThanOrEqual(3)
  })

  it('is never answered with another guide by its sound', () => {
    const wrong = MISSPELT.filter(([text, id]) => {
      const { decision, hits, reason } = index.find(text)
      return reason !== undefined && decision === 'answer' && hits[0]?.id !== id
    })
    expect(wrong).toEqual([])
  })

  it('gives the name that it sounds like as the reason', () => {
    expect(index.find('dibao')).toMatchObject({ decision: 'answer', reason: '听起来像“低保”' })
    expect(index.find('居住正要带什么')).toMatchObject({ decision: 'clarify', reason: '听起来像“居住证”' })
  })

  it('is only offered as a candidate where the text says more than the name', () => {
    expect(index.find('我想办底保户').decision).toBe('clarify')
  })
})

describe('a question in the right characters', () => {
  it('is found by its characters, not by its sound', () => {
    const heard = QUESTIONS.filter(([text]) => index.find(text).reason !== undefined)
    expect(heard).toEqual([])
  })

  it.each([...NOT_GUIDES, '新房', '东头那个事', '老李家', 'hello world', 'ni hao', 'xie xie'])(
    'no guide is found by sound in %j',
    text => {
      expect(index.find(text).reason).toBeUndefined()
    },
  )
})

describe('traditional characters, digits and units', () => {
  it.each([
    ['寶寶３６００元補貼', 'childcare-subsidy'],
    ['宝宝3600块补贴', 'childcare-subsidy'],
    ['寶寶三千六百塊錢補貼', 'childcare-subsidy'],
    ['滿８０歲老人補貼', 'senior-allowance'],
    ['八十岁老人每月一百块', 'senior-allowance'],
    ['老人滿80歲，每月１００元', 'senior-allowance'],
  ])('%s', (text, id) => {
    expect(index.find(text).hits.map(hit => hit.id)).toContain(id)
  })
})

describe('sounds', () => {
  const spoken = (text: string) => soundsOf(text).map(run => run.map(s => s.sound).join(' '))

  it('have no tone, and are the same for what is often confused', () => {
    for (const [one, other] of [
      ['证', '正'],
      ['神', '生'],
      ['农', '龙'],
      ['方', '荒'],
      ['灰', '飞'],
      ['纸', '紫'],
      ['吃', '次'],
      ['女', 'nv'],
      ['银', 'ying'],
    ] as const) {
      expect(spoken(one), `${one} ${other}`).toEqual(spoken(other))
    }
  })

  it('are read from pinyin, written together or apart', () => {
    expect(spoken('shenfenzheng')).toEqual(spoken('身份证'))
    expect(spoken('shen fen-zheng')).toEqual(spoken('身份证'))
    expect(spoken('nongcun')).toEqual(spoken('农村'))
  })

  it('end at a comma', () => {
    expect(spoken('低保，医保')).toHaveLength(2)
  })

  it('are not found in another language', () => {
    expect(spoken('hello world 123')).toEqual([])
  })

  it('are the same twice and limited in number, for any text', () => {
    const pieces = fc.constantFrom(
      '底保',
      'dibao',
      ' ',
      '，',
      '𠮷',
      '\ud800',
      'zhuang',
      'xyz',
      '1',
      '证',
      'ü',
    )
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map(all => all.join('')),
    )
    fc.assert(
      fc.property(anything, text => {
        const found = index.find(text)
        expect(index.find(text)).toEqual(found)
        expect(found.hits.length).toBeLessThanOrEqual(3)
        expect(new Set(found.hits.map(hit => hit.id)).size).toBe(found.hits.length)
        for (const { score } of found.hits) expect(score).toBeLessThanOrEqual(1)
        expect(soundsOf(text).flat().length).toBeLessThanOrEqual(400)
      }),
      runs(200),
    )
    expect(index.find('a'.repeat(10_000)).decision).toBe('none')
  })
})
