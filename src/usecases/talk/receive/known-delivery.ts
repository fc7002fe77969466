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
 * The key by which a repeated delivery is recognized: of its channel, sender, id and content. The channel's id alone is
 * not enough: WeChat has used one MsgId for two people, and a browser chooses its own ids. The same id with other content
 * is another message. A keyed hash, so that the database does not reveal the sender.
 */
export function deliveryKey(secrets: Secrets, inbound: Inbound, uploads: readonly UploadedMedia[]): string {
  const { channel, from, externalId, kind, text, choice, location, event, raw, unread } = inbound
  const media = uploads.map(({ media, stored }) => [media.kind, media.ref, stored?.hash])
  const identity = [channel, from, externalId, kind, text, choice, media, location, event, raw, unread]
  return secrets.key(JSON.stringify(identity), 'message.delivery')
}

/** A repeated delivery and its answer, or a new one, whose key another message may have `taken`. */
type Known = { repeat: Answered } | { taken: boolean }

interface Answered {
  messageId: number
  replies: ReturnType<typeof toOutbound>[]
  passive: number
  repeated: true
}

/**
 * Finds out whether a delivery came before, while holding its contact's lock. An answer is repeated to the contact that it
 * was given to, and to nobody else. A sender who has been erased since is a new contact: a retry of a delivery from before
 * gets no answer, and a new message with the same key (`taken`) is stored under `alternativeKey`.
 * @param known undefined for a new contact
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
  const again = contact && (await findDelivery(tx, alternativeKey(secrets, key, contact)))
  return again && own.includes(again.contactId)
    ? { repeat: await answered(tx, secrets, again) }
    : { taken: true }
}

/** The key of a delivery whose own is taken. Hashed, too, because the message may become part of an anonymous case. */
export const alternativeKey = (secrets: Secrets, key: string, contact: Pick<Contact, 'id'>): string =>
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
