import { describe, expect, it } from 'vitest'
import type { Happened } from '../../../src/domain/cases/event-data.ts'
import { EVENT_TYPES, type EventType } from '../../../src/domain/cases/events.ts'
import {
  ignoresQuietHours,
  isReminderKind,
  REMINDERS,
  type Recipient,
  type ReminderKind,
  recipientsOf,
  remindersOf,
  settledBy,
} from '../../../src/domain/notify/reminders.ts'

const KINDS = Object.keys(REMINDERS) as ReminderKind[]
const PENDING = {
  id: 1,
  text: '',
  status: 'submitted',
  purpose: 'answer',
  draftedById: 7,
  version: 1,
} as const

const OFFICE: Recipient[] = [
  { id: 1, role: 'dispatcher', departmentId: null },
  { id: 2, role: 'clerk', departmentId: 'construction' },
  { id: 3, role: 'clerk', departmentId: 'construction' },
  { id: 4, role: 'clerk', departmentId: 'environment' },
  { id: 5, role: 'reviewer', departmentId: 'construction' },
  { id: 6, role: 'reviewer', departmentId: null },
  { id: 7, role: 'manager', departmentId: null },
  { id: 8, role: 'manager', departmentId: 'environment' },
  { id: 9, role: 'auditor', departmentId: null },
  { id: 10, role: 'admin', departmentId: null },
]

const held = { departmentId: 'construction', officerId: 3 }
const shared = { departmentId: 'construction', officerId: null }
const nobody = { departmentId: null, officerId: null }

describe('who hears of it', () => {
  it.each<[ReminderKind, typeof held | typeof shared | typeof nobody, number[]]>([
    ['assigned', held, [3]],
    ['assigned', shared, [2, 3]],
    ['urged', nobody, [1]],
    ['due', held, [3, 7]],
    ['due', { departmentId: 'environment', officerId: null }, [4, 8]],
    ['review', held, [5]],
    ['review', { departmentId: 'environment', officerId: null }, [6]],
    ['objected', nobody, [1]],
    ['extension_asked', held, [7]],
  ])('%s of %o: %o', (kind, c, ids) => {
    expect(recipientsOf({ kind }, c, OFFICE)).toEqual(ids)
  })

  it('not who did it, and nobody twice', () => {
    expect(recipientsOf({ kind: 'assigned' }, shared, OFFICE, 2)).toEqual([3])
    expect(recipientsOf({ kind: 'mention', officerIds: [9, 9, 10] }, held, OFFICE, 10)).toEqual([9])
  })

  it('somebody who left hears nothing: the department does', () => {
    expect(recipientsOf({ kind: 'half' }, { ...held, officerId: 99 }, OFFICE)).toEqual([2, 3])
  })

  it('a department with neither reviewer nor office-wide one: its manager may approve, so the manager hears', () => {
    const few = OFFICE.filter(o => o.role !== 'reviewer')
    expect(recipientsOf({ kind: 'review' }, { departmentId: 'environment', officerId: null }, few)).toEqual([
      8,
    ])
  })
})

describe('what events tell', () => {
  /** Of its data only what matters here. */
  const happened = (type: EventType, data: object = {}) =>
    ({ seq: 1, at: new Date(0), by: { kind: 'system' }, type, data }) as Happened

  it.each([
    ['assigned', {}, 'assigned'],
    ['reminded', { mark: 'half' }, 'half'],
    ['reminded', { mark: 'most' }, 'most'],
    ['reminded', { mark: 'nudge' }, 'nudged'],
    ['escalated', { mark: 'due' }, 'due'],
    ['escalated', { mark: 'overdue:2026-11-23' }, 'overdue'],
    ['returned', {}, 'returned'],
    ['submitted', {}, 'review'],
    ['decline_proposed', {}, 'review'],
    ['supervised', {}, 'supervised'],
    ['objected', {}, 'objected'],
    ['urged', {}, 'urged'],
    ['supplemented', {}, 'supplemented'],
    ['rated', { rating: 2 }, 'rated_badly'],
    ['withdrawn', {}, 'withdrawn'],
    ['reopened', {}, 'reopened'],
    ['extension_requested', {}, 'extension_asked'],
    ['delivery', { state: 'undeliverable' }, 'undelivered'],
  ] as const)('%s %o: %s', (type, data, kind) => {
    expect(remindersOf(happened(type, data), { urgent: false, pending: PENDING }).map(t => t.kind)).toEqual([
      kind,
    ])
  })

  it('the returned text goes to who wrote it', () => {
    const [told] = remindersOf(happened('returned'), { urgent: false, pending: PENDING })
    expect(recipientsOf(told!, held, [...OFFICE, { id: 70, role: 'clerk', departmentId: null }])).toEqual([7])
  })

  it('a good rating, an ordinary receipt and a delivery tell nothing', () => {
    for (const event of [
      happened('rated', { rating: 3 }),
      happened('received'),
      happened('delivery', { state: 'sent' }),
    ]) {
      expect(remindersOf(event, { urgent: false, pending: null })).toEqual([])
    }
    expect(remindersOf(happened('received'), { urgent: true, pending: null })).toEqual([
      { kind: 'urgent_received' },
    ])
  })

  it('an answer settles what was owed, not the instruction that still waits', () => {
    const settled = settledBy('answered')
    expect(settled).toEqual(expect.arrayContaining(['half', 'most', 'due', 'overdue', 'review', 'urged']))
    for (const kind of ['supervised', 'rated_badly', 'mention', 'undelivered'])
      expect(settled).not.toContain(kind)
    expect(settledBy('supervision_answered')).toEqual(['supervised'])
  })

  it('nothing settles what it has itself just told', () => {
    let tells = 0
    for (const type of EVENT_TYPES) {
      const told = remindersOf(happened(type, { rating: 1 }), { urgent: true, pending: PENDING }).map(
        t => t.kind,
      )
      // An assignment settles the one before it; the new one is written afterwards.
      if (told.length > 0) tells++
      if (type !== 'assigned') expect(settledBy(type).filter(k => told.includes(k))).toEqual([])
    }
    expect(tells).toBeGreaterThan(5)
  })
})

it('only instructions and urgent cases disturb at night', () => {
  const always = KINDS.filter(kind => ignoresQuietHours(kind, { urgent: false }))
  expect(always).toEqual(['urgent_received', 'burst_urgent', 'burst_urgent_released', 'supervised'])
  expect(ignoresQuietHours('assigned', { urgent: true })).toBe(true)
  expect(ignoresQuietHours('mention', { urgent: true })).toBe(false)
  expect(ignoresQuietHours('assigned', null)).toBe(false)
})

it('every kind has a short sentence', () => {
  for (const kind of KINDS) expect([...REMINDERS[kind].title].length).toBeLessThanOrEqual(16)
  expect(isReminderKind('toString')).toBe(false)
})
