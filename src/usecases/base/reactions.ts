import type { Period } from '../../domain/base/period.ts'
import type { Case } from '../../domain/cases/case.ts'
import type { Happened } from '../../domain/cases/event-data.ts'
import { type EventType, type EventWithReactions, hasReactions } from '../../domain/cases/events.ts'
import type { AccessAct } from '../../domain/people/access.ts'
import type { Actor } from '../../domain/people/actor.ts'
import type { Db } from '../../store/base/database.ts'
import type { LockedCase } from '../../store/cases/cases.ts'
import type { Officer } from '../../store/people/officers.ts'
import type { Context } from './context.ts'

/**
 * What has just been stored, told to whoever reacts to it: within the same transaction, one after the other, in the
 * order of the list. A reaction writes rows (a message to send, a reminder, a move on another case) and sends nothing.
 */
export type Reaction<What> = (what: What) => Promise<void>

/** One event of a case. */
export interface Moved<E extends EventType = EventType> {
  tx: Db
  ctx: Context
  /** As it was before. */
  row: LockedCase
  before: Case
  next: Case
  event: Happened<E>
  by: Actor
  now: Date
  /** What happened to a case that was merged into this one and is passed on here. */
  because?: Happened | undefined
}

/** Something was done to an officer's way in. Without `by`: on the command line of the server. */
export interface AccessChanged {
  tx: Db
  ctx: Context
  act: AccessAct
  whom: Pick<Officer, 'id' | 'login' | 'name'>
  by?: { id: number } | undefined
}

/** A period's reports were stored, for the first time or corrected. */
export interface ReportsStored {
  tx: Db
  ctx: Context
  period: Period
}

/** Who reacts to what. The table is passed in with the Context: app/reactions.ts. */
export interface Reactions {
  /** Events that bring nothing about say so where they are defined. */
  readonly cases: {
    readonly [E in EventWithReactions]: readonly [Reaction<Moved<E>>, ...Reaction<Moved<E>>[]]
  }
  readonly access: { readonly [A in AccessAct]: readonly Reaction<AccessChanged>[] }
  readonly reportsStored: readonly Reaction<ReportsStored>[]
}

/** Lets each react in turn. */
export async function tell<What>(reactions: readonly Reaction<What>[], what: What): Promise<void> {
  for (const react of reactions) await react(what)
}

/** The same for an event of a case. */
export async function tellOfEvent(moved: Moved): Promise<void> {
  const { type } = moved.event
  // The table holds each list to its event; over all of them the compiler cannot follow it.
  if (hasReactions(type)) await tell(moved.ctx.reactions.cases[type] as readonly Reaction<Moved>[], moved)
}
