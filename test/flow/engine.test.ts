import { describe, expect, it } from 'vitest'
import {
  answerCall,
  begin,
  type FlowSet,
  fireTimer,
  flowSet,
  parseFlows,
  resume,
  type Session,
  settle,
  type Turn,
  versionsOf,
} from '../../src/flow/mod.ts'
import { DEFAULT_RESULTS, world } from '../stories/world.ts'
import { shipped } from './support.ts'

const START = Date.parse('2026-11-23T01:00:00Z')
const here = (minutes = 0) => world(new Date(START + minutes * 60_000))

const made = (...texts: string[]): FlowSet => {
  const parsed = parseFlows(texts.map(text => ({ file: `${/id: (\S+)/.exec(text)![1]}.yaml`, text })))
  expect(parsed.problems.filter(p => p.severity === 'error')).toEqual([])
  return flowSet(parsed.flows)
}

const stored = (session: Session | null): Session | null =>
  session ? (JSON.parse(JSON.stringify(session)) as Session) : null
const tell = (flows: FlowSet, session: Session | null, text: string, minutes = 0): Turn =>
  resume(flows, stored(session), { text }, here(minutes), { sessionId: 's1' })
const textOf = (turn: Turn) => turn.messages.map(m => m.text).join('\n')

const TWO = `id: two
name: 两问
steps:
  first: { ask: text, prompt: 第一问？ }
  second: { ask: text, prompt: 第二问？ }
  bye: { say: '{{first}}，{{second}}。' }
  end: { end: done }
`

describe('a new version of a flow while sessions use the old one', () => {
  it('lets every session finish with the version it began with', () => {
    const old = made(TWO)
    const sessions = Array.from({ length: 20 }, (_, i) => {
      const first = begin(old, 'two', { sessionId: `s${i}` }, here())
      return i % 2 ? first.session : tell(old, first.session, `甲${i}`).session
    })
    const without = parseFlows([
      { file: 'two.yaml', text: TWO.replace(/ {2}second:.*\n/, '').replace('，{{second}}', '') },
    ]).flows
    const deployed = flowSet(without, hash => old.byVersion(hash))
    for (const [i, session] of sessions.entries()) {
      let turn = i % 2 ? tell(deployed, session, `甲${i}`) : null
      if (turn) expect(textOf(turn)).toBe('第二问？')
      turn = tell(deployed, turn ? turn.session : session, '乙')
      expect(textOf(turn)).toBe(`甲${i}，乙。`)
      expect(turn.session).toBeNull()
    }
    expect(textOf(begin(deployed, 'two', { sessionId: 'new' }, here()))).toBe('第一问？')
  })

  it('also pins sub-flows, and lists the versions that a session needs', () => {
    const sub = 'id: sub\nname: 子\nsteps:\n  q: { ask: text, prompt: 旧的子问题？ }\n  end: { end: done }\n'
    const main =
      'id: main\nname: 主\nsteps:\n  q: { ask: text, prompt: 主问题？ }\n  go: { flow: sub }\n  end: { end: done }\n'
    const old = made(main, sub)
    const first = begin(old, 'main', { sessionId: 's1' }, here())
    expect(versionsOf(first.session!).sort()).toEqual(
      [old.current('main')!.version, old.current('sub')!.version].sort(),
    )
    const renewed = made(main, sub.replace('旧', '新'))
    const deployed = flowSet([renewed.current('main')!, renewed.current('sub')!], hash => old.byVersion(hash))
    expect(textOf(tell(deployed, first.session, '好事'))).toBe('旧的子问题？')
  })

  it('ends the dialogue with an apology and the menu when the version cannot be found', () => {
    const old = made(TWO)
    const first = begin(old, 'two', { sessionId: 's1' }, here())
    const turn = tell(shipped(), first.session, '甲')
    expect(turn.session).toBeNull()
    expect(textOf(turn)).toMatch(/没办成[\s\S]*您想办什么/)
    expect(turn.trace.map(t => t.event)).toContain('error')
  })
})

