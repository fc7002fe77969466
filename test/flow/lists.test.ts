import { describe, expect, it } from 'vitest'
import { settle } from '../../src/flow/engine/shell.ts'
import { type CallResult, flowSet, parseFlows, resume, type Session, type World } from '../../src/flow/mod.ts'
import { stateOf } from '../../src/flow/state/state.ts'
import { DEFAULT_RESULTS, world } from '../stories/world.ts'
import { shipped } from './support.ts'

const FLOWS = shipped()

type Routed = ReturnType<World['classify']>

const guide = (id: string) => ({ id, title: `指南${id}` })
const list = (kind: Routed['kind'] = 'inquiry'): Routed => ({
  intent: 'candidates',
  score: 0.6,
  ...(kind && { kind }),
  guides: [guide('a'), guide('b')],
})

/** A resident who writes these messages, a minute apart, to an office that judges them so. */
async function play(
  messages: readonly (readonly [text: string, judged?: Routed])[],
  { flows = FLOWS, contact = {} as Partial<World['contact']> } = {},
) {
  const judged = new Map(messages.flatMap(([text, routed]) => (routed ? [[text, routed] as const] : [])))
  const calls: { action: string; args: Record<string, unknown> }[] = []
  const said: string[] = []
  let session: Session | null = null
  let now = Date.parse('2026-11-23T01:00:00Z')
  for (const [text] of messages) {
    const plain = world(new Date(now), contact)
    const here: World = {
      ...plain,
      classify: t => judged.get(t) ?? plain.classify(t),
      complains: () => false,
      findGuides: () => ({ decision: 'none', hits: [] }),
    }
    const first = resume(flows, session, { text }, here, { sessionId: 's' })
    const turn = await settle(flows, first, here, async (call): Promise<CallResult> => {
      calls.push(call)
      return DEFAULT_RESULTS[call.action]?.(call.args) ?? { outcome: 'ok' }
    })
    session = turn.session ? (JSON.parse(JSON.stringify(turn.session)) as Session) : null
    said.push(turn.messages.map(m => m.text).join('\n'))
    now += 60_000
  }
  const state = session && stateOf(session)
  const frame = state?.frames.at(-1)
  return { said, calls, passed: state?.passed, flow: frame?.flowId, vars: frame?.vars ?? {} }
}

describe('passing over lists of guides', () => {
  it('the third list in a row is not shown: all that was said is registered as one inquiry', async () => {
    const { said, flow, vars } = await play([
      ['甲说的补贴是哪一种', list()],
      ['乙说的补贴是哪一种', list()],
      ['丙说的补贴是哪一种', list()],
    ])
    expect(said[0]).toContain('指南a')
    expect(said[1]).toContain('指南a')
    expect(said[2]).not.toContain('指南a')
    expect(said[2]).toContain('那我替您登记下来')
    expect(flow).toBe('register_inquiry')
    expect(vars['text']).toBe('甲说的补贴是哪一种\n乙说的补贴是哪一种\n丙说的补贴是哪一种')
  })

  it('becomes a case of its kind where the words are no question', async () => {
    const { flow, vars } = await play([
      ['我家里实在困难得很', list('help')],
      ['米都没得了真的困难', list('help')],
      ['一家人都指望救助', list('help')],
    ])
    expect(flow).toBe('complaint')
    expect(vars['kind']).toBe('help')
    expect(String(vars['text']).split('\n')).toHaveLength(3)
  })

  it('a question whether it is one guide counts as a list', async () => {
    const one: Routed = { intent: 'candidates', score: 0.4, kind: 'inquiry', guides: [guide('a')] }
    const { flow, said } = await play([
      ['甲说的补贴是哪一种', one],
      ['乙说的补贴是哪一种', list()],
      ['丙说的补贴是哪一种', one],
    ])
    expect(said[0]).toContain('您是想问“指南a”吗？')
    expect(flow).toBe('register_inquiry')
  })

  it('something else in between begins the count again', async () => {
    const { flow, passed } = await play([
      ['甲说的补贴是哪一种', list()],
      ['乙说的补贴是哪一种', list()],
      ['这个事情我也说不清楚呀', { intent: 'which', score: 0.4, kind: 'complaint' }],
      ['丙说的补贴是哪一种', list()],
    ])
    expect(flow).toBe('clarify')
    expect(passed).toEqual([])
  })
})

