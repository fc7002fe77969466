import type { Actor } from '../people/actor.ts'
import type { CaseEvent } from './case.ts'
import type { DecidedData, EventData, EventType } from './events.ts'

export type { EventData } from './events.ts'

/** An event as it is recorded. */
export type Happened<E extends EventType = EventType> = {
  [T in E]: { seq: number; type: T; at: Date; by: Actor; data: EventData[T] }
}[E]

/** An event as a move decides it: without its sequence number and without fields that only stored rows can give. */
export type DecidedEvent<E extends EventType = EventType> = {
  [T in E]: { type: T; at: Date; by: Actor; data: DecidedData[T] }
}[E]

/** An event read from the database: its fields are unchecked, so each is unknown until tested. */
export interface EventOf<T extends EventType> extends Omit<CaseEvent, 'type' | 'data'> {
  type: T
  data: { readonly [K in keyof EventData[T]]?: unknown }
}
