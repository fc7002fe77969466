import type { Period } from '../../domain/base/period.ts'
import type { Case } from '../../domain/cases/case.ts'
import type { Happened } from '../../domain/cases/event-data.ts'
import { type EventType, type EventWithReactions, hasReactions } from '../../domain/cases/events.ts'
import type { AccessAct } from '../../domain/people/access.ts'
import type { Actor } from '../../domain/people/actor.ts'
import type { Db } from '../../store/base/database.ts'
import type { LockedCase } from '../../store/cases/cases.ts'
import type { Officer } from '../../store/people/officers.ts'
import type { ItemRow, ItemVersion } from '../../store/publish/items.ts'
import type { Context } from './context.ts'

/**
 * Reactions to what has just been stored: they run in the same transaction, one after the other, in the order of the
 * list. A reaction writes rows (a message to send, a reminder, a move on another case) and sends nothing.
 */
export type Reaction<What> = (what: What) => Promise<void>

/** One event of a case. */
export interface Moved<E extends EventType = EventType> {
  tx: Db
  ctx: Context
  /** The row before the move. */
  row: LockedCase
  before: Case
  next: Case
  event: Happened<E>
  by: Actor
  now: Date
  /** The event of a merged case that is passed on to this one. */
  because?: Happened | undefined
}

/** An officer's access was changed. Without `by`: on the server's command line. */
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

/** An officer paused a resident's chat, or the resident appeals against it. */
export interface ChatPaused {
  tx: Db
  ctx: Context
  act: 'paused' | 'appealed'
  blockId: number
  /** The officers who watch over it. */
  watchers: readonly number[]
  /** In a few words, without saying who the resident is. */
  detail: string
}

/** What an item was before, and is now. */
interface ItemChanged {
  tx: Db
  ctx: Context
  item: ItemRow
  before: ItemRow
  by: Actor
}

/** A version of an item went out: the public reads `text` from now on. */
export interface ItemPublished extends ItemChanged {
  text: ItemVersion
}

/** The public no longer reads an item. */
export type ItemTakenDown = ItemChanged

/** A visit of an outside observer was written down, answered, or its answer sent back. */
export interface VisitChanged {
  tx: Db
  ctx: Context
  act: 'found' | 'answered' | 'sentBack'
  visit: { id: number; version: number; departmentId: string; byId: number }
  by: { id: number }
}

/** The table of reactions, passed in with the Context; see app/reactions.ts. */
export interface Reactions {
  /** Events without reactions say so where they are defined. */
  readonly cases: {
    readonly [E in EventWithReactions]: readonly [Reaction<Moved<E>>, ...Reaction<Moved<E>>[]]
  }
  readonly access: { readonly [A in AccessAct]: readonly Reaction<AccessChanged>[] }
  readonly chatPaused: readonly Reaction<ChatPaused>[]
  readonly reportsStored: readonly Reaction<ReportsStored>[]
  readonly itemPublished: readonly Reaction<ItemPublished>[]
  readonly itemTakenDown: readonly Reaction<ItemTakenDown>[]
  readonly visits: readonly Reaction<VisitChanged>[]
}

/** Runs reactions in turn. */
export async function runReactions<What>(reactions: readonly Reaction<What>[], what: What): Promise<void> {
  for (const react of reactions) await react(what)
}

/** The same for an event of a case. */
export async function runEventReactions(moved: Moved): Promise<void> {
  const { type } = moved.event
  // The table holds each list to its event; over all of them the compiler cannot follow it.
  if (hasReactions(type))
    await runReactions(moved.ctx.reactions.cases[type] as readonly Reaction<Moved>[], moved)
}