describe('“none of these” below a list registers what was said', () => {
  it.each([
    ['inquiry', 'register_inquiry', undefined],
    ['help', 'complaint', 'help'],
    ['suggestion', 'complaint', 'suggestion'],
    ['complaint', 'complaint', 'complaint'],
  ] as const)('words that are like %s → %s', async (kind, into, as) => {
    for (const none of ['3', '都不是', '登记']) {
      const { flow, vars } = await play([['说的是救助的事情', list(kind)], [none]])
      expect(flow).toBe(into)
      expect(vars['text']).toBe('说的是救助的事情')
      expect(vars['kind']).toBe(as)
    }
  })

  it('and a choice shows its guide, and may be registered then', async () => {
    const { flow, said, calls } = await play([['说的是救助的事情', list('help')], ['2']])
    expect(calls.map(call => call.action)).toContain('learn_wording')
    expect(calls.find(call => call.action === 'show_guide')?.args).toMatchObject({ id: 'b' })
    expect(said[0]).toMatch(/1\..*指南a\n2\..*指南b\n3\..*都不是，登记我说的事/)
    expect(flow).not.toBe('clarify')
  })
})

describe('one guide that may be meant, in English', () => {
  const one: Routed = { intent: 'candidates', score: 0.4, kind: 'inquiry', guides: [guide('a')] }
  const contact = { locale: 'en' as const }

  it('is asked as a yes or no, and shown for a yes', async () => {
    const { said, calls } = await play([['shenfenzheng', one], ['yes']], { contact })
    expect(said[0]).toContain('Is it this guide: 指南a?')
    expect(said[0]).toContain('No, register what I said')
    expect(calls.find(call => call.action === 'show_guide')?.args).toMatchObject({ id: 'a' })
  })

  it('is registered for a no', async () => {
    const { flow, vars } = await play([['shenfenzheng', one], ['no']], { contact })
    expect(flow).toBe('register_inquiry')
    expect(vars['text']).toBe('shenfenzheng')
  })
})

describe('the kind behind the question which it is', () => {
  it.each([
    ['help', 'help'],
    ['suggestion', 'suggestion'],
    ['complaint', 'complaint'],
    ['inquiry', 'complaint'],
  ] as const)('%s → %s', async (guessed, kind) => {
    const { flow, vars } = await play([
      ['这个事情我也说不清楚呀', { intent: 'which', score: 0.4, kind: guessed }],
      ['1'],
    ])
    expect(flow).toBe('complaint')
    expect(vars).toMatchObject({ kind, text: '这个事情我也说不清楚呀' })
  })
})

describe('options beside a list from a variable', () => {
  const flows = (options: string) =>
    parseFlows([
      {
        file: 'route.yaml',
        text: `id: route
name: 分流
vars: [intent, text, kind, guide, guideTitle, list]
steps:
  which:
    ask: choice
    prompt: 哪一件？
    from: list
${options}
    next: picked
  picked: { say: '选了 {{which}}。', next: end }
  other: { say: 都不是。, next: end }
  end: { end: done }
`,
      },
    ])
  const both = '    options: [{ value: none, label: 都不是, aliases: [没有], go: other }]'

  it('come after it, with numbers of their own, and go their own way', async () => {
    const set = flowSet(flows(both).flows)
    const answer = async (text: string) =>
      (await play([['补贴有哪些', list()], [text]], { flows: set })).said.at(-1)
    expect((await play([['补贴有哪些', list()]], { flows: set })).said[0]).toMatch(
      /1\..*指南a\n2\..*指南b\n3\..*都不是/,
    )
    expect(await answer('2')).toBe('选了 指南b。')
    expect(await answer('指南a')).toBe('选了 指南a。')
    expect(await answer('3')).toBe('都不是。')
    expect(await answer('没有')).toBe('都不是。')
  })

  it('may be left out, but not both', () => {
    const errors = (options: string) =>
      flows(options)
        .problems.filter(p => p.severity === 'error')
        .map(p => p.message)
        .filter(message => message.includes('which'))
    expect(errors(both)).toEqual([])
    expect(errors('')).toEqual([])
    const neither = parseFlows([
      {
        file: 'a.yaml',
        text: 'id: a\nname: 甲\nsteps:\n  one: { ask: choice, prompt: 哪一件？ }\n  end: { end: done }\n',
      },
    ])
    expect(neither.problems.map(p => p.message)).toContain('选择题 one 要写 options 或 from，也可以都写')
  })
})
