import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../../../src/domain/base/errors.ts'
import { type MoveInput, type MoveName, whyNot } from '../../../../src/domain/cases/moves.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { canSee } from '../../../../src/domain/people/policy.ts'
import { findCaseByNumber, lockCase, toCase } from '../../../../src/store/cases/cases.ts'
import { moveCase, moveCaseIn } from '../../../../src/usecases/cases/moving/move-case.ts'
import { recomputeDeadlines } from '../../../../src/usecases/cases/moving/recompute-deadlines.ts'
import { markRead } from '../../../../src/usecases/cases/own/own-case.ts'
import { deliverOutbox } from '../../../../src/usecases/notify/deliver-outbox.ts'
import { actOnOwnCase } from '../../../../src/usecases/talk/act-on-own-case.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { sweep } from '../../../../src/usecases/talk/sweep.ts'
import { openedCase, RESIDENT, SYSTEM } from '../../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'

/**
 * Two changes of one case at the same moment, on PostgreSQL in transactions that really overlap: one is made, the other
 * is made after it or refused in words. Never a unique key met half-way, never something lost.
 */

type Officer = Actor & { id: number }
let ctx: TestContext
let contactId: number
let cast: Record<'dispatcher' | 'clerk' | 'reviewer' | 'manager', Officer>

beforeAll(async () => {
  ctx = await testContext({ channels: [new MemoryChannel('web')] })
  await receiveMessage(ctx, typed(ctx, 'resident', '你好'))
  contactId = (await ctx.db.read.contact.findFirstOrThrow()).id
  cast = {
    dispatcher: await officer(ctx, 'dispatcher', '王受理'),
    clerk: await officer(ctx, 'clerk', '张经办', 'construction'),
    reviewer: await officer(ctx, 'reviewer', '李审核'),
    manager: await officer(ctx, 'manager', '赵镇长'),
  }
})
afterAll(() => ctx.close())

/** A case of somebody who is told in the web chat what becomes of it. */
async function open(kind: 'complaint' | 'disclosure' = 'complaint', held = false): Promise<string> {
  const number = await openedCase(ctx, { kind, text: '村口的路灯坏了三天', channel: 'web' }, RESIDENT, {
    contactId,
    ...(held && { ceiling: { contactIds: [], network: () => true } }),
  })
  return number
}
const by = (who: keyof typeof cast | 'resident' | 'system') =>
  who === 'resident' ? RESIDENT : who === 'system' ? SYSTEM : cast[who]

type Who = keyof typeof cast | 'resident' | 'system'
interface Step {
  move: MoveName
  who: Who
  input?: object
}
const step = (move: MoveName, who: Who, input: object = {}): Step => ({ move, who, input })

const OFFICERS: readonly Who[] = ['dispatcher', 'clerk', 'reviewer', 'manager']
/** One move, as whoever makes it makes it: officers at the desk, residents on their page, the rest in a job. */
async function go(number: string, { move, who, input = {} }: Step): Promise<void> {
  if (OFFICERS.includes(who)) await moveCase(ctx, number, move as never, input, by(who))
  else {
    await ctx.db.inTransaction(async tx => {
      const row = (await lockCase(tx, number))!
      await moveCaseIn(tx, ctx, row, move, input as MoveInput<MoveName>, by(who))
    })
  }
}

const accept = step('accept', 'dispatcher')
const assign = step('assign', 'dispatcher', { department: 'construction' })
const draft = step('draft', 'clerk', { text: '已经修好，谢谢您的反映。' })
const submit = step('submit', 'clerk')
const approve = step('approve', 'reviewer')
const ASSIGNED = [accept, assign]
const IN_REVIEW = [...ASSIGNED, draft, submit]
const ANSWERED = [...IN_REVIEW, approve]

