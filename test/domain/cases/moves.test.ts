import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/domain/base/errors.ts'
import { type Case, NEW_CASE_FIELDS, OPEN, STATUSES } from '../../../src/domain/cases/case.ts'
import { type EVENT_TYPES, EVENTS } from '../../../src/domain/cases/events.ts'
import type { EventSpec } from '../../../src/domain/cases/moves/event.ts'
import {
  MOVES,
  type MoveContext,
  type MoveName,
  move,
  movesFor,
  NO_REFERENCES,
  OFFICER_MOVES,
} from '../../../src/domain/cases/moves.ts'
import { ROLES } from '../../../src/domain/office/roles.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { runs } from '../../helpers/runs.ts'

const now = new Date('2026-11-16T02:00:00Z')
const deadline = {
  rule: 'complaint.reply',
  article: '承诺',
  start: '2026-11-16',
  length: { amount: 7, unit: 'workingDays' as const },
  dueOn: '2026-11-25',
  dueAt: '2026-11-25T16:00:00.000Z',
  originalDueOn: '2026-11-25',
  calendar: '2026@1',
  provisional: false,
  explanation: '为什么是这一天。',
}
const deadlines = { accept: deadline, reply: deadline }
const later = { ...deadlines, reply: { ...deadline, dueOn: '2026-12-04' } }
const ctx: MoveContext = {
  now,
  found: { ...NO_REFERENCES, department: true, lead: { status: 'assigned', seen: true } },
  recomputed: () => ({ deadlines: later, moved: [{ which: 'reply', from: '2026-11-25', to: '2026-12-04' }] }),
  extended: () => later,
  reopened: () => later,
  awaiting: () => deadlines,
  resumed: () => deadlines,
  consulting: () => ({
    ...deadlines,
    reply: {
      ...deadline,
      pauses: [{ from: now.toISOString(), to: '2026-12-07T15:59:59.999Z', reason: 'thirdParty' }],
    },
  }),
  consulted: () => deadlines,
  superviseBy: () => '2026-11-19',
}

const fresh: Case = {
  ...NEW_CASE_FIELDS,
  number: '2026-00001-1',
  kind: 'complaint',
  channel: 'wechat',
  anonymous: false,
  title: '路灯不亮',
  text: '村口路灯不亮',
  areaId: null,
  categoryId: null,
  urgent: false,
  receivedAt: now,
  deadlines,
}

const as = (role: Actor['role'] & string, id: number): Actor => ({ kind: 'officer', role, id, name: role })
const dispatcher = as('dispatcher', 1)
const clerk = as('clerk', 2)
const reviewer = as('reviewer', 3)
const manager = as('manager', 4)
const resident: Actor = { kind: 'resident' }

/** Makes moves one after the other and returns the case. */
const through = (c: Case, ...steps: [MoveName, object, Actor][]): Case =>
  steps.reduce((at, [name, input, by]) => move(at, name, input as never, by, ctx).next, c)

const answered = (c = fresh) =>
  through(
    c,
    ['accept', {}, dispatcher],
    ['assign', { department: 'construction' }, dispatcher],
    ['draft', { text: '已派人修好。' }, clerk],
    ['submit', {}, clerk],
    ['approve', {}, reviewer],
  )

const refused = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return undefined
}

