import { Refusal } from '../base/errors.ts'
import type { Actor } from '../people/actor.ts'
import type { Case, CaseEvent, EventType } from './case.ts'
import { ACT_EVENTS } from './event-data.ts'
import { ANSWERING } from './moves/answering.ts'
import { BEHALF } from './moves/behalf.ts'
import { ENDING } from './moves/ending.ts'
import {
  MOVE_INPUTS,
  type MoveInput,
  type MoveName,
  OFFICER_MOVES,
  type OfficerMove,
} from './moves/inputs.ts'
import { MANAGING } from './moves/managing.ts'
import { MERGING } from './moves/merging.ts'
import type { Move, MoveContext, Mover } from './moves/move.ts'
import { RESIDENT } from './moves/resident.ts'
import { SYSTEM } from './moves/system.ts'
import { TAKING_ON } from './moves/taking-on.ts'
import { TIME } from './moves/time.ts'

export { UNDO_MS } from './moves/ending.ts'
export {
  MOVE_INPUTS,
  type MoveContext,
  type MoveInput,
  type MoveName,
  type Mover,
  OFFICER_MOVES,
  type OfficerMove,
}

/**
 * The life of a case. One table, `MOVES`, lists every move: from which status, to which, who may, what it
 * needs and what it records. A move that is not in the table, or not allowed by it, is refused with a reason.
 * Officers, dialogues and scheduled jobs all change a case through `move()` and nothing else.
 */

/** The whole lifecycle, a stage a file: a move that is not here is refused. */
export const MOVES: { readonly [M in MoveName]: Move<M> } = {
  ...TAKING_ON,
  ...ANSWERING,
  ...TIME,
  ...MANAGING,
  ...ENDING,
  ...MERGING,
  ...RESIDENT,
  ...BEHALF,
  ...SYSTEM,
}

const moverOf = (by: Actor): Mover => (by.kind === 'officer' ? by.role! : by.kind)

/** Whether this role has the move at all, whatever the case. */
export const hasMove = (by: Actor, name: MoveName): boolean =>
  (MOVES[name].who as readonly Mover[]).includes(moverOf(by))

/** Why `by` cannot make this move now, in Chinese, or undefined when the table lets them. */
export function whyNot<M extends MoveName>(
  c: Case,
  name: M,
  input: MoveInput<M>,
  by: Actor,
  now: Date,
): string | undefined {
  const rule = MOVES[name] as Move<M>
  if (!rule.who.includes(moverOf(by))) return `“${rule.label}”不在您的权限内。`
  if (!rule.from.includes(c.status)) return `这件现在的状态不能“${rule.label}”。`
  return rule.unless?.(c, by, now) ?? rule.refuse?.(c, input)
}

/**
 * Moves a case and says what happened. Pure: the caller stores the case and acts on the events.
 * @throws Refusal `forbidden` when the role may not, `move_refused` when the case cannot.
 */
export function move<M extends MoveName>(
  c: Case,
  name: M,
  input: MoveInput<M>,
  by: Actor,
  ctx: MoveContext,
): { next: Case; events: Omit<CaseEvent, 'seq'>[] } {
  const rule = MOVES[name] as Move<M>
  const reason = whyNot(c, name, input, by, ctx.now)
  if (reason) throw new Refusal(rule.who.includes(moverOf(by)) ? 'move_refused' : 'forbidden', reason)
  const { next, events } = rule.apply(c, input, by, ctx)
  return {
    // What only adds to the record (a note, a delivery) does not make an open form stale.
    next: {
      ...c,
      ...next,
      // Who takes a held case on, or sets it aside, has looked at it.
      ...(c.heldAt && (next.status ?? c.status) !== 'received' && { heldAt: null }),
      version: c.version + (Object.keys(next).length > 0 ? 1 : 0),
    },
    events: events.map(([type, data]) => ({ type, at: ctx.now, by, data: { ...data, ...wayOf(by, type) } })),
  }
}

/** What a resident did says how it came in; what follows from it by itself does not. */
const wayOf = ({ via, confirmed }: Actor, type: EventType) =>
  via && ACT_EVENTS.includes(type) ? { via, ...(confirmed && { confirmed }) } : {}

/** The moves this actor could make now, whatever they would need to fill in. */
export function movesFor(c: Case, by: Actor, now: Date): OfficerMove[] {
  const mover = moverOf(by)
  return OFFICER_MOVES.filter(name => {
    const rule = MOVES[name] as Move<MoveName>
    return rule.who.includes(mover) && rule.from.includes(c.status) && rule.unless?.(c, by, now) === undefined
  })
}
