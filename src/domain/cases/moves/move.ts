import type { CivilDate } from '../../base/civil-date.ts'
import type { Role } from '../../office/roles.ts'
import type { Actor } from '../../people/actor.ts'
import type { Case, Deadlines, EventType, Status } from '../case.ts'
import { OPEN } from '../case.ts'
import type { MoveInput, MoveName } from './inputs.ts'

/** Roles of officers, plus the two who are not officers. */
export type Mover = Role | 'resident' | 'system'

/** What a move may ask of the clock: computed only when the move needs it. */
export interface MoveContext {
  now: Date
  /** Deadlines as they would be after an extension by this many days. */
  extended(days: number): Deadlines
  /** Deadlines of a case that is owed again from now. */
  reopened(): Deadlines
  /** Deadlines once the resident has been asked for more: the clock stops where the office's rule says so. */
  awaiting(): Deadlines
  /** Deadlines after the resident supplied what was asked for. */
  resumed(): Deadlines
  /** Deadlines while a third party is consulted, which does not count. */
  consulting(): Deadlines
  /** Deadlines once it has answered. */
  consulted(): Deadlines
  /** By when an instruction of today is to be answered, unless the manager says otherwise. */
  superviseBy(): CivilDate
}

/** One row of the table. */
export interface Move<M extends MoveName> {
  /** What officers read on the button. */
  label: string
  from: readonly Status[]
  who: readonly Mover[]
  /** Why this case is not ready for it, or this person not the one, in Chinese. Asked before it is even offered. */
  unless?: (c: Case, by: Actor, now: Date) => string | undefined
  /** Why what was filled in will not do. */
  refuse?: (c: Case, input: MoveInput<M>) => string | undefined
  /** The changed fields and what is recorded. */
  apply: (
    c: Case,
    input: MoveInput<M>,
    by: Actor,
    ctx: MoveContext,
  ) => { next: Partial<Case>; events: Recorded[] }
}

export type Recorded = [EventType, Record<string, unknown>]

/** Some rows of the table. */
export type Rows<M extends MoveName> = { readonly [N in M]: Move<N> }

export const ANY: readonly Status[] = [
  ...OPEN,
  'answered',
  'closed',
  'declined',
  'withdrawn',
  'set_aside',
  'merged',
]

/** Where a case stands when a draft comes back or the resident has answered. */
export const backToWork = (c: Case): Status =>
  c.departmentId ? 'assigned' : c.acceptedAt ? 'accepted' : 'received'