describe('a case’s way', () => {
  it('goes from received to answered through two different officers', () => {
    const done = answered()
    expect(done).toMatchObject({
      status: 'answered',
      firstReplyAt: now,
      pending: null,
      departmentId: 'construction',
    })
  })

  it('the officer who first accepts stays named (首问负责)', () => {
    const accepted = through(fresh, ['accept', {}, dispatcher])
    expect(accepted.firstTakerId).toBe(1)
    expect(through({ ...fresh, firstTakerId: 9 }, ['accept', {}, dispatcher]).firstTakerId).toBe(9)
  })

  it('nobody approves their own draft, whatever their role', () => {
    const submitted = through(
      fresh,
      ['accept', {}, dispatcher],
      ['assign', { department: 'construction' }, dispatcher],
      ['draft', { text: '好了' }, clerk],
      ['submit', {}, clerk],
    )
    const same: Actor = { ...reviewer, id: clerk.id! }
    expect(refused(() => move(submitted, 'approve', {}, same, ctx))).toBe('move_refused')
    expect(movesFor(submitted, same, now)).not.toContain('approve')
    expect(movesFor(submitted, reviewer, now)).toContain('approve')
  })

  it('a refusal to take a case is reviewed like a reply', () => {
    const proposed = through(fresh, ['decline', { reason: '属于县里', redirect: '县住建局' }, dispatcher])
    expect(proposed.status).toBe('in_review')
    expect(refused(() => move(proposed, 'approve', {}, { ...reviewer, id: 1 }, ctx))).toBe('move_refused')
    expect(through(proposed, ['approve', {}, reviewer]).status).toBe('declined')
    expect(through(proposed, ['return', { reason: '归我们管' }, reviewer])).toMatchObject({
      status: 'received',
      pending: null,
    })
  })

  it('a returned draft can be edited and submitted again', () => {
    const returned = through(
      fresh,
      ['accept', {}, dispatcher],
      ['assign', { department: 'construction' }, dispatcher],
      ['draft', { text: '好了' }, clerk],
      ['submit', {}, clerk],
      ['return', { reason: '写清楚哪天修的' }, reviewer],
    )
    expect(returned).toMatchObject({ status: 'assigned', pending: { status: 'returned' } })
    expect(
      through(returned, ['draft', { text: '11 月 15 日修好' }, clerk], ['submit', {}, clerk]).status,
    ).toBe('in_review')
  })

  it('only the resident withdraws; only a manager extends, and once', () => {
    for (const role of ROLES)
      expect(refused(() => move(fresh, 'withdraw', {}, as(role, 7), ctx))).toBe('forbidden')
    expect(through(fresh, ['withdraw', {}, resident]).status).toBe('withdrawn')

    const accepted = through(fresh, ['accept', {}, dispatcher])
    const asked = move(accepted, 'extend', { days: 3, reason: '等材料' }, clerk, ctx)
    expect(asked.events.map(e => e.type)).toEqual(['extension_requested'])
    expect(asked.next.deadlines).toEqual(deadlines)
    const extended = through(accepted, ['extend', { days: 3, reason: '等材料' }, manager])
    expect(extended).toMatchObject({ extensions: 1, deadlines: later })
    expect(refused(() => move(extended, 'extend', { days: 3, reason: '再等' }, manager, ctx))).toBe(
      'move_refused',
    )
  })

  it('a rating closes an answered case, once', () => {
    const rated = through(answered(), ['rate', { rating: 2, text: '慢' }, resident])
    expect(rated).toMatchObject({ status: 'closed', rating: 2 })
    expect(refused(() => move(rated, 'rate', { rating: 5 }, resident, ctx))).toBe('move_refused')
  })

  it('a reopened case is owed again with a clock of its own', () => {
    const reopened = through(answered(), ['reopen', { reason: '又坏了' }, resident])
    expect(reopened).toMatchObject({ status: 'assigned', deadlines: later, concludedAt: null, rating: null })
    expect(reopened.firstReplyAt).toEqual(now)
    // The first reply stays the first, however often it is answered later.
    const tomorrow = new Date(now.getTime() + 24 * 3600 * 1000)
    const again = through(reopened, ['draft', { text: '又修好了。' }, clerk], ['submit', {}, clerk])
    const second = move(again, 'approve', {}, reviewer, { ...ctx, now: tomorrow })
    expect(second.next).toMatchObject({ status: 'answered', firstReplyAt: now, answeredAt: tomorrow })
    expect(second.events.map(e => e.data)).toContainEqual(expect.objectContaining({ first: false }))
  })

  it('a note or a delivery does not make an open form stale; a draft does', () => {
    const c = answered()
    expect(move(c, 'note', { text: '电话问过了' }, clerk, ctx).next.version).toBe(c.version)
    expect(
      move(c, 'recordDelivery', { replyId: 1, state: 'sent' }, { kind: 'system' }, ctx).next.version,
    ).toBe(c.version)
    expect(move(c, 'reopen', { reason: '又坏了' }, resident, ctx).next.version).toBe(c.version + 1)
  })
})