/** How a case gets to where each move can be made, and the move. A move without a line here does not compile. */
interface Race {
  before: Step[]
  it: Step
  kind?: 'disclosure'
  /** It came in a burst. */
  held?: true
  /** It only adds to the record: both are right. */
  both?: true
  /** Another case that was merged into this one, or will be. */
  other?: 'child' | 'parent'
}
const OBJECTED = [...ASSIGNED, step('object', 'clerk', { reason: '不归我们' })]
const ASKED = [...ASSIGNED, step('askThirdParty', 'clerk', { text: '村委会' })]
const RACES: Record<MoveName, Race> = {
  accept: { before: [], it: accept },
  release: { before: [], it: step('release', 'dispatcher'), held: true },
  decline: {
    before: [accept],
    it: step('decline', 'dispatcher', { reason: '不归镇里管', redirect: '县住建局' }),
  },
  setAside: { before: [], it: step('setAside', 'dispatcher', { code: 'test' }) },
  assign: { before: [accept], it: assign },
  object: { before: ASSIGNED, it: step('object', 'clerk', { reason: '不归我们' }) },
  agreeObjection: { before: OBJECTED, it: step('agreeObjection', 'dispatcher') },
  refuseObjection: { before: OBJECTED, it: step('refuseObjection', 'dispatcher', { reason: '归你们' }) },
  draft: { before: ASSIGNED, it: draft },
  submit: { before: [...ASSIGNED, draft], it: submit },
  approve: { before: IN_REVIEW, it: approve },
  return: { before: IN_REVIEW, it: step('return', 'reviewer', { reason: '写清楚哪天修的' }) },
  extend: { before: ASSIGNED, it: step('extend', 'manager', { days: 3, reason: '等材料' }) },
  askResident: { before: ASSIGNED, it: step('askResident', 'clerk', { text: '是哪一盏？' }) },
  askThirdParty: {
    before: ASSIGNED,
    it: step('askThirdParty', 'clerk', { text: '村委会' }),
    kind: 'disclosure',
  },
  thirdPartyAnswered: {
    before: ASKED,
    it: step('thirdPartyAnswered', 'clerk', { text: '同意' }),
    kind: 'disclosure',
  },
  merge: { before: [accept], it: step('merge', 'dispatcher'), other: 'parent' },
  // Follows from it, on the other case.
  takeIn: { before: [accept], it: step('merge', 'dispatcher'), other: 'parent' },
  refuseExtension: {
    before: [...ASSIGNED, step('extend', 'clerk', { days: 3, reason: '等材料' })],
    it: step('refuseExtension', 'manager', { reason: '不用等' }),
  },
  supervise: { before: ASSIGNED, it: step('supervise', 'manager', { instruction: '抓紧办' }) },
  answerSupervision: {
    before: [...ASSIGNED, step('supervise', 'manager', { instruction: '抓紧办' })],
    it: step('answerSupervision', 'clerk', { text: '在办' }),
  },
  nudge: { before: ASSIGNED, it: step('nudge', 'dispatcher'), both: true },
  undo: { before: ASSIGNED, it: step('undo', 'dispatcher') },
  reopen: { before: ANSWERED, it: step('reopen', 'manager', { reason: '没修好' }) },
  close: { before: ANSWERED, it: step('close', 'dispatcher') },
  publish: { before: ANSWERED, it: step('publish', 'reviewer', { openness: 'closed', reason: '涉及个人' }) },
  note: { before: ASSIGNED, it: step('note', 'clerk', { text: '看过了' }), both: true },
  onBehalf: {
    before: ANSWERED,
    it: step('onBehalf', 'dispatcher', { act: 'reopen', text: '没修好', checked: '看了身份证' }),
  },
  supplement: { before: ASSIGNED, it: step('supplement', 'resident', { text: '还有一盏' }), both: true },
  urge: { before: ASSIGNED, it: step('urge', 'resident'), both: true },
  rate: { before: ANSWERED, it: step('rate', 'resident', { rating: 5 }) },
  withdraw: { before: ASSIGNED, it: step('withdraw', 'resident') },
  recordDelivery: {
    before: ANSWERED,
    it: step('recordDelivery', 'system', { replyId: 1, state: 'sent' }),
    both: true,
  },
  remind: { before: ASSIGNED, it: step('remind', 'system', { mark: 'half' }), both: true },
  moveDeadlines: { before: [], it: step('moveDeadlines', 'system'), both: true },
  escalate: { before: ASSIGNED, it: step('escalate', 'system', { mark: 'due' }), both: true },
  noteUnreachable: {
    before: ASSIGNED,
    it: step('noteUnreachable', 'system', { reason: 'unfollowed' }),
    both: true,
  },
  // Of a merged case, by what happens to the one it went with.
  answerMerged: { before: IN_REVIEW, it: approve, other: 'child' },
  leaveMerge: { before: ASSIGNED, it: step('withdraw', 'resident'), other: 'child' },
}

