import { describe, expect, it } from 'vitest'
import { citedLaws, lawName } from '../../../src/domain/cases/cited-laws.ts'
import { isDue, oldBefore, reviewReasons } from '../../../src/domain/cases/reply-review.ts'

const at = (date: string) => new Date(`${date}T10:00:00+08:00`)

describe('laws', () => {
  it('are named in one way', () => {
    for (const name of ['中华人民共和国土地管理法', '土地管理法（2019 年修正）', ' 《土地管理法》'])
      expect(lawName(name)).toBe('土地管理法')
  })

  it('are found between their marks, each once', () => {
    expect(
      citedLaws('按《中华人民共和国土地管理法》和《土地管理法》、《信访工作条例》办，《》不算。'),
    ).toEqual(['土地管理法', '信访工作条例'])
  })
})

describe('a review', () => {
  it.each([
    ['2026-11-16', '2025-05-16'],
    ['2026-08-31', '2025-02-28'],
    ['2025-08-31', '2024-02-29'],
    ['2026-01-15', '2024-07-15'],
  ])('is due after eighteen months: on %s of what is from before %s', (today, then) => {
    expect(oldBefore(at(today)).toISOString()).toBe(new Date(`${then}T00:00:00+08:00`).toISOString())
  })

  const laws = [{ name: '土地管理法', changedOn: '2026-05-01' }]
  const text = '按《中华人民共和国土地管理法》办。'
  const due = (since: string, given = text, now = '2026-11-16') =>
    reviewReasons({ text: given, since: at(since) }, laws, at(now))

  it('is due when a law that it cites changed since, and not before', () => {
    expect(due('2026-04-30')).toEqual({ old: false, laws })
    expect(isDue(due('2026-05-01'))).toBe(false)
    expect(isDue(due('2026-04-30', '按土地管理法办。'))).toBe(false)
    expect(isDue(due('2026-04-01', text, '2026-04-30'))).toBe(false)
    expect(isDue(due('2026-04-01', text, '2026-05-01'))).toBe(true)
  })
})
