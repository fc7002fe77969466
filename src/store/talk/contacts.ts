import { DAY, onStep, RESIDENT_STEP } from '../../domain/base/civil-date.ts'
import type { ChatChannel } from '../../domain/base/message.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'
import type { Contact } from '../generated/sqlite/client.ts'
import { sealPseudonyms } from './pseudonyms.ts'

export type { Contact }

/** How a channel's id of somebody stands in the database. */
export const externalKey = (secrets: Secrets, channel: ChatChannel, externalId: string) =>
  secrets.key(`${channel}:${externalId}`, 'contact.external')

/**
 * The contact of a channel's id, made on first sight. Takes the row's lock for the rest of the transaction, so
 * that two messages of one resident are handled one after the other.
 */
export async function lockContact(
  db: Db,
  secrets: Secrets,
  channel: ChatChannel,
  externalId: string,
  now: Date,
): Promise<{ contact: Contact; isNew: boolean }> {
  const key = { channel, externalKey: externalKey(secrets, channel, externalId) }
  const where = { channel_externalKey: key }
  const step = onStep(now, RESIDENT_STEP)
  const later = { OR: [{ lastInboundAt: null }, { lastInboundAt: { lt: step } }] }
  const first = await db.contact.updateMany({ where: { ...key, ...later }, data: { lastInboundAt: step } })
  if (first.count > 0) return { contact: await db.contact.findUniqueOrThrow({ where }), isNew: false }
  const again = await db.contact.updateMany({ where: key, data: { windowLeft: { increment: 0 } } })
  if (again.count > 0) {
    const { lastInboundAt } = await db.contact.findUniqueOrThrow({ where })
    // A millisecond for each message within the step: who waits for an answer sees that another one came.
    const data = { lastInboundAt: new Date(lastInboundAt!.getTime() + 1) }
    return { contact: await db.contact.update({ where, data }), isNew: false }
  }
  const contact = await db.contact.create({
    data: {
      ...key,
      externalSealed: secrets.seal(externalId, 'contact.external'),
      pseudonymsSealed: sealPseudonyms(secrets, []),
      lastInboundAt: step,
      createdAt: onStep(now, DAY),
    },
  })
  return { contact, isNew: true }
}

/** Takes the row's lock: a timer and a message of the same resident are handled one after the other. */
export const lockContactById = (db: Db, id: number): Promise<Contact> =>
  db.contact.update({ where: { id }, data: { windowLeft: { increment: 0 } } })

/**
 * Sets how many messages may still be sent to a contact, and until when. Only if nothing came from them since the row was
 * read: what they wrote meanwhile has opened a new window. By id.
 */
export async function setWindow(
  db: Db,
  { id, lastInboundAt }: Pick<Contact, 'id' | 'lastInboundAt'>,
  { left, until }: { left: number; until?: Date },
): Promise<void> {
  await db.contact.updateMany({
    where: { id, lastInboundAt },
    data: { windowLeft: left, ...(until && { windowUntil: until }) },
  })
}

export const setLocaleOf = (db: Db, id: number, locale: string) =>
  db.contact.updateMany({ where: { id }, data: { locale } })

/** Their conversation shows among those that a person should look at. */
export const markUnclear = (db: Db, id: number, now: Date) =>
  db.contact.updateMany({ where: { id }, data: { unclearAt: now } })

/** What coming to the office changes: they follow it, the channel's sending window, where they scanned a code. */
export interface Visit {
  window?: { left: number; until: Date }
  areaId?: string
}

export const noteVisit = (db: Db, id: number, { window, areaId }: Visit) =>
  db.contact.updateMany({
    where: { id },
    data: {
      ...(window && { windowLeft: window.left, windowUntil: window.until, unfollowedAt: null }),
      ...(areaId && { areaId }),
    },
  })

export const findContact = (db: Db, secrets: Secrets, channel: ChatChannel, externalId: string) =>
  db.contact.findUnique({
    where: { channel_externalKey: { channel, externalKey: externalKey(secrets, channel, externalId) } },
  })

export const contactById = (db: Db, id: number) => db.contact.findUnique({ where: { id } })

/** The channel's id, to send to; undefined once the contact is forgotten. */
export const externalIdOf = (
  secrets: Secrets,
  contact: Pick<Contact, 'externalSealed'>,
): string | undefined =>
  contact.externalSealed === null ? undefined : secrets.open(contact.externalSealed, 'contact.external')

export const phoneOf = (secrets: Secrets, row: { phoneSealed: string | null }): string | undefined =>
  row.phoneSealed === null ? undefined : secrets.open(row.phoneSealed, 'phone')

export const nameOf = (secrets: Secrets, row: { nameSealed: string | null }): string | undefined =>
  row.nameSealed === null ? undefined : secrets.open(row.nameSealed, 'name')
