import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alike, SAME_MATTER, SAME_TEXT } from '../../src/search/mod.ts'
import { runs } from '../helpers/runs.ts'

const CASES = [
  '小学门口的路灯坏了三个月没人管',
  '村口垃圾桶满了一个星期没人清运，臭得很',
  '三组的水渠塌了，浇不上地',
  '隔壁养猪场排污水到河里',
  '通村公路上有个大坑，摩托车摔了好几个',
  '自来水发黄有味道',
].map((text, id) => ({ id, text }))

const found = (text: string) => alike({ text }, CASES).map(hit => hit.item.id)

it('two voice messages have nothing in common before somebody has heard them', () => {
  const text = '语音留言，请听附件'
  expect(alike({ text }, [{ text }])).toEqual([])
})

describe('texts about the same matter', () => {
  it.each([
    ['学校门口的路灯不亮，坏了好久', 0],
    ['垃圾桶一直满着，村口臭死了', 1],
    ['水渠塌了一截，三组的地浇不上水', 2],
    ['养猪场的污水都排到河里了', 3],
    ['公路上的大坑把摩托车摔了', 4],
    ['自来水又黄又有味道', 5],
  ])('%s', (text, id) => {
    expect(found(text)[0]).toBe(id)
  })

  it.each([
    '村里的低保名额不公开',
    '卫生院没有医生',
    '你好',
    '',
    '🙂🙂',
    '尊敬的领导您好，希望解决问题，谢谢',
  ])('finds nothing for “%s”', text => {
    expect(found(text)).toEqual([])
  })

  it('score 1 for a copy, and above SAME_TEXT after few changes', () => {
    const text = '小学门口的路灯坏了三个月没人管，孩子放学看不见路，请尽快派人来修'
    expect(alike({ text }, [{ text }])[0]!.score).toBeCloseTo(1)
    const changed = '小学门口路灯坏了三个月没人管，孩子放学看不见路，请快派人来修'
    expect(alike({ text: changed }, [...CASES, { id: 9, text }])[0]!.score).toBeGreaterThan(SAME_TEXT)
  })

  it('have scores between the threshold and 1, sorted, at most `top` of them, for any texts', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 8 }), (said, known) => {
        const hits = alike(
          { text: said },
          known.map(t => ({ text: t })),
          { top: 3 },
        )
        expect(hits.length).toBeLessThanOrEqual(3)
        for (const [i, { score }] of hits.entries()) {
          expect(score).toBeGreaterThanOrEqual(SAME_MATTER)
          expect(score).toBeLessThanOrEqual(1.000001)
          if (i > 0) expect(score).toBeLessThanOrEqual(hits[i - 1]!.score)
        }
      }),
      runs(),
    )
  })
})
