import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DANGERS, NO_DANGER } from '../../src/search/emergency/examples.ts'
import { WORDINGS } from '../../src/search/emergency/wordings.ts'
import { emergencyFinder } from '../../src/search/mod.ts'
import { normalise } from '../../src/search/words/text.ts'
import { runs } from '../helpers/runs.ts'
import { FALSE, REAL } from './emergency-sentences.ts'
import { sampleOffice } from './sample-office.ts'

const table = sampleOffice().emergency
const emergencyIn = emergencyFinder(table)
const real = Object.entries(REAL).flatMap(([phone, sentences]) =>
  sentences.map(said => ({ phone, said, found: emergencyIn(said)?.phone })),
)

describe('of 240 first messages', () => {
  it('at least 98 in 100 real emergencies are found, and most lead to the best number', () => {
    const missed = real.filter(({ found }) => found === undefined).map(({ said }) => said)
    expect(1 - missed.length / real.length, missed.join('\n')).toBeGreaterThanOrEqual(0.98)
    const elsewhere = real.filter(({ found, phone }) => found !== undefined && found !== phone)
    const listed = elsewhere.map(({ said, found }) => `${found} ${said}`).join('\n')
    expect(elsewhere.length / real.length, listed).toBeLessThanOrEqual(0.05)
  })

  it('at most one false friend in 100 raises an alarm', () => {
    const sentences = Object.values(FALSE).flat()
    const alarms = sentences.filter(said => emergencyIn(said) !== undefined)
    expect(alarms.length / sentences.length, alarms.join('\n')).toBeLessThanOrEqual(0.01)
  })
})

describe('whom to call now', () => {
  it('is found at the end of a long message', () => {
    expect(emergencyIn(`${'我们村的事说来话长。'.repeat(400)}现在着火了`)?.phone).toBe('119')
    expect(emergencyIn(`${'没着火。'.repeat(400)}现在着火了`)?.phone).toBe('119')
  })

  it.each([
    ['家里着火了', '家里没着火'],
    ['有人受伤', '没有人受伤'],
    ['煤气泄漏', '不是煤气泄漏'],
    ['牛棚着火了', '去年牛棚着火了'],
    ['我爸晕倒了', '我爸三年前晕倒过'],
    ['有人掉河里了', '担心有人掉河里'],
    ['变压器爆炸了', '变压器随时可能爆炸'],
    ['孩子溺水了', '防溺水'],
    ['食堂有人中毒', '中毒事件'],
    ['老人走失了', '老人走失的手环'],
    ['我被撞了人在流血', '我被撞了，医药费谁出'],
    ['娃掉井里了', '羊掉井里了'],
    ['老公正在打我', '老公打我，怎么起诉离婚'],
    ['有人打人', '投诉保安打人'],
    ['屋里煤气味很大', '电视上说煤气味很大要开窗'],
    ['我妈吐血了', '气得我吐血'],
  ])('%s, but not %s', (danger, none) => {
    expect(emergencyIn(danger)).toBeDefined()
    expect(emergencyIn(none)).toBeUndefined()
  })

  it.each([
    '上周装的热水器，现在漏气，人头晕',
    '昨天就发烧，现在叫不醒了',
    '孩子昨天走失，还没找到',
    '去年就说过要修，刚才真的塌了，压着人',
  ])('%s: said of now, although of another day, too', said => {
    expect(emergencyIn(said)).toBeDefined()
  })

  it.each(['我想自杀', '拆了我的房，我就自杀', '要是我死了，孩子交给谁', '去年就不想活，我现在也不想活'])(
    '%s: the writer’s own wish to die is not doubted',
    said => {
      expect(emergencyIn(said)?.phone).toBe('12356')
    },
  )

  it.each(['我邻居去年自杀了', '自杀式涨价', '想死你了', '跳楼价', '有人说我要自杀的谣言是谁传的'])(
    '%s: nobody’s wish',
    said => {
      expect(emergencyIn(said)).toBeUndefined()
    },
  )

  it('is in the first row of the table with a word in the text', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('火', '水', '电'), minLength: 1, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    const rows = fc
      .array(words, { maxLength: 5 })
      .map(all => all.map((row, i) => ({ words: row, name: `n${i}`, phone: `p${i}` })))
    const text = fc.string({ unit: fc.constantFrom('火', '水', '电', '，'), maxLength: 10 })
    fc.assert(
      fc.property(rows, text, (given, said) => {
        const naive = given.find(row => row.words.some(word => said.includes(word)))
        expect(emergencyFinder(given)(said)?.phone).toBe(naive?.phone)
      }),
      runs(),
    )
  })
})

describe('other wordings', () => {
  it('lead to the row with the word they stand for, and to none if the table has not that word', () => {
    const said = '娃儿滑到堰塘头了'
    const rows = [{ words: ['落水'], name: '水上救援', phone: '12395' }]
    expect(emergencyFinder(rows)(said)?.phone).toBe('12395')
    expect(emergencyFinder([{ ...rows[0]!, words: ['山洪'] }])(said)).toBeUndefined()
  })

  it('are all in use in the sample office', () => {
    const words = new Set(table.flatMap(row => row.words))
    expect(WORDINGS.filter(({ as }) => !as.some(word => words.has(word)))).toEqual([])
  })

  it('have a spark in whatever they say', () => {
    const silent = [...real.map(({ said }) => said), ...Object.values(FALSE).flat()].flatMap(said => {
      const plain = normalise(said)
      return WORDINGS.filter(
        ({ says, sparks }) => plain.search(says) >= 0 && !sparks.some(spark => plain.includes(spark)),
      ).map(({ says }) => `${said} ${says.source.slice(0, 60)}`)
    })
    expect(silent).toEqual([])
  })
})

describe('examples', () => {
  it.each([
    ['快艇沉了，好几个人抱着木板在喊', '119'],
    ['缆绳断了，吊篮里两个人悬着', '119'],
    ['摩托艇撞到礁石，人甩到海里', '120'],
    ['有个老头拄着拐在铁路上坐着不走', '12356'],
  ])('%s: danger in words that no table has', (said, phone) => {
    expect(emergencyIn(said)?.phone).toBe(phone)
  })

  it.each(['快艇什么时候开航', '吊篮上的工人没系安全绳', '铁路边的垃圾没人清', '摩托艇太吵了'])(
    '%s: none',
    said => {
      expect(emergencyIn(said)).toBeUndefined()
    },
  )

  it('are not the sentences that they are measured on', () => {
    const learned = new Set([...[...DANGERS.values()].flat(), ...NO_DANGER].map(normalise))
    const measured = [...real.map(({ said }) => said), ...Object.values(FALSE).flat()]
    expect(measured.filter(said => learned.has(normalise(said)))).toEqual([])
  })

  it('stand for words of the sample office', () => {
    const words = new Set(table.flatMap(row => row.words))
    expect([...DANGERS.keys()].filter(word => !words.has(word))).toEqual([])
  })
})
