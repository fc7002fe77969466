import type { z } from 'zod'
import { Refusal } from '../base/errors.ts'
import type { Actor } from '../people/actor.ts'
import type { Case } from './case.ts'
import type { DecidedEvent } from './event-data.ts'
import { ACT_EVENTS, type EventType } from './events.ts'
import type { AnyMove, Decision, Events, MoveContext, Mover, References } from './moves/move.ts'
import { MOVES } from './moves/table.ts'

export { UNDO_MS } from './moves/ending/undo.ts'
export {
  type MoveContext,
  type Mover,
  NO_REFERENCES,
  type References,
  type ResolvedReferences,
} from './moves/move.ts'
export { BEHALF_ACTS } from './moves/resident/on-behalf.ts'
export { MOVES }

/**
 * Runs moves. Officers, dialogues and scheduled jobs all change a case through `move()` and nothing else. Each move's
 * file defines its statuses, who may make it, its input and its events. A move that is not in the table, or not
 * allowed by it, is refused with a reason. How long the contents are kept (a legal hold, erasure) is not a state of the
 * case: docs/decisions/0089.
 */

export type MoveName = keyof typeof MOVES
export type MoveInput<M extends MoveName> = z.infer<(typeof MOVES)[M]['input']>

/**
 * The moves an officer can choose, at the desk and through the API. The others are the resident's and the system's.
 */
export type OfficerMove = {
  [M in MoveName]: (typeof MOVES)[M]['form'] extends null ? never : M
}[MoveName]

/** One row of the table. */
export const ruleOf = (name: MoveName): AnyMove => MOVES[name]

const NAMES = Object.keys(MOVES) as MoveName[]
const isOfficerMove = (name: MoveName): name is OfficerMove => ruleOf(name).form !== null
export const OFFICER_MOVES: readonly OfficerMove[] = NAMES.filter(isOfficerMove)

const moverOf = (by: Actor): Mover => (by.kind === 'officer' ? by.role! : by.kind)

/** Whether the actor's role may make the move on any case. */
export const hasMove = (by: Actor, name: MoveName): boolean => ruleOf(name).who.includes(moverOf(by))

/** Why `by` cannot make this move now, in Chinese, or undefined when the table lets them. */
export function whyNot<M extends MoveName>(
  c: Case,
  name: M,
  input: MoveInput<M>,
  by: Actor,
  now: Date,
): string | undefined {
  const rule = ruleOf(name)
  if (!rule.who.includes(moverOf(by))) return `“${rule.label}”不在您的权限内。`
  if (!rule.from.includes(c.status)) return `这件现在的状态不能“${rule.label}”。`
  return rule.unless?.(c, by, now) ?? rule.refuse?.(c, input)
}

/** The names in an input (officer, case, colleagues) that must be looked up before the move is decided. */
export const referencesIn = <M extends MoveName>(name: M, input: MoveInput<M>): References =>
  ruleOf(name).names?.(input) ?? {}

/** The result of a move. */
export interface Outcome {
  next: Case
  events: DecidedEvent[]
  publicTexts?: Decision<Events>['publicTexts']
}

/**
 * Moves a case and says what happened. Pure: the caller stores the case, and lets others react to the events.
 * @throws Refusal `forbidden` when the role may not, `move_refused` when the case cannot, `invalid_field` for a name
 *   that was not found.
 */
export function move<M extends MoveName>(
  c: Case,
  name: M,
  input: MoveInput<M>,
  by: Actor,
  ctx: MoveContext,
): Outcome {
  const rule = ruleOf(name)
  const reason = whyNot(c, name, input, by, ctx.now)
  if (reason) throw new Refusal(rule.who.includes(moverOf(by)) ? 'move_refused' : 'forbidden', reason)
  const { next, events, way, publicTexts } = rule.apply(c, input, by, ctx)
  const changes = Object.keys(next).length > 0 && !rule.keepsVersion
  return {
    // A move that only adds to the record (a note, a delivery) does not make an open form stale.
    next: {
      ...c,
      ...next,
      // Accepting a held case, or setting it aside, means that an officer has looked at it.
      ...(c.heldAt && (next.status ?? c.status) !== 'received' && { heldAt: null }),
      version: c.version + (changes ? 1 : 0),
    },
    // Each move's types check its events; over the whole table the compiler cannot follow them.
    events: events.map(([type, data]) => ({
      type,
      at: ctx.now,
      by,
      data: { ...data, ...(ACT_EVENTS.includes(type as EventType) && (way ?? wayOf(by))) },
    })) as DecidedEvent[],
    ...(publicTexts && { publicTexts }),
  }
}

/** A resident's act records the route it came by; events that follow from it do not. */
const wayOf = ({ via, confirmed }: Actor) => (via ? { via, ...(confirmed && { confirmed }) } : {})

/** The moves this actor could make now, whatever they would need to fill in. */
export function movesFor(c: Case, by: Actor, now: Date): OfficerMove[] {
  const mover = moverOf(by)
  return OFFICER_MOVES.filter(name => {
    const rule = ruleOf(name)
    return rule.who.includes(mover) && rule.from.includes(c.status) && rule.unless?.(c, by, now) === undefined
  })
}
