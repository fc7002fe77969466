import { howToOpen } from '../../../domain/base/media/media-type.ts'
import type { Outbound, Received } from '../../../domain/base/message.ts'
import { joinMessages } from '../../../flow/mod.ts'
import type { HeldMessage } from '../../../store/delivery/outbox.ts'
import { standOf } from '../../../store/talk/inbound.ts'
import { addOutbound, toOutbound } from '../../../store/talk/messages.ts'
import { pleaseSendJpeg } from '../../base/media/for-anonymous.ts'
import { hideIn } from '../../cases/anonymous.ts'
import { ALBUM_MS } from './albums.ts'
import type { Kept } from './kept.ts'
import { release } from './release.ts'
import type { Spoken } from './spoken.ts'

/** Last phase: what is said goes with the waiting response as far as it fits, and into the outbox behind what was held. */
export async function answer(
  kept: Kept,
  held: readonly HeldMessage[],
  greeting: readonly Outbound[],
  spoken: Spoken,
): Promise<Received> {
  const { tx, ctx, contact, inbound, messageId, now } = kept
  const said = joinMessages([...greeting, ...adviceOn(kept), ...spoken.messages])
  const replies = [...held.map(row => toOutbound(ctx.secrets, row.message)), ...said]
  const passive = Math.min(replies.length, kept.passive?.(replies) ?? 0)
  await release(kept, held, passive)
  if (said.length > 0) {
    // Where the message stands now: the dialogue may have joined it to a case, an anonymous one under a pseudonym.
    const stand = spoken.stand ?? (await standOf(tx, messageId))
    for (const [i, outbound] of said.entries()) {
      const ordinal = held.length + i
      await addOutbound(tx, ctx.secrets, {
        ...stand,
        channel: contact.channel,
        outbound: spoken.hide ? hideIn(outbound, spoken.hide) : outbound,
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

/** A photo that officers can only download. */
const adviceOn = ({ uploads, contact }: Kept): Outbound[] =>
  uploads.some(({ stored }) => stored?.kind === 'photo' && howToOpen(stored.mime))
    ? [{ text: pleaseSendJpeg(contact.locale) }]
    : []

/** Nobody is left to send a farewell to: it goes with the waiting response, where there is one. */
export function farewell({ messageId, passive }: Kept, replies: Outbound[]): Received {
  const fits = replies.length > 0 ? Math.min(1, passive?.(replies) ?? 0) : 0
  return { messageId, replies, passive: fits, repeated: false }
}