describe('the table', () => {
  const inputs: Record<string, object> = {
    decline: { reason: 'x', redirect: 'y' },
    assign: { department: 'd' },
    object: { reason: 'x' },
    refuseObjection: { reason: 'x' },
    leaveMerge: { why: 'withdrawn' },
    draft: { text: 'x' },
    return: { reason: 'x' },
    extend: { days: 1, reason: 'x' },
    askResident: { text: 'x' },
    setAside: { code: 'spam' },
    askThirdParty: { text: 'x' },
    thirdPartyAnswered: { text: 'x' },
    merge: { into: '2026-00002-9' },
    supervise: { instruction: 'x' },
    reopen: { reason: 'x' },
    publish: { openness: 'closed' },
    note: { text: 'x' },
    onBehalf: { act: 'supplement', text: 'x', checked: '看了身份证' },
    supplement: { text: 'x' },
    rate: { rating: 3 },
    recordDelivery: { replyId: 1, state: 'sent' },
    remind: { mark: 'half' },
    escalate: { mark: 'due' },
    answerMerged: { replyId: 1 },
    answerSupervision: { text: 'x' },
    refuseExtension: { reason: 'x' },
    takeIn: { number: '2026-00002-9' },
    noteUnreachable: { reason: 'unfollowed' },
  }
  const actors: Actor[] = [...ROLES.map((role, i) => as(role, i + 10)), resident, { kind: 'system' }]

  it('every role, every status, every move: allowed by the table or refused by name, never half done', () => {
    for (const status of STATUSES) {
      for (const name of Object.keys(MOVES) as MoveName[]) {
        for (const by of actors) {
          const c: Case = {
            ...fresh,
            status,
            pending: {
              id: 1,
              text: 'x',
              status: 'submitted',
              purpose: 'answer',
              draftedById: 99,
              version: 1,
            },
          }
          const rule = MOVES[name]
          const code = refused(() => move(c, name, (inputs[name] ?? {}) as never, by, ctx))
          const mover = by.kind === 'officer' ? by.role! : by.kind
          if (!rule.who.includes(mover)) expect(code, `${name} ${mover}`).toBe('forbidden')
          else if (!rule.from.includes(status)) expect(code, `${name} from ${status}`).toBe('move_refused')
        }
      }
    }
  })

  it('an auditor and an admin change nothing', () => {
    for (const rule of Object.values(MOVES)) {
      expect(rule.who).not.toContain('auditor')
      expect(rule.who).not.toContain('admin')
    }
  })

  it('what is offered is never refused for its role or status', () => {
    for (const status of STATUSES) {
      for (const by of actors.filter(a => a.kind === 'officer')) {
        const c: Case = { ...fresh, status }
        for (const name of movesFor(c, by, now)) {
          expect(
            refused(() => move(c, name, (inputs[name] ?? {}) as never, by, ctx)),
            `${name} ${status}`,
          ).toBeUndefined()
        }
      }
    }
  })

  it('any sequence of moves records each step and never leaves the table', () => {
    const step = fc.tuple(fc.constantFrom(...(Object.keys(MOVES) as MoveName[])), fc.constantFrom(...actors))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let c = fresh
        for (const [name, by] of steps) {
          try {
            const done = move(c, name, (inputs[name] ?? {}) as never, by, ctx)
            expect(done.events.length).toBeGreaterThan(0)
            const { to } = MOVES[name]
            if (done.next.status !== c.status)
              expect([name, to]).toEqual([name, expect.arrayContaining([done.next.status])])
            for (const { type, data } of done.events) {
              const spec: EventSpec = EVENTS[type]
              const wrong = spec.data.safeParse(data).error?.issues ?? []
              expect([type, wrong.filter(({ path }) => !spec.later?.includes(String(path[0])))]).toEqual([
                type,
                [],
              ])
            }
            c = done.next
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal)
          }
          expect(STATUSES).toContain(c.status)
          // Concluded exactly when nothing is owed.
          expect(c.concludedAt === null, `${c.status}`).toBe(OPEN.includes(c.status))
          if (c.status === 'in_review') expect(c.pending?.status).toBe('submitted')
        }
      }),
      runs(),
    )
  })

  it('lists the officers’ moves of the API', () => {
    expect([...OFFICER_MOVES].sort()).toEqual(
      'accept agreeObjection answerSupervision approve askResident askThirdParty assign close decline draft extend merge note nudge object onBehalf publish refuseExtension refuseObjection release reopen return setAside submit supervise thirdPartyAnswered undo'.split(
        ' ',
      ),
    )
  })
})

