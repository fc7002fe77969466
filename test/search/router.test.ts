import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categorySuggester, train, trainGently } from '../../src/search/mod.ts'
import { runs } from '../helpers/runs.ts'
import { sampleOffice } from './sample-office.ts'

const rows = [
  { label: 'road', text: '路面坑坑洼洼，电动车摔了好几个人' },
  { label: 'road', text: '路口没有红绿灯，过马路危险' },
  { label: 'road', text: '桥面裂了，大车还在走，路面也坏' },
  { label: 'school', text: '学校食堂饭菜不新鲜，孩子拉肚子' },
  { label: 'school', text: '老师周末收费补课，家长有意见' },
  { label: 'school', text: '学校门口放学太堵，孩子上学不安全' },
]

describe('train', () => {
  it('predicts the label of similar texts', () => {
    const model = train(rows)
    expect(model.predict({ text: '桥边的路面又坏了' })[0]?.label).toBe('road')
    expect(model.predict({ title: '学校补课', text: '老师让孩子交钱' })[0]?.label).toBe('school')
  })

  it('gives every label a score; they sum to 1 and are the same each time', () => {
    const [first, second] = [train(rows).predict({ text: '路' }), train(rows).predict({ text: '路' })]
    expect(first.reduce((sum, p) => sum + p.score, 0)).toBeCloseTo(1)
    expect(first).toEqual(second)
  })

  it('predicts by themes when it knows no word of a text', () => {
    expect(train(rows).predict({ text: '班主任体罚中学生' })[0]?.label).toBe('school')
  })

  it('learns the same model in steps with pauses', async () => {
    let pauses = 0
    const gentle = await trainGently(rows, async () => {
      pauses++
    })
    expect(pauses).toBeGreaterThan(10)
    for (const text of ['桥边的路面又坏了', '老师让孩子交钱', ''])
      expect(gentle.predict({ text })).toEqual(train(rows).predict({ text }))
  })

  it('gives scores from 0 to 1 that sum to 1, for any training and any text', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('路灯', '学校补课', '\ud800', ''))
    const taught = fc.array(fc.record({ label: fc.constantFrom('a', 'b', 'c'), text }), { minLength: 1 })
    fc.assert(
      fc.property(taught, text, (lessons, asked) => {
        const scores = train(lessons)
          .predict({ text: asked })
          .map(p => p.score)
        expect(scores.every(score => score >= 0 && score <= 1)).toBe(true)
        expect(scores.reduce((a, b) => a + b, 0)).toBeCloseTo(1)
      }),
      runs(40),
    )
  })

  it('predicts nothing without training', () => {
    expect(train([]).predict({ text: '路坏了' })).toEqual([])
  })

  it('predicts for texts without a known word', () => {
    expect(train(rows).predict({ text: '' })).toHaveLength(2)
  })
})

describe('categorySuggester', () => {
  const suggest = categorySuggester(sampleOffice().categories)

  it.each([
    ['村口的路全是坑，路灯也坏了', 'road', 'construction'],
    ['垃圾堆成山，又臭又脏', 'garbage', 'environment'],
    ['化工厂半夜排废气，还往河里放污水', 'pollution', 'environment'],
    ['村干部吃拿卡要', 'conduct', 'discipline'],
    ['家里三天没水了，自来水水管爆管', 'water', 'construction'],
  ])('%s → %s', (text, categoryId, departmentId) => {
    expect(suggest(text)).toMatchObject({ categoryId, departmentId })
  })

  it('suggests nothing without a word of a category; its confidence is between 0 and 1', () => {
    expect(suggest('啊啊啊')).toBeUndefined()
    const { confidence } = suggest('路'.repeat(3000))!
    expect(confidence).toBeGreaterThan(0)
    expect(confidence).toBeLessThanOrEqual(1)
  })
})
