import { type HeldMessage, sendHeld } from '../../../store/delivery/outbox.ts'
import { tieTo } from '../../../store/talk/inbound.ts'
import type { Kept } from './kept.ts'

/**
 * Fourth phase: what was held comes first. It rides on the waiting response, or goes back into the queue now that the
 * way is open.
 * @param passive how many messages fit into the waiting response
 */
export async function release(
  { tx, contact, messageId, now }: Kept,
  held: readonly HeldMessage[],
  passive: number,
): Promise<void> {
  if (held.length === 0) return
  // What belongs to an anonymous case is not tied to a message of the resident's own: the sealed record of the turn
  // knows of it. Its place among the others stays free.
  const tied = held.map(row => (row.contactId === contact.id ? row.messageId : null))
  await tieTo(tx, messageId, tied)
  await sendHeld(tx, { riding: held.slice(0, passive), queued: held.slice(passive) }, now)
}
