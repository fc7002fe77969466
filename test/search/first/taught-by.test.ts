import { expect, it } from 'vitest'
import type { Lesson } from '../../../src/domain/talk/way.ts'
import { firstContactRouter, taughtBy } from '../../../src/search/mod.ts'
import { sampleOffice } from '../../helpers/context.ts'

const { findGuides, emergencyIn } = await sampleOffice()
const judge = firstContactRouter(emergencyIn, findGuides)
const after = (...lessons: Lesson[]) => taughtBy(lessons, judge)

it('does with the words of a lesson what the lesson says, however they are typed', () => {
  expect(judge.classify('东头那个老毛病').intent).toBe('which')
  const { classify, complains } = after({ text: '东头那个老毛病', way: 'matter', kind: 'complaint' })
  expect(classify('東頭那个老毛病！！')).toEqual({ intent: 'case', score: 1, kind: 'complaint' })
  expect(complains('东头，那个老毛病')).toBe(true)
  expect(classify('西头那个老毛病').intent).toBe('which')
})

it('what it learned to be a report tells of something concrete', () => {
  expect(after({ text: '东头那个老毛病', way: 'report' }).complains('东头那个老毛病')).toBe(true)
  expect(after({ text: '路灯坏了', way: 'smallTalk' }).complains('路灯坏了')).toBe(false)
})

it('takes back what looks like a complaint', () => {
  const text = '路灯坏了'
  expect(judge.classify(text).intent).toBe('case')
  const { classify, complains } = after({ text, way: 'question' })
  expect(classify(text).intent).toBe('inquiry')
  expect(complains(text)).toBe(false)
})

it('hears danger and a case’s number first', () => {
  const { classify } = after(
    { text: '我家着火了', way: 'smallTalk' },
    { text: '2026-00001-3', way: 'matter' },
  )
  expect(classify('我家着火了').intent).toBe('emergency')
  expect(classify('2026-00001-3').intent).toBe('caseNumber')
})

it('leaves a question to the guide that answers it', () => {
  const text = '低保怎么申请'
  expect(after({ text, way: 'question' }).classify(text)).toEqual(judge.classify(text))
})