describe('calls', () => {
  const upToSubmit = () => {
    const flows = shipped()
    let turn = tell(flows, null, '东山村的路灯坏了很久')
    expect(turn.call?.action).toBe('find_similar')
    turn = answerCall(flows, stored(turn.session)!, { outcome: 'none' }, here())
    for (const text of ['跳过', '跳过', '跳过', '确认']) turn = tell(flows, turn.session, text)
    return { flows, turn }
  }

  it('have the same key when a turn is repeated, and another key when the step is reached again', () => {
    const one = upToSubmit()
    expect(one.turn.call).toEqual(upToSubmit().turn.call)
    expect(one.turn.call!.key).toBe('s1:complaint.submit:1')
    const failed = answerCall(one.flows, stored(one.turn.session)!, { outcome: 'failed' }, here())
    const again = tell(one.flows, failed.session, '接着写')
    expect(again.call!.key).toBe('s1:complaint.submit:2')
  })

  it('are repeated with the same key when the shell stopped before it answered', () => {
    const { flows, turn } = upToSubmit()
    const after = tell(flows, turn.session, '在吗')
    expect(after.call).toEqual(turn.call)
  })

  it('cannot be repeated by going back before them', async () => {
    const flows = made(`id: a
name: 甲
steps:
  q: { ask: text, prompt: 什么事？ }
  do: { call: open_case, args: { kind: complaint, text: '{{q}}' }, on: { ok: more } }
  more: { ask: text, prompt: 还有吗？ }
  end: { end: done }
`)
    const calls: string[] = []
    const perform = async (call: { action: string; args: Record<string, unknown> }) => {
      calls.push(call.action)
      return DEFAULT_RESULTS[call.action]!(call.args)
    }
    const first = begin(flows, 'a', { sessionId: 's1' }, here())
    const second = await settle(flows, tell(flows, first.session, '路坏了'), here(), perform)
    const back = await settle(flows, tell(flows, second.session, '返回'), here(), perform)
    expect(textOf(back)).toContain('已经是第一步了')
    expect(textOf(back)).toContain('还有吗？')
    expect(calls).toEqual(['open_case'])
  })

  it('return only declared variables, and none that is too big', () => {
    const flows = made(`id: a
name: 甲
steps:
  find: { call: find_case, on: { one: q, many: q, not_found: q, miscopied: q, not_yours: q } }
  q: { ask: text, prompt: '编号 {{number}}，{{title}}' }
  end: { end: done }
`)
    const turn = begin(flows, 'a', { sessionId: 's1' }, here())
    const vars = { number: '1', title: '长'.repeat(9000), secret: 'x' }
    const after = answerCall(flows, stored(turn.session)!, { outcome: 'one', vars }, here())
    expect(textOf(after)).toBe('编号 1，')
    expect(JSON.stringify(after.session)).not.toContain('secret')
    expect(after.trace.map(t => t.event)).toContain('too-big')
  })

  it('are refused by the engine when the arguments are invalid', () => {
    const flows = made(`id: a
name: 甲
vars: [rating]
steps:
  do: { call: rate_case, args: { number: '1', rating: '{{rating}}' }, on: { ok: end, not_rateable: end } }
  end: { end: done }
`)
    const turn = begin(flows, 'a', { sessionId: 's1', vars: { rating: '9' } }, here())
    expect(turn.call).toBeNull()
    expect(turn.trace.find(t => t.event === 'error')!.detail).toContain('rating')
  })

  it('are ignored when none is pending', () => {
    const flows = shipped()
    const turn = tell(flows, null, '投诉')
    const after = answerCall(flows, stored(turn.session)!, { outcome: 'ok', vars: { number: '1' } }, here())
    expect(after.messages).toEqual([])
    expect(after.session!.stepId).toBe(turn.session!.stepId)
  })
})

describe('timers', () => {
  it('remind once, then expire; the draft waits seven days and is then forgotten', () => {
    const flows = shipped()
    let turn = tell(flows, tell(flows, null, '投诉').session, '水渠堵了')
    expect(turn.session!.remindAt).toBe(new Date(START + 30 * 60_000).toISOString())
    turn = fireTimer(flows, stored(turn.session)!, 'remind', here(30))
    expect(textOf(turn)).toContain('还没登记完')
    expect(turn.session!.remindAt).toBeNull()
    expect(turn.session!.expiresAt).toBe(new Date(START + 24 * 3_600_000).toISOString())
    turn = fireTimer(flows, stored(turn.session)!, 'expire', here(24 * 60))
    expect(turn.messages).toEqual([])
    expect(turn.session!.expiresAt).toBe(new Date(START + 8 * 24 * 3_600_000).toISOString())
    expect(fireTimer(flows, stored(turn.session)!, 'expire', here(8 * 24 * 60)).session).toBeNull()
  })

  it('end a flow without drafts', () => {
    const flows = shipped()
    const turn = tell(flows, null, '老戏台修好了吗')
    expect(fireTimer(flows, stored(turn.session)!, 'expire', here(200)).session).toBeNull()
  })
})

