import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIndex } from '../../src/search/mod.ts'
import { runs } from '../helpers/runs.ts'

const entries = [
  { id: 'water', title: '停水怎么报修', text: '水管爆了或者家里没水，打供水所电话，两小时内上门。' },
  { id: 'road', title: '道路损坏怎么反映', text: '路面有坑、井盖不见了，说清地点，拍张照片。' },
  { id: 'lamp', title: '路灯不亮找谁', text: '路灯编号写在灯杆上，报编号修得最快。' },
  {
    id: 'bus',
    title: '公交车时刻',
    text: '镇上到县城的班车每 20 分钟一班，末班 18:30。',
    aliases: ['班车几点', '去县城坐什么车'],
  },
]

describe('createIndex', () => {
  it('finds the entry that answers the question', () => {
    const index = createIndex(entries)
    expect(index.search('家里没水了怎么办').hits[0]?.id).toBe('water')
    expect(index.search('灯杆上的编号').hits[0]?.id).toBe('lamp')
    expect(index.search('去县城坐什么车').hits[0]?.id).toBe('bus')
  })

  it('does not split numbers', () => {
    const index = createIndex([
      { id: 'a', title: '第 12 路公交', text: '' },
      { id: 'b', title: '第 2 路公交', text: '' },
    ])
    expect(index.search('2路公交').hits[0]?.id).toBe('b')
    expect(index.search('１２路公交').hits[0]?.id).toBe('a')
  })

  it('decides none, with a reason, when no entry fits', () => {
    const result = createIndex(entries).search('zzz')
    expect(result).toMatchObject({ decision: 'none', hits: [] })
    expect(result.reason).not.toBe('')
  })

  it('returns at most `top` hits, best first, with scores that sum to at most 1', () => {
    const { hits } = createIndex(entries).search('怎么', 2)
    expect(hits.length).toBeLessThanOrEqual(2)
    expect(hits.reduce((sum, hit) => sum + hit.score, 0)).toBeLessThanOrEqual(1.000001)
  })

  it('also searches for the office’s words for a synonym', () => {
    const plain = createIndex(entries)
    const taught = createIndex(entries, { synonyms: [{ says: '大巴', means: '公交车 班车' }] })
    expect(plain.search('大巴').hits).toEqual([])
    expect(taught.search('大巴').hits[0]?.id).toBe('bus')
  })

  it('lets weak words count less, unless the question has no others', () => {
    const office = [
      { id: 'fill', title: '补办申请手续', text: '' },
      { id: 'well', title: '水井', text: '' },
    ]
    const plain = createIndex(office)
    const taught = createIndex(office, { weak: new Set(['申请', '补办', '手续']) })
    expect(plain.search('申请补办水井').hits[0]?.id).toBe('fill')
    expect(taught.search('申请补办水井').hits[0]?.id).toBe('well')
    expect(taught.search('补办手续')).toEqual(plain.search('补办手续'))
  })

  it('adds what else speaks for an entry', () => {
    const asked = '路面有坑路灯不亮'
    const before = createIndex(entries)
      .search(asked)
      .hits.map(hit => hit.id)
    const index = createIndex(entries, { lift: plain => new Map(plain === asked ? [[before[1]!, 9]] : []) })
    expect(index.search(asked).hits[0]?.id).toBe(before[1])
  })

  it('looks closely at no more candidates than it is told', () => {
    expect(createIndex(entries, { candidates: 1 }).search('路灯不亮找谁，路面有坑').hits).toHaveLength(1)
  })

  it('finds entries with the same meaning in other words', () => {
    const index = createIndex([
      { id: 'change', title: '如何更改还款银行卡', text: '' },
      { id: 'lose', title: '银行卡丢失怎么挂失', text: '' },
    ])
    expect(index.search('换一个账户').hits[0]?.id).toBe('change')
    expect(index.search('户头凭证弄丢了').hits[0]?.id).toBe('lose')
  })

  it('counts a repeated sentence once', () => {
    const index = createIndex(entries)
    expect(index.search('家里没水了怎么办。'.repeat(20))).toEqual(index.search('家里没水了怎么办'))
  })

  it('gives the same results after any additions and removals', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd')
    const text = fc.constantFrom('停水了', '路灯坏了，没人修', '12路公交', '房屋漏水', '')
    const step = fc.record({ id, title: text, text, gone: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), text, (steps, question) => {
        const changed = createIndex([])
        const left = new Map<string, { id: string; title: string; text: string }>()
        for (const { gone, ...entry } of steps) {
          left.delete(entry.id)
          if (gone) changed.remove(entry.id)
          else {
            changed.add(entry)
            left.set(entry.id, entry)
          }
        }
        const scores = (index: typeof changed) =>
          index
            .search(question, 9)
            .hits.map(hit => `${hit.id} ${hit.score.toFixed(6)}`)
            .sort()
        expect(scores(changed)).toEqual(scores(createIndex(left.values())))
      }),
      runs(60),
    )
  })

  it('gives the same results whether entries were added at once, one by one, or after others were removed', () => {
    const atOnce = createIndex(entries)
    const changed = createIndex([...entries.slice(1), { id: 'gone', title: '没水没水没水', text: '停水' }])
    changed.add({ id: 'water', title: '旧的', text: '旧的说法' })
    changed.remove('gone')
    changed.add(entries[0]!)
    for (const question of ['家里没水', '路灯', '县城的班车', '坑']) {
      const scores = (r: ReturnType<typeof atOnce.search>) =>
        r.hits.map(h => [h.id, h.score.toFixed(6)].join()).sort()
      expect(scores(changed.search(question)), question).toEqual(scores(atOnce.search(question)))
    }
    expect(changed.size).toBe(atOnce.size)
    expect(changed.remove('gone')).toBe(false)
  })

  it('never throws and never returns an unknown id, for any entries and any query', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('水', '路灯坏了', '\ud800', '１２３', ''),
    )
    fc.assert(
      fc.property(fc.array(fc.record({ title: text, text })), text, (rows, question) => {
        const index = createIndex(rows.map((row, i) => ({ id: `e${i}`, ...row })))
        const { hits, decision } = index.search(question, 3)
        expect(hits.every(h => Number(h.id.slice(1)) < rows.length && h.score >= 0 && h.score <= 1)).toBe(
          true,
        )
        expect(['answer', 'clarify', 'none']).toContain(decision)
      }),
      runs(100),
    )
  })
})
