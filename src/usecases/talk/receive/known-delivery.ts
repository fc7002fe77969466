import type { Inbound } from '../../../domain/base/message.ts'
import type { Secrets } from '../../../domain/base/secrets.ts'
import type { Db } from '../../../store/base/database.ts'
import type { Contact } from '../../../store/talk/contacts.ts'
import { answersTo, findDelivery, releasedMessages, toOutbound } from '../../../store/talk/messages.ts'
import { idsOf } from '../../../store/talk/pseudonyms.ts'
import type { TurnState } from '../../../store/talk/turn-state.ts'
import { openTurn } from '../../base/turn-record.ts'
import type { UploadedMedia } from '../keep-media.ts'

/**
 * What makes a delivery the same one when it comes again: its channel, its sender, the channel's id, and what it holds. An
 * id alone is no proof: two people have been seen with one MsgId, and a browser chooses its own. The same id with other
 * words is another message. Keyed, so that the database does not say who wrote.
 */
export function deliveryKey(secrets: Secrets, inbound: Inbound, uploads: readonly UploadedMedia[]): string {
  const { channel, from, externalId, kind, text, choice, location, event, raw, unread } = inbound
  const media = uploads.map(({ media, stored }) => [media.kind, media.ref, stored?.hash])
  const identity = [channel, from, externalId, kind, text, choice, media, location, event, raw, unread]
  return secrets.key(JSON.stringify(identity), 'message.delivery')
}

/** What was answered to a delivery that came before; of a new one, whether its key is somebody else's. */
export type Known = { repeat: Answered } | { taken: boolean }

interface Answered {
  messageId: number
  replies: ReturnType<typeof toOutbound>[]
  passive: number
  repeated: true
}

/**
 * Looks a delivery up under its contact's lock. Only what this very contact was answered is ever given again. One from
 * before its sender was forgotten is acknowledged and no more: what was answered then belongs to nobody. Another row under
 * this key (the same sender, forgotten since) leaves the delivery a new one.
 * @param known undefined for somebody new
 */
export async function knownDelivery(
  tx: Db,
  secrets: Secrets,
  key: string,
  known: TurnState | undefined,
  at: Date,
): Promise<Known> {
  const contact = known?.contact
  const found = known ? known.delivery : await findDelivery(tx, key)
  if (!found) return { taken: false }
  const own = contact ? idsOf(secrets, contact) : []
  if (own.includes(found.contactId)) return { repeat: await answered(tx, secrets, found) }
  if (found.forgottenAt !== null && found.at.getTime() === at.getTime())
    return { repeat: { messageId: found.id, replies: [], passive: 0, repeated: true } }
  const again = contact && (await findDelivery(tx, keyAnew(secrets, key, contact)))
  return again && own.includes(again.contactId)
    ? { repeat: await answered(tx, secrets, again) }
    : { taken: true }
}

/** The key of a delivery whose own is taken. Keyed as well: the message may come to stand on an anonymous case. */
export const keyAnew = (secrets: Secrets, key: string, contact: Pick<Contact, 'id'>): string =>
  secrets.key(`${key}:${contact.id}`, 'message.delivery')

async function answered(
  tx: Db,
  secrets: Secrets,
  { id: messageId, turnSealed }: { id: number; turnSealed: string | null },
): Promise<Answered> {
  const released = openTurn(secrets, { turnSealed })?.released ?? []
  const answers = [...(await releasedMessages(tx, released)), ...(await answersTo(tx, messageId))]
  return {
    messageId,
    replies: answers.map(row => toOutbound(secrets, row)),
    passive: answers.filter(a => a.via === 'passive').length,
    repeated: true,
  }
}
