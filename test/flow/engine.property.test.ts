import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answerCall,
  type Call,
  type CallResult,
  fireTimer,
  type Input,
  LIMITS,
  resume,
  type Session,
  type Turn,
} from '../../src/flow/mod.ts'
import { COMMANDS } from '../helpers/commands.ts'
import { runs } from '../helpers/runs.ts'
import { DEFAULT_RESULTS, world } from '../stories/world.ts'
import { shipped } from './support.ts'

const flows = shipped()

const WORDS = [
  ...COMMANDS,
  '接着写',
  '低保怎么办？',
  '东山村',
  '路灯坏了没人管',
  '地点改成幸福路',
  '13800000000',
  '2026-00017-1',
  '着火了',
  '😀',
  '\u200b',
  '你好',
  '谢谢',
  '没有',
  '老戏台修好了吗',
  '怎么还没处理',
  '还是没解决',
  '我们村口那棵老樟树有两百多年了',
  '医保怎么弄',
  '转发到十个群，不转后悔',
  '{{office.phone}}',
  '__proto__',
]

const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...WORDS).map(text => ({ text })) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }).map(text => ({ text })) },
  { weight: 1, arbitrary: fc.integer({ min: 4000, max: 12000 }).map(n => ({ text: '长'.repeat(n) })) },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.record({
          id: fc.integer({ min: 1, max: 99 }),
          kind: fc.constantFrom('photo' as const, 'voice' as const, 'video' as const, 'file' as const),
        }),
        { minLength: 1, maxLength: 12 },
      )
      .map(attachments => ({ attachments })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        latitude: fc.double({ min: -90, max: 90, noNaN: true }),
        longitude: fc.double({ min: -180, max: 180, noNaN: true }),
      })
      .map(location => ({ location })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Input>(
      { event: { name: 'follow' } },
      { event: { name: 'click', key: 'track' } },
      { event: { name: 'scan', key: 'x' } },
      { lost: 'unknown' },
      { lost: 'file' },
      { link: '标题\nhttps://a.example/' },
      { text: 'https://b.example/x' },
      { attachments: [{ id: 7, kind: 'voice' }] },
      {},
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('complaint', '跳过', 'dongshan', '5').map(choice => ({ choice })) },
)

type Act = { do: 'say'; input: Input; after: number } | { do: 'timer'; timer: 'remind' | 'expire' }
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constant('say' as const), input, after: fc.constantFrom(1000, 60_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('timer' as const),
      timer: fc.constantFrom('remind' as const, 'expire' as const),
    }),
  },
)

const OUTCOMES: Record<string, CallResult[]> = {
  find_case: [
    { outcome: 'not_found' },
    { outcome: 'not_yours', vars: { number: '2026-00055-2' } },
    {
      outcome: 'many',
      vars: {
        list: [
          { value: '2026-00011-4', label: '路灯坏了' },
          { value: '2026-00012-2', label: '水管漏水' },
        ],
      },
    },
  ],
  rate_case: [{ outcome: 'not_rateable' }],
  open_case: [{ outcome: 'failed' }, { outcome: 'nonsense' }],
  show_guide: [{ outcome: 'not_found' }],
  attach_late: [{ outcome: 'attached', vars: { number: '2026-00017-1' } }],
}

interface Step {
  act: Act
  before: Session | null
  turn: Turn
}

