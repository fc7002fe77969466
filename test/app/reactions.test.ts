import { describe, expect, it } from 'vitest'
import { REACTIONS } from '../../src/app/reactions.ts'
import type { Happened } from '../../src/domain/cases/event-data.ts'
import { EVENT_TYPES, type EventType, hasReactions } from '../../src/domain/cases/events.ts'
import { remindersOf, settledBy } from '../../src/domain/notify/reminders.ts'
import { remind } from '../../src/usecases/notify/remind-officer.ts'

/** Enough for whatever is told of an event to be told. */
const CASE = {
  urgent: true,
  pending: { id: 1, text: '', status: 'draft', purpose: 'answer', draftedById: 1, version: 1 },
} as const
const DATA = { rating: 1, mark: 'half', mentions: [1], state: 'undeliverable' }

const tells = (type: EventType) =>
  remindersOf(
    { seq: 1, at: new Date(0), by: { kind: 'system' }, type, data: DATA } as unknown as Happened,
    CASE,
  ).length > 0

describe('who reacts to the events of a case', () => {
  it.each(EVENT_TYPES)('%s: officers are told where there is something to tell or to settle', type => {
    const reacts = (hasReactions(type) ? (REACTIONS.cases[type] as readonly unknown[]) : []).includes(remind)
    expect(reacts).toBe(tells(type) || settledBy(type).length > 0 || type === 'undone')
  })
})