/** A case where the move can be made; what else it needs goes into the step. */
async function ready({
  before,
  it,
  kind,
  held,
  other,
}: Race): Promise<{ number: string; it: Step; child?: string }> {
  const number = await open(kind, held)
  const second = other && (await open(kind))
  const assigned = before.indexOf(assign)
  for (const [i, s] of before.entries()) {
    await go(number, s)
    if (other === 'child' && i === assigned) await go(second!, step('merge', 'dispatcher', { into: number }))
  }
  if (other === 'parent') return { number, it: { ...it, input: { into: second } } }
  return { number, it, ...(other === 'child' && { child: second! }) }
}

/** What became of works that began together. Anything but a refusal in words is a defect. */
async function together(works: (() => Promise<unknown>)[]): Promise<string[]> {
  const done = await Promise.allSettled(works.map(work => work()))
  return done
    .map(d => {
      if (d.status === 'fulfilled') return 'done'
      if (d.reason instanceof Refusal) return d.reason.code
      throw d.reason
    })
    .sort()
}
/** Every event of a case has its number, without gap. */
async function recordIsWhole(number: string): Promise<void> {
  const events = await ctx.db.read.caseEvent.findMany({
    where: { case: { number } },
    orderBy: { seq: 'asc' },
  })
  expect(events.map(e => e.seq)).toEqual(events.map((_, i) => i + 1))
}

describe('the same move twice at the same moment', () => {
  it.each(Object.entries(RACES))('%s', async (_name, race) => {
    const { number, it, child } = await ready(race)
    const done = await together([1, 2].map(() => () => go(number, it)))
    if (race.both) expect(done).toEqual(['done', 'done'])
    // An officer hears that somebody was first; a resident or a job, what the case says now.
    else expect(done).toEqual(['done', OFFICERS.includes(it.who) ? 'stale' : 'move_refused'])
    await recordIsWhole(number)
    if (child) {
      await recordIsWhole(child)
      const types = await ctx.db.read.caseEvent.findMany({ where: { case: { number: child } } })
      const once = _name === 'answerMerged' ? 'answered' : 'left_merge'
      expect(types.filter(e => e.type === once)).toHaveLength(1)
    }
  })
})

describe('different moves at the same moment', () => {
  const groups = new Map<Step[], Race[]>()
  for (const race of Object.values(RACES)) {
    if (race.kind || race.other) continue
    const known = [...groups.keys()].find(before => JSON.stringify(before) === JSON.stringify(race.before))
    groups.set(known ?? race.before, [...(groups.get(known ?? race.before) ?? []), race])
  }
  const named = [...groups].map(
    ([before, races]) => [before.map(s => s.move).join(' ') || 'received', races] as const,
  )

  it.each(named)('after %s: each is made or refused in words', async (_name, races) => {
    for (const works of [races, [...races].reverse()]) {
      const { number } = await ready(races[0]!)
      const done = await together(
        works.map(
          ({ it }) =>
            () =>
              go(number, it),
        ),
      )
      expect(done).toContain('done')
      for (const what of done) expect(['done', 'stale', 'move_refused', 'forbidden']).toContain(what)
      await recordIsWhole(number)
    }
  })

  // Every pair in every state in which a move of its own can be made: all at once, the first lock decides and most are
  // refused before they write.
  it.each(named)('after %s: any two of them', async (_name, races) => {
    const { number } = await ready(races[0]!)
    const now = toCase((await findCaseByNumber(ctx.db.read, number))!)
    const possible = Object.values(RACES).filter(
      race =>
        !race.kind &&
        !race.other &&
        (!OFFICERS.includes(race.it.who) || canSee(by(race.it.who), now)) &&
        whyNot(now, race.it.move, race.it.input as never, by(race.it.who), ctx.now()) === undefined,
    )
    const pairs = races.flatMap(race =>
      possible
        .filter(
          other => other !== race && (!races.includes(other) || races.indexOf(other) > races.indexOf(race)),
        )
        .map(other => [race, other] as const),
    )
    expect(pairs.length).toBeGreaterThan(0)
    const AT_ONCE = 4
    for (let i = 0; i < pairs.length; i += AT_ONCE) {
      await Promise.all(
        pairs.slice(i, i + AT_ONCE).map(async pair => {
          const { number } = await ready(races[0]!)
          const done = await together(
            pair.map(
              ({ it }) =>
                () =>
                  go(number, it),
            ),
          )
          expect([pair.map(({ it }) => it.move), done]).toEqual([
            expect.anything(),
            expect.arrayContaining(['done']),
          ])
          // Who gave it back does not see it any more.
          for (const what of done) expect(['done', 'stale', 'move_refused', 'not_found']).toContain(what)
          await recordIsWhole(number)
        }),
      )
    }
  })

  it('of two merges into each other one is made, without a deadlock', async () => {
    const [a, b] = [await open(), await open()]
    for (const number of [a, b]) await go(number, accept)
    const done = await together([
      () => go(a, step('merge', 'dispatcher', { into: b })),
      () => go(b, step('merge', 'dispatcher', { into: a })),
    ])
    expect(done).toEqual(['done', expect.stringMatching(/stale|invalid_field/)])
    await recordIsWhole(a)
    await recordIsWhole(b)
  })

  it('several cases are merged into one that is being answered: each is merged and answered, or not merged', async () => {
    const { number } = await ready(RACES.approve)
    const others = await Promise.all([1, 2, 3].map(() => open()))
    await together([
      () => go(number, approve),
      ...others.map(other => () => go(other, step('merge', 'dispatcher', { into: number }))),
    ])
    await recordIsWhole(number)
    for (const other of others) {
      const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number: other } })
      expect([row.status, row.firstReplyAt !== null]).toEqual(
        row.status === 'merged' ? ['merged', true] : ['received', false],
      )
      await recordIsWhole(other)
    }
  })
})