/** Plays acts, with the session serialised between all turns, answering calls with the chosen results. */
function play(acts: readonly Act[], luck: readonly number[]): Step[] {
  let now = Date.parse('2026-11-23T01:00:00Z')
  let stored: string | null = null
  let dice = 0
  const steps: Step[] = []
  const load = () => (stored === null ? null : (JSON.parse(stored) as Session))
  const keep = (turn: Turn) => {
    stored = turn.session === null ? null : JSON.stringify(turn.session)
    return turn
  }
  const result = (call: Call): CallResult => {
    const all = [DEFAULT_RESULTS[call.action]!(call.args), ...(OUTCOMES[call.action] ?? [])]
    return all[(luck[dice++ % luck.length] ?? 0) % all.length]!
  }
  for (const [i, one] of acts.entries()) {
    const before = load()
    const here = world(new Date(now), i % 3 === 2 ? { openCases: 2, answeredCases: 1 } : {})
    let turn: Turn
    if (one.do === 'say') {
      now += one.after
      turn = keep(resume(flows, before, one.input, here, { sessionId: `s${i}` }))
    } else if (before) turn = keep(fireTimer(flows, before, one.timer, here))
    else continue
    for (let n = 0; turn.call; n++) {
      expect(n).toBeLessThanOrEqual(LIMITS.calls)
      expect(turn.messages).toEqual([])
      const sofar = turn.trace
      turn = keep(answerCall(flows, load()!, result(turn.call), here))
      turn = { ...turn, trace: [...sofar, ...turn.trace] }
    }
    steps.push({ act: one, before, turn })
  }
  return steps
}

const story = fc.tuple(
  fc.array(act, { minLength: 1, maxLength: 30 }),
  fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }),
)

describe('for any input of a resident', () => {
  it('nothing throws, there is always an answer, and the state stays small', () => {
    fc.assert(
      fc.property(story, ([acts, luck]) => {
        for (const { act: one, turn } of play(acts, luck)) {
          if (one.do === 'say') expect(turn.messages.length).toBeGreaterThan(0)
          for (const message of turn.messages) expect(message.text.trim()).not.toBe('')
          expect(JSON.stringify(turn.session).length).toBeLessThan(LIMITS.session)
          const frames = (turn.session?.state['frames'] ?? []) as unknown[]
          expect(frames.length).toBeLessThanOrEqual(LIMITS.depth)
        }
      }),
      runs(300),
    )
  })

  it('only failed calls cause errors, not the engine or the shipped flows', () => {
    fc.assert(
      fc.property(story, ([acts, luck]) => {
        for (const { turn } of play(acts, luck)) {
          const errors = turn.trace.filter(t => t.event === 'error').map(t => t.detail)
          for (const detail of errors) expect(detail).toMatch(/^open_case ended in (failed|nonsense)/)
        }
      }),
      runs(300),
    )
  })

  it('no question is asked twice in one turn', () => {
    fc.assert(
      fc.property(story, ([acts, luck]) => {
        for (const { turn } of play(acts, luck)) {
          const asked = turn.trace.filter(t => t.event === 'ask').map(t => t.step)
          expect(asked.length).toBeLessThanOrEqual(1)
        }
      }),
      runs(300),
    )
  })

  it('a text is lost only by submitting, cancelling, starting again or rewriting it', () => {
    let checked = 0
    fc.assert(
      fc.property(story, ([acts, luck]) => {
        for (const { before, turn } of play(acts, luck)) {
          const meant = turn.trace.some(
            t =>
              (t.event === 'call' && t.detail === 'open_case') ||
              (t.event === 'word' && ['cancel', 'restart'].includes(t.detail ?? '')) ||
              (t.event === 'answer' && t.step === 'complaint.text') ||
              (t.event === 'edit' && t.detail === 'text'),
          )
          if (meant) continue
          const after = JSON.stringify(turn.session)
          for (const text of textsIn(before)) {
            checked++
            expect(after).toContain(JSON.stringify(text).slice(1, -1))
          }
        }
      }),
      runs(300),
    )
    expect(checked).toBeGreaterThan(100)
  })

  it('equal input gives equal output, and the given session is not changed', () => {
    fc.assert(
      fc.property(story, ([acts, luck]) => {
        expect(play(acts, luck)).toEqual(play(acts, luck))
      }),
      runs(50),
    )
  })
})

function textsIn(session: Session | null): string[] {
  const frames = (session?.state['frames'] ?? []) as {
    flowId: string
    committed: boolean
    vars: Record<string, unknown>
  }[]
  return frames.flatMap(f =>
    f.flowId === 'complaint' && !f.committed && typeof f.vars['text'] === 'string' ? [f.vars['text']] : [],
  )
}
