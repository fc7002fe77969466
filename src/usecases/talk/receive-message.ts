import type { Inbound, Received, ReceiveOptions } from '../../domain/base/message.ts'
import { type Db, isDuplicate } from '../../store/base/database.ts'
import { msSince } from '../../store/base/trace.ts'
import { markUnclear } from '../../store/talk/contacts.ts'
import { type HeldAndCases, heldAndCases } from '../../store/talk/held-and-cases.ts'
import { caseSummaryFrom } from '../../store/talk/resident-cases.ts'
import type { Context } from '../base/context.ts'
import type { Handled } from '../base/measures.ts'
import { pausedTurn } from './block/paused-turn.ts'
import { answer, farewell } from './receive/answer.ts'
import { gate } from './receive/gate.ts'
import { keep } from './receive/keep.ts'
import { expectsAnswer, type Incoming, type Kept } from './receive/kept.ts'
import { prepare } from './receive/prepare.ts'
import { takeTurn } from './receive/take-turn.ts'
import { NO_ANSWER, type TurnOutcome } from './receive/turn-outcome.ts'

/**
 * Handles one message of a resident in one transaction: stores it, runs the dialogue, stores the answer. Channels
 * call it for every delivery; a repeated one gets the same answer again and changes nothing. Nothing is sent here:
 * the first replies go into the HTTP response that the channel is waiting to give, the others into the outbox.
 * @throws when the message could not be stored: the channel must not acknowledge it, so that it is delivered again.
 */
export async function receiveMessage(
  ctx: Context,
  delivered: Inbound,
  options: ReceiveOptions = {},
): Promise<Received> {
  const began = performance.now()
  const handled = (outcome: Handled) =>
    ctx.measures?.messageHandled(delivered.channel, outcome, (performance.now() - began) / 1000)
  try {
    const received = await receive(ctx, delivered, options)
    const outcome = received.repeated ? 'repeated' : received.replies.length > 0 ? 'answered' : 'silent'
    handled(outcome)
    const { channel, kind } = delivered
    ctx.log.debug({ message: received.messageId, channel, kind, outcome, ms: msSince(began) }, 'message')
    return received
  } catch (error) {
    handled('failed')
    throw error
  }
}

async function receive(ctx: Context, delivered: Inbound, options: ReceiveOptions): Promise<Received> {
  const incoming = await prepare(ctx, delivered, options)
  const once = () => ctx.db.inTransaction(tx => receiveIn(tx, ctx, incoming))
  const { received, changed } = await once().catch(error => {
    // Another delivery of the same message was stored meanwhile: the second try returns its answer.
    if (!isDuplicate(error)) throw error
    return once()
  })
  for (const number of changed) ctx.caseChanged(number)
  const waits = received.passive < received.replies.length
  if (waits || changed.size > 0 || incoming.uploads.length > 0) ctx.wakeOutbox()
  return received
}

/** Runs the phases, inside the transaction. @returns the answer, and the numbers of the cases that changed */
async function receiveIn(
  tx: Db,
  ctx: Context,
  incoming: Incoming,
): Promise<{ received: Received; changed: ReadonlySet<string> }> {
  const first = await keep(tx, ctx, incoming)
  if ('before' in first) return { received: first.before, changed: new Set() }
  const gated = await gate(first.kept)
  if ('farewell' in gated)
    return { received: farewell(first.kept, gated.farewell), changed: new Set(gated.changed) }
  const { kept, greeting, instead } = gated
  // Only what a resident does releases the messages held for them: a delivery report, for example, does not.
  const known = expectsAnswer(kept.inbound) ? await heldAndCasesOf(kept) : undefined
  const outcome = instead !== undefined ? answerOf(instead) : known ? await outcomeOf(kept, known) : NO_ANSWER
  const received = await answer(kept, known?.held ?? [], greeting, outcome)
  return { received, changed: new Set([...gated.changed, ...(outcome.changed ?? [])]) }
}

const answerOf = (text: string): TurnOutcome => ({ messages: [{ text }] })

const TOO_FAST = '消息来得太快，我一时看不过来。发的都收下了，请歇一分钟再接着说。'

/** The dialogue's answer, unless the chat is paused or its resident floods it. An emergency is never passed over. */
async function outcomeOf(kept: Kept, known: HeldAndCases): Promise<TurnOutcome> {
  const { ctx, tx, contact, inbound, flood, now } = kept
  const calm = flood === undefined || ctx.content().emergencyIn(inbound.text ?? '') !== undefined
  const paused = await pausedTurn(kept)
  if (paused !== undefined) return calm || flood === 'say' ? answerOf(paused) : NO_ANSWER
  if (calm) return takeTurn(kept, known)
  await markUnclear(tx, contact.id, now)
  return flood === 'say' ? answerOf(TOO_FAST) : NO_ANSWER
}

/** The messages held for this resident, and a summary of their cases. A new contact has neither: no query. */
const heldAndCasesOf = ({ tx, contactIds, isNew }: Kept): Promise<HeldAndCases> | HeldAndCases =>
  isNew ? { held: [], cases: caseSummaryFrom([]) } : heldAndCases(tx, contactIds)
