import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, instantOf, shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import { Refusal } from '../../../src/domain/base/errors.ts'
import {
  hasVisitMove,
  isVisitFault,
  isVisitOverdue,
  moveVisit,
  VISIT_MOVES,
  type Visit,
  type VisitMove,
  visitMovesOf,
  visitRounds,
} from '../../../src/domain/numbers/visit.ts'
import { ROLES, type Role } from '../../../src/domain/office/roles.ts'
import type { OfficerActor } from '../../../src/domain/people/actor.ts'
import { runs } from '../../helpers/runs.ts'

const officer = (role: Role, departmentId?: string, id = 9): OfficerActor => ({
  kind: 'officer',
  id,
  name: `${role}${id}`,
  role,
  ...(departmentId && { departmentId }),
})
const AUTHOR = officer('observer', undefined, 1)
const CLERK = officer('clerk', 'construction', 2)
const START = '2026-11-16'
const found: Visit = {
  kind: 'visit',
  departmentId: 'construction',
  verdict: 'bad',
  status: 'open',
  dueOn: '2026-11-23',
  answer: null,
  remarks: [],
  settledAt: null,
  publicAt: null,
  byId: AUTHOR.id,
  authorActive: true,
}
const at = (day: string) => instantOf(day, 600)
const doing = (v: Visit, move: VisitMove, by: OfficerActor, day = START) =>
  moveVisit(v, move, by, { text: `${move} ${day}`, at: at(day), dueOn: addDays(day, 7) })

const MOVES = Object.keys(VISIT_MOVES) as VisitMove[]
const everybody = ROLES.flatMap(role => [
  officer(role, undefined, 1),
  officer(role, undefined, 3),
  officer(role, 'construction', 4),
  officer(role, 'civil-affairs', 5),
])

describe('the life of a visit', () => {
  it('is answered by its department, sent back, answered again, settled by its author, and shown by a manager', () => {
    let v = doing(found, 'answer', CLERK, '2026-11-18')
    expect(v).toMatchObject({ status: 'answered', answer: { by: 'clerk2', text: 'answer 2026-11-18' } })
    v = doing(v, 'sendBack', AUTHOR, '2026-11-19')
    expect(v).toMatchObject({ status: 'open', dueOn: '2026-11-26', answer: null })
    // The first answer stays beside what was said of it.
    expect(v.remarks[0]).toMatchObject({
      move: 'sendBack',
      answer: { text: 'answer 2026-11-18', dueOn: '2026-11-23' },
    })
    v = doing(v, 'answer', officer('manager', 'construction'), '2026-11-20')
    v = doing(v, 'settle', AUTHOR, '2026-11-21')
    expect(v).toMatchObject({ status: 'settled', settledAt: at('2026-11-21') })
    v = doing(v, 'publish', officer('manager'), '2026-11-22')
    expect(v.publicAt).toEqual(at('2026-11-22'))
    expect(doing(v, 'hide', officer('manager')).publicAt).toBeNull()
  })

  it.each([
    ['another department’s clerk answers', 'answer', officer('clerk', 'civil-affairs'), 'open'],
    ['the observer answers for the department', 'answer', AUTHOR, 'open'],
    ['the department settles what it answered', 'settle', CLERK, 'answered'],
    ['a manager settles it', 'settle', officer('manager'), 'answered'],
    ['another observer settles it', 'settle', officer('observer', undefined, 8), 'answered'],
    ['an auditor settles what a present observer wrote', 'settle', officer('auditor'), 'answered'],
    [
      'the department’s own manager shows it as they like',
      'publish',
      officer('manager', 'construction'),
      'settled',
    ],
  ] as const)('refuses when %s', (_what, move, by, status) => {
    const v = status === 'open' ? found : { ...doing(found, 'answer', CLERK), status }
    expect(() => doing(v, move, by)).toThrow(expect.objectContaining({ code: 'forbidden' }) as Error)
  })

  it('lets an auditor go on where the account of its author is closed', () => {
    const v = { ...doing(found, 'answer', CLERK), authorActive: false }
    expect(doing(v, 'settle', officer('auditor')).status).toBe('settled')
    expect(hasVisitMove(v, 'settle', officer('observer', undefined, 8))).toBe(false)
  })

  it('never changes what was found, whoever tries whatever in whichever order; what is refused changes nothing', () => {
    const step = fc.record({
      move: fc.constantFrom(...MOVES),
      by: fc.constantFrom(AUTHOR, CLERK, ...everybody),
      days: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), steps => {
        let v = found
        let day = START
        for (const { move, by, days } of steps) {
          day = addDays(day, days)
          const before = structuredClone(v)
          const may = hasVisitMove(v, move, by)
          expect(visitMovesOf(v, by).includes(move)).toBe(may)
          try {
            const next = doing(v, move, by, day)
            expect(may).toBe(true)
            expect((VISIT_MOVES[move].from as readonly string[]).includes(v.status)).toBe(true)
            expect(next.status).toBe(VISIT_MOVES[move].to)
            // Earlier answers and remarks are never taken back.
            expect(next.remarks.slice(0, v.remarks.length)).toEqual(before.remarks)
            v = next
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
            expect(may).toBe(false)
          }
          const { kind, departmentId, verdict, byId } = v
          expect({ kind, departmentId, verdict, byId }).toEqual({
            kind: 'visit',
            departmentId: 'construction',
            verdict: 'bad',
            byId: 1,
          })
          // Every answer that was asked for is counted, once: by the first, and by each that was sent back.
          const rounds = visitRounds({ ...v, answeredAt: v.answer?.at ?? null })
          expect(rounds).toHaveLength(1 + v.remarks.filter(r => r.move === 'sendBack').length)
          expect(rounds.map(r => r.again)).toEqual(rounds.map((_, i) => i > 0))
        }
      }),
      runs(),
    )
  })
})

describe('an answer', () => {
  it('is late from the day after its date, and only while it is owed', () => {
    expect(isVisitOverdue(found, '2026-11-23')).toBe(false)
    expect(isVisitOverdue(found, '2026-11-24')).toBe(true)
    expect(isVisitOverdue(doing(found, 'answer', CLERK), '2026-12-24')).toBe(false)
  })

  it.each([
    ['in time', { dueOn: '2026-11-23', answeredOn: '2026-11-23', again: false }, false],
    ['a day late', { dueOn: '2026-11-23', answeredOn: '2026-11-24', again: false }, true],
    ['never', { dueOn: '2026-11-23', answeredOn: null, again: false }, true],
    ['in time, but again', { dueOn: '2026-11-23', answeredOn: '2026-11-20', again: true }, true],
  ] as const)('given %s costs points: %o', (_when, round, fault) => {
    expect(isVisitFault(round)).toBe(fault)
  })

  it('that came after its date changes nothing about a period that was counted at its end', () => {
    const counted = (v: Visit) =>
      visitRounds({ ...v, answeredAt: v.answer?.at ?? null })
        .filter(r => r.dueOn <= '2026-11-30')
        .map(isVisitFault)
    const late = doing(found, 'answer', CLERK, '2026-12-02')
    const back = doing(late, 'sendBack', AUTHOR, '2026-12-03')
    expect([found, late, back].map(counted)).toEqual([[true], [true], [true]])
    const onTime = doing(found, 'answer', CLERK, '2026-11-20')
    const sentBack = doing(onTime, 'sendBack', AUTHOR, '2026-12-03')
    expect([onTime, sentBack].map(counted)).toEqual([[false], [false]])
    expect(shanghaiDate(onTime.answer!.at)).toBe('2026-11-20')
  })
})