describe('what a resident does while the office works on the case', () => {
  let serial = 0
  /** A case of somebody in the web chat, in review. */
  async function fromChat() {
    const from = `resident-${++serial}`
    const say = (text: string) => receiveMessage(ctx, typed(ctx, from, text))
    await say('你好')
    const contact = await ctx.db.read.contact.findFirstOrThrow({ orderBy: { id: 'desc' } })
    const number = await openedCase(ctx, { text: '村口的路灯坏了三天', channel: 'web' }, RESIDENT, {
      contactId: contact.id,
    })
    for (const s of IN_REVIEW) await go(number, s)
    const events = async (type: string) =>
      (await ctx.db.read.caseEvent.findMany({ where: { case: { number }, type } })).length
    return { number, say, events }
  }

  it('on the page: the text is added, whoever was first', async () => {
    const { number, events } = await fromChat()
    const done = await together([
      () => go(number, approve),
      () => actOnOwnCase(ctx, { number, by: 'own', phone: false }, 'supplement', { text: '还有一盏' }),
      () => actOnOwnCase(ctx, { number, by: 'own', phone: false }, 'supplement', { text: '东头那盏' }),
    ])
    expect(done).toEqual(['done', 'done', 'done'])
    expect([await events('supplemented'), await events('answered')]).toEqual([2, 1])
    await recordIsWhole(number)
  })

  it('in the chat: urging and answering at once loses neither', async () => {
    const { number, say, events } = await fromChat()
    const done = await together([() => go(number, approve), () => say('催办'), () => say('怎么还没处理')])
    expect(done).toEqual(['done', 'done', 'done'])
    expect(await events('answered')).toBe(1)
    await recordIsWhole(number)
  })

  it('delivery, reading and rating of the answer at once are all recorded', async () => {
    const { number, events } = await fromChat()
    await go(number, approve)
    const done = await together([
      () => deliverOutbox(ctx, 50),
      () => markRead(ctx, { number, by: 'own', phone: false }),
      () => actOnOwnCase(ctx, { number, by: 'chat', phone: false }, 'rate', { rating: 4 }),
      () => go(number, step('note', 'clerk', { text: '已电话告知' })),
      () => sweep(ctx),
      () => recomputeDeadlines(ctx),
    ])
    expect(done).toEqual(Array(6).fill('done'))
    expect([await events('rated'), await events('noted')]).toEqual([1, 1])
    expect(await events('delivery')).toBeGreaterThan(0)
    await recordIsWhole(number)
  })
})
