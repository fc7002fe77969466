import { describe, expect, it } from 'vitest'
import { createIndex } from '../../../src/search/mod.ts'
import { isElsewhere, placesIn } from '../../../src/search/words/places.ts'

describe('placesIn', () => {
  it('finds names before 市, 县 and 区, and codes', () => {
    expect(placesIn('泰州市和江宁区的补贴')).toMatchObject({ named: new Set(['泰州', '江宁']) })
    expect(placesIn('a7县的学校,c市的路')).toMatchObject({ coded: new Set(['a7', 'c']) })
  })

  it('does not take 我市, 城区 and 各县 for names', () => {
    const { named, coded } = placesIn('我市城区、各县,全市都一样,vip区不算')
    expect([...named, ...coded]).toEqual([])
  })
})

describe('isElsewhere', () => {
  const elsewhere = (asked: string, told: string) => isElsewhere(placesIn(asked), placesIn(told))

  it('is true when the entry names only other places', () => {
    expect(elsewhere('泰州市的补贴', '重庆市发放补贴')).toBe(true)
    expect(elsewhere('泰州市的补贴', '重庆市和泰州市都发放补贴')).toBe(false)
  })

  it('is false when one of the two names no place, or a part of the same place', () => {
    expect(elsewhere('泰州市的补贴', '发放补贴')).toBe(false)
    expect(elsewhere('补贴', '重庆市发放补贴')).toBe(false)
    expect(elsewhere('a市的学校', 'a7县的学校')).toBe(false)
  })
})

describe('createIndex', () => {
  it('prefers an entry about the place of the question', () => {
    const index = createIndex(
      [
        { id: 'there', title: '', text: '重庆市的企业申请稳岗补贴到窗口。' },
        { id: 'here', title: '', text: '泰州市的窗口,为企业办稳岗补贴。' },
        { id: 'bus', title: '', text: '公交车首班六点,末班八点。' },
      ],
      { meanCharacters: 140 },
    )
    expect(index.search('泰州市的企业申请稳岗补贴').hits[0]?.id).toBe('here')
    expect(index.search('企业申请稳岗补贴').hits[0]?.id).toBe('there')
  })
})