describe('undo', () => {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const last = (type: (typeof EVENT_TYPES)[number], by: Actor, data: object = {}) => ({
    seq: 3,
    type,
    at: now,
    byId: by.id ?? null,
    data: data as Record<string, unknown>,
  })
  const undo = (c: Case, by: Actor, seconds = 30) => move(c, 'undo', {}, by, { ...ctx, now: at(seconds) })
  const before = { status: 'accepted', departmentId: null, officerId: null }
  const assigned = {
    ...through(fresh, ['accept', {}, dispatcher], ['assign', { department: 'construction' }, dispatcher]),
    last: last('assigned', dispatcher, { departmentId: 'construction', from: before }),
  }

  it('gives an assignment back, as a new event that names the one it takes back', () => {
    const { next, events } = undo(assigned, dispatcher)
    expect(next).toMatchObject(before)
    expect(next.version).toBe(assigned.version + 1)
    expect(events).toMatchObject([
      { type: 'undone', data: { seq: 3, type: 'assigned', departmentId: null, officerId: null } },
    ])
  })

  it('an assignment records who held it before', () => {
    const { events } = move(
      { ...assigned, officerId: 7 },
      'assign',
      { department: 'safety' },
      dispatcher,
      ctx,
    )
    expect(events).toMatchObject([
      { data: { from: { status: 'assigned', departmentId: 'construction', officerId: 7 } } },
    ])
  })

  it('puts a returned draft before the reviewer again, unless its text was changed', () => {
    const returned = through(
      assigned,
      ['draft', { text: '好了' }, clerk],
      ['submit', {}, clerk],
      ['return', { reason: '写清楚' }, reviewer],
    )
    const { next } = undo({ ...returned, last: last('returned', reviewer) }, reviewer)
    expect(next).toMatchObject({ status: 'in_review', pending: { status: 'submitted', text: '好了' } })
    const edited = { ...returned, last: last('returned', reviewer, { edited: true }) }
    expect(refused(() => undo(edited, reviewer))).toBe('move_refused')
  })

  it('puts a 不予受理 that was sent back by mistake before the reviewer again', () => {
    const declined = through(assigned, ['decline', { reason: '不归', redirect: '县里' }, clerk])
    const { next, events } = move(
      { ...declined, pending: { ...declined.pending!, id: 5 } },
      'return',
      { reason: '再想想' },
      reviewer,
      ctx,
    )
    expect(next).toMatchObject({ status: 'assigned', pending: null })
    const again = undo({ ...next, last: last('returned', reviewer, events[0]!.data) }, reviewer).next
    expect(again).toMatchObject({
      status: 'in_review',
      pending: { id: 5, purpose: 'decline', status: 'submitted', draftedById: clerk.id },
    })
    expect(refused(() => move(again, 'approve', {}, { ...reviewer, id: clerk.id! }, ctx))).toBe(
      'move_refused',
    )
  })

  it.each<[string, Case, Actor, number]>([
    ['after a minute', assigned, dispatcher, 61],
    ['by somebody else', assigned, manager, 5],
    ['when something else has happened since', { ...assigned, last: last('noted', clerk) }, dispatcher, 5],
    ['what cannot be undone', { ...assigned, last: last('answered', dispatcher) }, dispatcher, 5],
    [
      'an old record that does not say how it was',
      { ...assigned, last: last('assigned', dispatcher) },
      dispatcher,
      5,
    ],
  ])('is refused %s, and not offered', (_name, c, by, seconds) => {
    expect(refused(() => undo(c, by, seconds))).toBe('move_refused')
    expect(movesFor(c, by, at(seconds))).not.toContain('undo')
  })
})

describe('退单', () => {
  const assigned = through(
    fresh,
    ['accept', {}, dispatcher],
    ['assign', { department: 'construction' }, dispatcher],
  )
  const objected = through(assigned, ['object', { reason: '不归我们管' }, clerk])

  it('moves nothing by itself: the department holds the case until somebody decides, and may not ask twice', () => {
    expect(objected).toMatchObject({ status: 'assigned', departmentId: 'construction', objectedAt: now })
    expect(refused(() => through(objected, ['object', { reason: '真的不归' }, clerk]))).toBe('move_refused')
    expect(movesFor(objected, dispatcher, now)).toEqual(
      expect.arrayContaining(['agreeObjection', 'refuseObjection', 'assign']),
    )
    expect(movesFor(assigned, dispatcher, now)).not.toContain('agreeObjection')
    expect(refused(() => through(assigned, ['agreeObjection', {}, dispatcher]))).toBe('move_refused')
    expect(refused(() => through(objected, ['agreeObjection', {}, clerk]))).toBe('forbidden')
    const drafted = through(objected, ['draft', { text: '好了' }, clerk])
    expect(refused(() => through(drafted, ['submit', {}, clerk]))).toBe('move_refused')
  })

  it('agreed: waits to be assigned, with the reason on record', () => {
    const { next, events } = move(objected, 'agreeObjection', {}, dispatcher, ctx)
    expect(next).toMatchObject({ status: 'accepted', departmentId: null, objectedAt: null })
    expect(events[0]).toMatchObject({
      type: 'objection_agreed',
      data: { departmentId: 'construction', reason: '不归我们管' },
    })
  })

  it('not agreed: stays, and the same reason in other punctuation is not heard again', () => {
    const kept = through(objected, ['refuseObjection', { reason: '清单里是你们' }, dispatcher])
    expect(kept).toMatchObject({ status: 'assigned', departmentId: 'construction', objectedAt: null })
    expect(refused(() => through(kept, ['object', { reason: ' 不归我们管。' }, clerk]))).toBe('move_refused')
    expect(through(kept, ['object', { reason: '县里 11 月收回了这项职责' }, clerk]).objectedAt).toEqual(now)
  })

  it('assigning it is agreeing, and the next department may give the same reason', () => {
    const { next, events } = move(objected, 'assign', { department: 'safety' }, dispatcher, ctx)
    expect(events.map(e => e.type)).toEqual(['objection_agreed', 'assigned'])
    expect(through(next, ['object', { reason: '不归我们管' }, clerk]).objectedAt).toEqual(now)
    const undone = move(
      {
        ...next,
        last: { seq: 9, type: 'assigned', at: now, byId: dispatcher.id!, data: events[1]!.data },
      },
      'undo',
      {},
      dispatcher,
      ctx,
    ).next
    expect(undone).toMatchObject({
      departmentId: 'construction',
      objectedAt: now,
      objectionReason: '不归我们管',
    })
  })
})

