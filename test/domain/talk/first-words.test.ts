import { describe, expect, it } from 'vitest'
import { amended, type Followed, follow, type TurnFacts } from '../../../src/domain/talk/first-words.ts'

const AT = '2026-11-16T02:00:00.000Z'
const QUIET: TurnFacts = {
  text: null,
  at: AT,
  judged: null,
  guide: null,
  kind: null,
  person: false,
  menu: false,
  step: null,
  anonymous: false,
  goesOn: true,
  over: null,
}
const says = (text: string, way: NonNullable<TurnFacts['judged']>['way'], more: Partial<TurnFacts> = {}) => ({
  ...QUIET,
  text,
  judged: { way, score: 0.6 },
  ...more,
})

/** What is written down of these turns, one after the other. */
function ends(...turns: readonly Partial<TurnFacts>[]): string[] {
  let followed: Followed | null = null
  return turns.flatMap((facts, i) => {
    const done = follow(followed, { ...QUIET, goesOn: i > 0, ...facts })
    followed = done.followed
    return done.ended.map(e => `${e.text} ${e.outcome}${e.missed ? ' missed' : ''}`)
  })
}

describe('a dialogue that began with a free text ends', () => {
  const lost = says('那个事', 'other', { menu: true })
  const lamp = says('路灯坏了', 'case', { step: 'complaint.area' })
  const which = says('补贴', 'guide', { step: 'clarify.which' })
  it.each<[string, Partial<TurnFacts>[], string[]]>([
    ['in a case', [lamp, { kind: 'complaint', over: 'ended' }], ['路灯坏了 case']],
    ['unfinished', [lamp, { over: 'expired' }], ['路灯坏了 left']],
    ['cancelled', [lamp, { over: 'ended' }], ['路灯坏了 left']],
    ['with a guide', [which, { guide: 'subsidy', step: 'guide.more' }, { over: 'ended' }], ['补贴 guide']],
    ['with none of the choices', [which, { over: 'ended' }], ['补贴 none missed']],
    ['with none of them, registered', [which, { kind: 'inquiry', over: 'ended' }], ['补贴 case missed']],
    ['without a choice', [which, { over: 'expired' }], ['补贴 left missed']],
    [
      'after the bot had asked, in a case',
      [which, { step: 'complaint.area' }, { over: 'expired' }],
      ['补贴 left'],
    ],
    ['in the menu', [{ ...lost, over: 'ended' }], ['那个事 menu missed']],
    ['with a person', [which, { person: true }, { over: 'ended' }], ['补贴 person']],
    ['with an answer', [says('几点', 'other', { over: 'ended' })], ['几点 told']],
    [
      'passed over, and the next words begin another',
      [
        which,
        says('要多少钱', 'inquiry', { step: 'offer_inquiry.offer' }),
        { kind: 'inquiry', over: 'ended' },
      ],
      ['补贴 passed missed', '要多少钱 case'],
    ],
    [
      'when its menu is no longer answered',
      [lost, says('路灯坏了', 'case', { goesOn: false, over: 'ended', kind: 'complaint' })],
      ['那个事 menu missed', '路灯坏了 case'],
    ],
  ])('%s', (_, turns, expected) => {
    expect(ends(...turns)).toEqual(expected)
  })

  it('and a guide in the middle of a case that was made is not what it was about', () => {
    expect(ends(lamp, { kind: 'complaint', step: 'x.y' }, { guide: 'other' }, { over: 'ended' })).toEqual([
      '路灯坏了 case',
    ])
  })
})

describe('nothing is written down', () => {
  const which = says('我说的补贴', 'guide', { step: 'clarify.which' })
  const accuses = says('村长贪钱', 'report', { step: 'route.report_how' })
  it.each<[string, Partial<TurnFacts>[]]>([
    ['of a named report', [accuses, { anonymous: true }, { kind: 'report', over: 'ended' }]],
    ['of an anonymous report', [accuses, { anonymous: true }, { over: 'ended' }]],
    ['of a report that was left off', [accuses, { anonymous: true }, { over: 'expired' }]],
    ['of words before a report in the same dialogue', [which, { anonymous: true }, { over: 'ended' }]],
    [
      'of words after it, either',
      [{ ...accuses, anonymous: true }, says('路灯坏了', 'case'), { kind: 'complaint', over: 'ended' }],
    ],
    ['of an accusation that nobody took back', [accuses, { over: 'expired' }]],
    ['of an accusation that goes on', [accuses, { ...accuses, text: '他还打人' }, { over: 'expired' }]],
    [
      'of a greeting',
      [{ ...says('你好', 'smallTalk'), judged: { way: 'smallTalk', score: 0.95 }, over: 'ended' }],
    ],
    ['of a case’s number', [says('2026-00001-3', 'caseNumber', { over: 'ended' })]],
    ['of a press', [{ over: 'ended' }]],
  ])('%s', (_, turns) => {
    expect(ends(...turns)).toEqual([])
  })

  it('but of words that only looked like a report', () => {
    expect(ends(accuses, { over: 'ended' })).toEqual(['村长贪钱 none missed'])
    expect(ends(accuses, { kind: 'complaint', over: 'ended' })).toEqual(['村长贪钱 case'])
  })
})

it('an edit replaces the words', () => {
  const { followed } = follow(null, says('路登坏了', 'case', { step: 'complaint.area' }))
  const after = amended(followed!, '路登坏了', ' 路灯坏了 ')
  expect(follow(after, { ...QUIET, over: 'ended' }).ended).toMatchObject([{ text: '路灯坏了' }])
})
