import type { Inbound, Received, ReceiveOptions } from '../../domain/base/message.ts'
import { type Db, isDuplicate } from '../../store/base/database.ts'
import { standingFrom } from '../../store/talk/resident-cases.ts'
import { type Waiting, whatWaits } from '../../store/talk/waiting.ts'
import type { Context } from '../base/context.ts'
import { answer, farewell } from './receive/answer.ts'
import { gate } from './receive/gate.ts'
import { keep } from './receive/keep.ts'
import { type Incoming, type Kept, speaks } from './receive/kept.ts'
import { prepare } from './receive/prepare.ts'
import { speak } from './receive/speak.ts'
import { SILENCE } from './receive/spoken.ts'

/**
 * One message's journey: kept, understood, answered, in one transaction. What was seen before gives the same
 * answer again and changes nothing. Nothing is sent here: the first replies ride on the channel's waiting
 * response, the rest wait in the outbox.
 * @throws when it could not be kept: the channel must not acknowledge it.
 */
export async function receiveMessage(
  ctx: Context,
  delivered: Inbound,
  options: ReceiveOptions = {},
): Promise<Received> {
  const incoming = await prepare(ctx, delivered, options)
  const once = () => ctx.db.inTransaction(tx => receiveIn(tx, ctx, incoming))
  const { received, changed } = await once().catch(error => {
    // Two deliveries of one message at once: the unique key let one through, the other reads its answer.
    if (!isDuplicate(error)) throw error
    return once()
  })
  for (const number of changed) ctx.caseChanged(number)
  const waits = received.passive < received.replies.length
  if (waits || changed.size > 0 || incoming.uploads.length > 0) ctx.wakeOutbox()
  return received
}

/** @returns what is answered, and the numbers of the cases that changed */
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
  // Only what a resident does releases what was held for them: a notification of the channel does not.
  const waiting = speaks(kept.inbound) ? await waitingFor(kept) : undefined
  const spoken =
    instead !== undefined ? { messages: [{ text: instead }] } : waiting ? await speak(kept, waiting) : SILENCE
  const received = await answer(kept, waiting?.held ?? [], greeting, spoken)
  return { received, changed: new Set([...gated.changed, ...(spoken.changed ?? [])]) }
}

/** Nothing waits for somebody new. */
const waitingFor = ({ tx, mine, isNew }: Kept): Promise<Waiting> | Waiting =>
  isNew ? { held: [], standing: standingFrom([]) } : whatWaits(tx, mine)
