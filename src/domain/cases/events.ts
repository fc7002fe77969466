import type { z } from 'zod'
import type { Decided } from './moves/move.ts'
import { MOVES } from './moves/table.ts'
import { received } from './moves/taking-on/received.ts'

/**
 * Every event of a case: what the moves record, and its receipt. Rates are computed from these and nothing else. Each
 * is defined in the file of its move.
 */

type Moves = typeof MOVES

export type EventType = 'received' | { [M in keyof Moves]: keyof Moves[M]['events'] & string }[keyof Moves]

export type SpecOf<E extends EventType> = E extends 'received'
  ? typeof received
  : {
      [M in keyof Moves]: E extends keyof Moves[M]['events'] ? Moves[M]['events'][E] : never
    }[keyof Moves]

/** All of them, by type. */
export const EVENTS = Object.assign({ received }, ...Object.values(MOVES).map(rule => rule.events)) as {
  readonly [E in EventType]: SpecOf<E>
}
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[]

/** What each event records. */
export type EventData = { [E in EventType]: z.infer<SpecOf<E>['data']> }
/** The data known when the event is decided, before rows are stored. */
export type DecidedData = { [E in EventType]: Decided<SpecOf<E>> }

/** Events that also change rows other than the case's own. */
export type WritingEvent = {
  [E in EventType]: SpecOf<E>['writes'] extends true ? E : never
}[EventType]
/** Events that have reactions. */
export type EventWithReactions = {
  [E in EventType]: SpecOf<E>['reactions'] extends true ? E : never
}[EventType]

export const isWriting = (type: EventType): type is WritingEvent => EVENTS[type].writes
export const hasReactions = (type: EventType): type is EventWithReactions => EVENTS[type].reactions

/** The events of a resident's acts; they record the route the act came by. */
export const ACT_EVENTS: readonly EventType[] = EVENT_TYPES.filter(type => 'act' in EVENTS[type])
