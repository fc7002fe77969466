import { type Inbound, NOBODY } from '../domain/message.ts'
import type { Secrets } from '../domain/secrets.ts'
import { externalKey } from '../store/contacts.ts'
import type { Db } from '../store/database.ts'
import { answersTo, findDelivery, toOutbound } from '../store/messages.ts'
import type { UploadedMedia } from './keep-media.ts'

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

/** What was answered to a delivery that came before, or the key to keep a new one under. */
export type Known = { repeat: Answered } | { key: string }

interface Answered {
  messageId: number
  replies: ReturnType<typeof toOutbound>[]
  passive: number
  repeated: true
}

/**
 * A delivery that was taken before: the same answer again, without touching anything. One from before its sender was
 * forgotten is acknowledged and no more: what was answered then belongs to nobody.
 */
export async function takenBefore(
  tx: Db,
  secrets: Secrets,
  key: string,
  { channel, from, at }: Inbound,
): Promise<Answered | undefined> {
  const found = await findDelivery(tx, key)
  if (!found) return undefined
  if (found.contact.externalKey === externalKey(secrets, channel, from)) return answered(tx, found.id)
  const same = found.contact.forgottenAt !== null && found.at.getTime() === at.getTime()
  return same ? { messageId: found.id, replies: [], passive: 0, repeated: true } : undefined
}

/**
 * Looks a delivery up under its contact's lock. Only what this very contact was answered is ever given again: a row of
 * somebody else under this key (the same sender, forgotten since) leaves the delivery a new one.
 */
export async function knownDelivery(tx: Db, key: string, contactId: number): Promise<Known> {
  const found = await findDelivery(tx, key)
  if (!found) return { key }
  if (found.contactId === contactId) return { repeat: await answered(tx, found.id) }
  const anew = `${key}:${contactId}`
  const again = await findDelivery(tx, anew)
  return again?.contactId === contactId ? { repeat: await answered(tx, again.id) } : { key: anew }
}

async function answered(tx: Db, messageId: number): Promise<Answered> {
  const answers = await answersTo(tx, messageId)
  return {
    messageId,
    replies: answers.map(toOutbound),
    passive: answers.filter(a => a.outbox?.via === 'passive').length,
    repeated: true,
  }
}

/** Whether somebody wrote it who can be answered. */
export const hasSender = ({ from }: Pick<Inbound, 'from'>): boolean => from !== NOBODY
