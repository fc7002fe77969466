import { describe, expect, it } from 'vitest'
import { guideIndex } from '../../src/search/mod.ts'
import { NOT_GUIDES, QUESTIONS, SITUATIONS } from './resident-questions.ts'
import { sampleGuides, sampleOffice } from './sample-office.ts'

const guides = sampleGuides()
const index = guideIndex(guides)

describe('a question in a resident’s own words', () => {
  const found = QUESTIONS.map(([question, id]) => ({ question, id, ...index.find(question) }))

  it('finds the right guide, alone or among the candidates, nearly always', () => {
    const missed = found.filter(f => !f.hits.some(hit => hit.id === f.id)).map(f => f.question)
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(9)
  })

  it('is answered directly more often than not, and then correctly', () => {
    const answered = found.filter(f => f.decision === 'answer')
    const wrong = answered.filter(f => f.hits[0]?.id !== f.id).map(f => f.question)
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(1)
    expect(answered.length).toBeGreaterThan(found.length / 2)
  })

  it('gives one guide as an answer, or up to three as candidates', () => {
    for (const { decision, hits, question } of found) {
      if (decision === 'answer') expect(hits, question).toHaveLength(1)
      if (decision === 'clarify') expect([1, 2, 3], question).toContain(hits.length)
      if (decision === 'none') expect(hits, question).toEqual([])
    }
  })
})

describe('a situation, told without the name of the service', () => {
  const ranks = SITUATIONS.map(([question, id]) => ({
    question,
    rank: index.search(question, 3).findIndex(hit => hit.id === id) + 1,
  }))

  it('finds the right guide among the first three, and nearly always first', () => {
    expect(ranks.filter(({ rank }) => rank === 0).map(({ question }) => question)).toEqual([])
    const later = ranks.filter(({ rank }) => rank > 1).map(({ question }) => question)
    expect(later.length, later.join('\n')).toBeLessThanOrEqual(4)
  })

  it('is offered the right guide nearly always', () => {
    const missed = SITUATIONS.filter(
      ([question, id]) => !index.find(question).hits.some(hit => hit.id === id),
    )
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(9)
  })
})

describe('a text that shares no word of the matter with a guide', () => {
  const { name, areas } = sampleOffice()
  const places = [name, ...areas.flatMap(area => [area.name, ...area.aliases])]

  it.each(['申请查询一下政策问题怎么办理', '我们学校和医院门口的公园管理有问题', '关于小区公司收费的情况'])(
    'is offered none for general words: %s',
    text => {
      expect(index.find(text).decision).toBe('none')
    },
  )

  it('is offered none for the name of the office or of an area', () => {
    const guide = {
      ...guides[0]!,
      id: 'market',
      title: '石桥集市摊位',
      aliases: [],
      conditions: [],
      materials: [],
    }
    const text = '石桥这几天风大得很，河边那条路很不好走'
    expect(
      guideIndex([...guides, guide])
        .find(text)
        .hits.map(hit => hit.id),
    ).toContain('market')
    expect(guideIndex([...guides, guide], places).find(text).decision).toBe('none')
  })
})

describe('a text that is no question for a guide', () => {
  it('is never answered with a guide', () => {
    expect(NOT_GUIDES.filter(text => index.find(text).decision === 'answer')).toEqual([])
  })

  it('mostly finds nothing at all', () => {
    const none = NOT_GUIDES.filter(text => index.find(text).decision === 'none')
    expect(none.length).toBeGreaterThan(NOT_GUIDES.length / 2)
  })

  it.each(['', '   ', '？？？', '😀😀', '\u200b', '哦', 'a'])('finds nothing in %j', text => {
    expect(index.find(text)).toEqual({ decision: 'none', hits: [] })
  })
})

describe('a matter asked for by its name', () => {
  it.each([
    ['身份证怎么办', 'id-card'],
    ['我想辦理身份證', 'id-card'],
    ['办身份证要带什么材料', 'id-card'],
    ['低保多少钱一个月？', 'subsistence-allowance'],
    ['社保卡怎么办', 'social-security-card'],
  ])('%s', (question, id) => {
    expect(index.find(question)).toMatchObject({ decision: 'answer', hits: [{ id }] })
  })
})

describe('guide search', () => {
  it('finds every guide by its title and by each of its names', () => {
    const lost: string[] = []
    for (const guide of guides) {
      for (const name of [guide.title, ...guide.aliases]) {
        const { hits } = index.find(name)
        if (!hits.some(hit => hit.id === guide.id)) lost.push(`${guide.id}: ${name}`)
      }
    }
    expect(lost).toEqual([])
  })

  it('reads traditional characters and full-width letters', () => {
    expect(index.find('低保戶怎麼辦理').hits[0]?.id).toBe('subsistence-allowance')
    expect(index.find('身份證丟了怎麼補').hits[0]?.id).toBe('id-card')
  })

  it('offers a guide to a complaint without answering with it, in traditional characters, too', () => {
    for (const text of ['低保一直没发', '低保一直沒發', '居住证不给办', '居住證不給辦'])
      expect(index.find(text).decision, text).toBe('clarify')
  })

  it('handles 10,000 characters', () => {
    expect(index.find('1'.repeat(10_000)).decision).toBe('none')
    const long = '我们村的情况是这样的。'.repeat(900)
    expect(index.find(`低保怎么申请？${long}`).hits.some(hit => hit.id === 'subsistence-allowance')).toBe(
      true,
    )
  })

  it('ranks guides for a search box, however uncertain', () => {
    const hits = index.search('房子', 5)
    expect(hits).toHaveLength(5)
    expect(hits.map(h => h.score)).toEqual(hits.map(h => h.score).sort((a, b) => b - a))
  })
})