describe('what is owed to the manager, and what the manager owes', () => {
  const assigned = through(
    fresh,
    ['accept', {}, dispatcher],
    ['assign', { department: 'construction' }, dispatcher],
  )

  it('an extension is asked for once, and granted or refused', () => {
    const asked = through(assigned, ['extend', { days: 5, reason: '等材料' }, clerk])
    expect(asked.extensionAskedAt).toEqual(now)
    expect(asked.deadlines).toEqual(assigned.deadlines)
    expect(refused(() => through(asked, ['extend', { days: 5, reason: '再要' }, clerk]))).toBe('move_refused')
    expect(through(asked, ['refuseExtension', { reason: '不够' }, manager]).extensionAskedAt).toBeNull()
    const granted = through(asked, ['extend', { days: 3, reason: '同意' }, manager])
    expect(granted).toMatchObject({ extensionAskedAt: null, extensions: 1, deadlines: later })
    expect(refused(() => through(assigned, ['refuseExtension', { reason: '?' }, manager]))).toBe(
      'move_refused',
    )
    expect(refused(() => through(asked, ['refuseExtension', { reason: '?' }, clerk]))).toBe('forbidden')
  })

  it('an instruction is answered by its own date, also after the case was', () => {
    const told = through(assigned, ['supervise', { instruction: '本周办好' }, manager])
    expect(told.supervisionDueOn).toBe('2026-11-19')
    expect(
      through(assigned, ['supervise', { instruction: '快', dueOn: '2026-11-17' }, manager]).supervisionDueOn,
    ).toBe('2026-11-17')
    const yesterday = { instruction: '快', dueOn: '2026-11-15' }
    expect(refused(() => through(assigned, ['supervise', yesterday, manager]))).toBe('invalid_field')
    const done = through(
      told,
      ['draft', { text: '好了' }, clerk],
      ['submit', {}, clerk],
      ['approve', {}, reviewer],
    )
    expect(done.supervisionDueOn).toBe('2026-11-19')
    expect(through(done, ['answerSupervision', { text: '已办好' }, clerk]).supervisionDueOn).toBeNull()
    expect(refused(() => through(assigned, ['answerSupervision', { text: '?' }, clerk]))).toBe('move_refused')
  })

  it('who changes a draft has written it, and does not approve it', () => {
    const submitted = through(assigned, ['draft', { text: '好了' }, clerk], ['submit', {}, clerk])
    const back = through(submitted, ['return', { reason: '补日期', text: '11 月 16 日好了' }, reviewer])
    expect(back.pending).toMatchObject({
      status: 'returned',
      text: '11 月 16 日好了',
      draftedById: reviewer.id,
    })
    const again = through(back, ['submit', {}, clerk])
    expect(refused(() => through(again, ['approve', {}, reviewer]))).toBe('move_refused')
    expect(through(again, ['approve', {}, manager]).status).toBe('answered')
  })

  it('nothing is published unchecked when the check was asked for', () => {
    const input = { openness: 'open', redactedText: '已修好' }
    const publish = (more: object) => through(answered(), ['publish', { ...input, ...more }, reviewer])
    expect(refused(() => publish({ secrecyChecked: false }))).toBe('move_refused')
    expect(refused(() => publish({ secrecyChecked: true }))).toBeUndefined()
  })
})
