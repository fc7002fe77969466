import { howToOpen } from '../../../domain/base/media/media-type.ts'
import type { Outbound, Received } from '../../../domain/base/message.ts'
import { joinMessages } from '../../../flow/mod.ts'
import type { HeldMessage } from '../../../store/delivery/outbox.ts'
import { contactAndCaseOf } from '../../../store/talk/inbound.ts'
import { addOutbound, toOutbound } from '../../../store/talk/messages.ts'
import { pleaseSendJpeg } from '../../base/media/for-anonymous.ts'
import { hideIn } from '../../cases/anonymous.ts'
import { ALBUM_MS } from './albums.ts'
import type { Kept } from './kept.ts'
import { release } from './release.ts'
import type { TurnOutcome } from './turn-outcome.ts'

/**
 * Last phase: stores the answer. As many messages as fit go into the channel's waiting response, the others into the
 * outbox. Messages that were held come first, because they are older.
 */
export async function answer(
  kept: Kept,
  held: readonly HeldMessage[],
  greeting: readonly Outbound[],
  outcome: TurnOutcome,
): Promise<Received> {
  const { tx, ctx, contact, inbound, messageId, now } = kept
  const said = joinMessages([...greeting, ...adviceOn(kept), ...outcome.messages])
  const replies = [...held.map(row => toOutbound(ctx.secrets, row.message)), ...said]
  const passive = Math.min(replies.length, kept.passive?.(replies) ?? 0)
  await release(kept, held, passive)
  if (said.length > 0) {
    // Read again: the dialogue may have added the message to a case, and an anonymous case has a pseudonym as contact.
    const storedAs = outcome.storedAs ?? (await contactAndCaseOf(tx, messageId))
    for (const [i, outbound] of said.entries()) {
      const ordinal = held.length + i
      await addOutbound(tx, ctx.secrets, {
        ...storedAs,
        channel: contact.channel,
        outbound: outcome.hide ? hideIn(outbound, outcome.hide) : outbound,
        purpose: 'dialogue',
        dedupeKey: `answer:${messageId}:${ordinal}`,
        inReplyToId: messageId,
        ordinal,
        passive: ordinal < passive,
        ...(inbound.album !== undefined && { notBefore: new Date(now.getTime() + ALBUM_MS) }),
        now,
      })
    }
  }
  return { messageId, replies, passive, repeated: false }
}

/** Asks for JPEG when a photo has a format that browsers do not show, so that officers can only download it. */
const adviceOn = ({ uploads, contact }: Kept): Outbound[] =>
  uploads.some(({ stored }) => stored?.kind === 'photo' && howToOpen(stored.mime))
    ? [{ text: pleaseSendJpeg(contact.locale) }]
    : []

/**
 * Answers a resident who has just been erased or has left. There is no contact left to send an outbox row to, so the
 * answer goes into the waiting response, and nowhere on a channel without one.
 */
export function farewell({ messageId, passive }: Kept, replies: Outbound[]): Received {
  const fits = replies.length > 0 ? Math.min(1, passive?.(replies) ?? 0) : 0
  return { messageId, replies, passive: fits, repeated: false }
}
