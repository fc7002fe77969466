import { type HeldMessage, sendHeld } from '../../../store/delivery/outbox.ts'
import { linkAnswers } from '../../../store/talk/inbound.ts'
import type { Kept } from './kept.ts'

/**
 * Fourth phase: releases the messages that were held until the resident wrote again. The first go into the waiting
 * response, the others back into the queue.
 * @param passive how many messages fit into the waiting response
 */
export async function release(
  { tx, contact, messageId, now }: Kept,
  held: readonly HeldMessage[],
  passive: number,
): Promise<void> {
  if (held.length === 0) return
  // A message of an anonymous case must not be linked to one under the resident's own contact: only the sealed record
  // of the turn has that link. `null` leaves its place in the order free.
  const tied = held.map(row => (row.contactId === contact.id ? row.messageId : null))
  await linkAnswers(tx, messageId, tied)
  await sendHeld(tx, { riding: held.slice(0, passive), queued: held.slice(passive) }, now)
}
