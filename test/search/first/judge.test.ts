import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/search/first/judge.ts'
import { EVERY_TEXT, WantModel } from '../../../src/search/first/want-model.ts'
import { WANTS, type Want } from '../../../src/search/first/wants.ts'

/** A model that believes the same of every text. */
const believing = (wanted: Partial<Record<Want, number>>) =>
  new WantModel(
    new Map([[EVERY_TEXT, 0]]),
    Float64Array.from(WANTS, want => Math.log(wanted[want] ?? 1e-6)),
  )
const guide = (id: string, score: number) => ({ id, title: id, score })

describe('the kind of case', () => {
  it('of what is to be dealt with is never an inquiry, even if a question is likelier than each kind alone', () => {
    const model = believing({ question: 0.35, complaint: 0.33, help: 0.32 })
    expect(judge(model, '苹果卖不掉', [])).toMatchObject({ intent: 'case', kind: 'complaint' })
    expect(judge(believing({ question: 0.5, help: 0.4, unclear: 0.1 }), '苹果卖不掉', [])).toMatchObject({
      intent: 'which',
      kind: 'help',
    })
  })

  it('beside a list is what the words would become: a question an inquiry, a need a call for help', () => {
    const guides = [guide('a', 0.6), guide('b', 0.55)]
    expect(judge(believing({ question: 1 }), '补贴', guides)).toMatchObject({ kind: 'inquiry' })
    expect(judge(believing({ question: 0.4, help: 0.6 }), '补贴', guides)).toMatchObject({ kind: 'help' })
  })

  it('of an accusation that may become an ordinary case is a complaint', () => {
    expect(judge(believing({ report: 1 }), '他拿了钱', [])).toMatchObject({
      intent: 'report',
      kind: 'complaint',
    })
  })
})

describe('the guides', () => {
  it('are one for an answer, at most three near the best for a list, and none elsewhere', () => {
    const sure = believing({ question: 1 })
    expect(judge(sure, '补贴', [guide('a', 0.97), guide('b', 0.3)])).toMatchObject({
      intent: 'guide',
      guides: [{ id: 'a', title: 'a' }],
    })
    const several = judge(
      sure,
      '补贴',
      [0.5, 0.49, 0.48, 0.47].map((score, i) => guide(`g${i}`, score)),
    )
    expect(several.intent).toBe('candidates')
    expect(several.guides?.map(g => g.id)).toEqual(['g0', 'g1', 'g2'])
    expect(judge(sure, '补贴', [guide('a', 0.5), guide('b', 0.01)]).guides ?? []).toHaveLength(1)
    expect(judge(sure, '补贴', [])).toMatchObject({ intent: 'inquiry' })
    expect(judge(sure, '补贴', []).guides).toBeUndefined()
  })
})
