import { describe, expect, it } from 'vitest'
import { onceFor, onceForLocale } from '../../../src/domain/base/once-for.ts'

describe('onceFor', () => {
  it('makes the result of an object once, also when it is undefined', () => {
    let made = 0
    const lengthOf = onceFor((list: readonly number[]) => {
      made++
      return list[0]
    })
    const one: number[] = []
    expect([lengthOf(one), lengthOf(one), made]).toEqual([undefined, undefined, 1])
    expect([lengthOf([5]), made]).toEqual([5, 2])
  })
})

describe('onceForLocale', () => {
  it('keeps one result for each object and language', () => {
    const labelOf = onceForLocale((of: { zh: string; en: string }, locale) => [
      locale === 'en' ? of.en : of.zh,
    ])
    const road = { zh: '路', en: 'road' }
    expect(labelOf(road, undefined)).toEqual(['路'])
    expect(labelOf(road, 'en')).toEqual(['road'])
    expect(labelOf(road, 'en')).toBe(labelOf(road, 'en'))
    expect(labelOf({ ...road }, 'en')).not.toBe(labelOf(road, 'en'))
  })
})