describe('begin', () => {
  it('keeps the dialogue under way as a draft', () => {
    const flows = shipped()
    const turn = tell(flows, tell(flows, null, '投诉').session, '水渠堵了，浇不上地')
    const invited = begin(
      flows,
      'rate',
      { sessionId: 's2', session: stored(turn.session), vars: { number: '2026-00017-1' } },
      here(),
    )
    expect(textOf(invited)).toContain('您满意吗')
    expect(invited.session!.id).toBe('s1')
    const back = tell(flows, invited.session, '接着写')
    expect(textOf(back)).toContain('哪个村')
  })

  it('with an unknown flow ends in the menu', () => {
    const turn = begin(shipped(), 'nothing', { sessionId: 's1' }, here())
    expect(turn.session).toBeNull()
    expect(textOf(turn)).toContain('您想办什么')
  })
})

describe('cards', () => {
  const CARD = `id: card
name: 卡片
steps:
  q: { ask: text, prompt: 问什么？ }
  show:
    say: { zh: 看这里。, en: Look here. }
    card: { title: { zh: 办事指南, en: Guides }, text: 都在这一页。, url: '/guides?q={{q}}' }
  more: { say: 还有一句。 }
  end: { end: done }
`
  const card = (said: string, locale = 'zh') => {
    const flows = made(CARD)
    const there = world(new Date(START), { locale })
    const first = begin(flows, 'card', { sessionId: 's1', session: null }, there)
    return resume(flows, stored(first.session), { text: said }, there, { sessionId: 's1' }).messages
  }

  it('are separate messages, with the same text and a link for channels without cards', () => {
    expect(card('低保')[0]).toEqual({
      text: '看这里。\n都在这一页。',
      link: { label: '办事指南', url: '/guides?q=%E4%BD%8E%E4%BF%9D' },
      card: { title: '办事指南', description: '看这里。\n都在这一页。', url: '/guides?q=%E4%BD%8E%E4%BF%9D' },
    })
    expect(card('低保')[1]).toEqual({ text: '还有一句。' })
    expect(card('x', 'en')[0]!.card).toMatchObject({ title: 'Guides', url: '/guides?q=x' })
  })

  it('never link to an address from a resident', () => {
    expect(card('x&y=1#/../../\uD800{{office.name}}')[0]!.card!.url).toBe(
      '/guides?q=x%26y%3D1%23%2F..%2F..%2F%7B%7Boffice.name%7D%7D',
    )
  })
})

describe('texts', () => {
  it('never interpret a resident’s text as a template', () => {
    const flows = made(TWO)
    const turn = tell(
      flows,
      tell(flows, begin(flows, 'two', { sessionId: 's1' }, here()).session, '{{office.phone}}').session,
      '{{first}}',
    )
    expect(textOf(turn)).toBe('{{office.phone}}，{{first}}。')
  })

  it('drop a line whose variables are all empty', () => {
    const flows = made(
      'id: a\nname: 甲\nvars: [x, y]\nsteps:\n  s:\n    say: |\n      一 {{x}}\n      二 {{y}}\n      三\n  end: { end: done }\n',
    )
    expect(textOf(begin(flows, 'a', { sessionId: 's', vars: { y: '有' } }, here()))).toBe('二 有\n三')
  })

  it('fit into one WeChat message when several are joined', () => {
    const flows = made(
      `id: a\nname: 甲\nsteps:\n  s: { say: ${'一'.repeat(400)} }\n  t: { say: ${'二'.repeat(400)} }\n  end: { end: done }\n`,
    )
    const turn = begin(flows, 'a', { sessionId: 's' }, here())
    expect(turn.messages.length).toBe(2)
  })

  it.each([
    null,
    1,
    'x',
    { frames: 'x' },
    { frames: [{}] },
    { frames: [null] },
    { frames: [], draft: { frames: [] } },
  ])('of a session whose state is %j are still answered', state => {
    const session = {
      id: 's',
      flowId: 'complaint',
      version: 'x',
      stepId: 'x',
      state: state as never,
      remindAt: null,
      expiresAt: null,
    }
    const turn = tell(shipped(), session, '你好')
    expect(turn.messages.length).toBeGreaterThan(0)
  })
})
