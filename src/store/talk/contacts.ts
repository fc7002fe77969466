import { DAY, onStep, RESIDENT_STEP } from '../../domain/base/civil-date.ts'
import type { ChatChannel } from '../../domain/base/message.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import type { Contact } from '../generated/sqlite/client.ts'
import { sealPseudonyms } from './pseudonyms.ts'

export type { Contact }

/** The keyed hash under which the database finds a channel's id of a resident. */
export const externalKey = (secrets: Secrets, channel: ChatChannel, externalId: string) =>
  secrets.key(`${channel}:${externalId}`, 'contact.external')

interface Key {
  channel: string
  key: string
}
const BY_KEY = statement<Key>()(p =>
  tables.selectFrom('Contact').selectAll().where('channel', '=', p.channel).where('externalKey', '=', p.key),
)

/**
 * The contact of a channel's id, if it exists. Locks the row for the rest of the transaction, so that two messages of
 * one resident are handled one after the other.
 */
export async function lockKnownContact(
  db: Db,
  secrets: Secrets,
  channel: ChatChannel,
  externalId: string,
): Promise<Contact | undefined> {
  const key = { channel, key: externalKey(secrets, channel, externalId) }
  return (await db.sql.lock(BY_KEY, key)) ? (await db.sql.all(BY_KEY, key))[0] : undefined
}

const ADD = statement<Omit<Contact, 'id'>>()(p =>
  tables
    .insertInto('Contact')
    .values({
      channel: p.channel,
      externalKey: p.externalKey,
      externalSealed: p.externalSealed,
      nameSealed: p.nameSealed,
      phoneSealed: p.phoneSealed,
      areaId: p.areaId,
      locale: p.locale,
      windowUntil: p.windowUntil,
      windowLeft: p.windowLeft,
      lastInboundAt: p.lastInboundAt,
      unfollowedAt: p.unfollowedAt,
      forgottenAt: p.forgottenAt,
      unclearAt: p.unclearAt,
      pseudonymsSealed: p.pseudonymsSealed,
      ownerSealed: p.ownerSealed,
      createdAt: p.createdAt,
    })
    .returning('id'),
)

/** Adds a contact on first sight. @throws a unique violation (`isDuplicate`) when another message was first */
export async function addContact(
  db: Db,
  secrets: Secrets,
  channel: ChatChannel,
  externalId: string,
  now: Date,
): Promise<Contact> {
  const contact = {
    channel,
    externalKey: externalKey(secrets, channel, externalId),
    externalSealed: secrets.seal(externalId, 'contact.external'),
    nameSealed: null,
    phoneSealed: null,
    areaId: null,
    locale: null,
    windowUntil: null,
    windowLeft: 0,
    lastInboundAt: null,
    unfollowedAt: null,
    forgottenAt: null,
    unclearAt: null,
    pseudonymsSealed: sealPseudonyms(secrets, []),
    ownerSealed: null,
    createdAt: onStep(now, DAY),
  }
  const [row] = await db.sql.all(ADD, contact)
  return { id: row!.id, ...contact }
}

const HEARD = statement<
  Pick<Contact, 'id' | 'lastInboundAt' | 'windowLeft' | 'windowUntil' | 'unfollowedAt'>
>()(p =>
  tables
    .updateTable('Contact')
    .set({
      lastInboundAt: p.lastInboundAt,
      windowLeft: p.windowLeft,
      windowUntil: p.windowUntil,
      unfollowedAt: p.unfollowedAt,
    })
    .where('id', '=', p.id),
)

/**
 * Records that a contact did something, and when: in steps of ten minutes, plus a millisecond for each act within a
 * step, so that `setWindow` notices it. The caller holds the row's lock.
 * @param window the sending window that the act opens
 */
export async function noteHeard(
  db: Db,
  contact: Contact,
  now: Date,
  window?: { left: number; until: Date },
): Promise<Contact> {
  const step = onStep(now, RESIDENT_STEP)
  const last = contact.lastInboundAt
  const heard = {
    ...contact,
    lastInboundAt: last === null || last < step ? step : new Date(last.getTime() + 1),
    ...(window && { windowLeft: window.left, windowUntil: window.until, unfollowedAt: null }),
  }
  await db.sql.run(HEARD, heard)
  return heard
}

/** Locks the contact of a channel's id, adding it on first sight, and records that it was heard now. */
export async function lockContact(
  db: Db,
  secrets: Secrets,
  channel: ChatChannel,
  externalId: string,
  now: Date,
): Promise<{ contact: Contact; isNew: boolean }> {
  const known = await lockKnownContact(db, secrets, channel, externalId)
  const contact = known ?? (await addContact(db, secrets, channel, externalId, now))
  return { contact: await noteHeard(db, contact, now), isNew: !known }
}

/** Locks the row, so that a timer and a message of the same resident are handled one after the other. */
export const lockContactById = (db: Db, id: number): Promise<Contact> =>
  db.contact.update({ where: { id }, data: { windowLeft: { increment: 0 } } })

/**
 * Sets how many messages may still be sent to a contact, and until when. Does nothing if the contact has written since
 * the row was read, because that opened a new window.
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

/** Lists the conversation among those that an officer should look at. */
export const markUnclear = (db: Db, id: number, now: Date) =>
  db.contact.updateMany({ where: { id }, data: { unclearAt: now } })

/** Sets the area of the QR code that the contact scanned. */
export const setAreaOf = (db: Db, id: number, areaId: string) =>
  db.contact.updateMany({ where: { id }, data: { areaId } })

export const findContact = (db: Db, secrets: Secrets, channel: ChatChannel, externalId: string) =>
  db.contact.findUnique({
    where: { channel_externalKey: { channel, externalKey: externalKey(secrets, channel, externalId) } },
  })

export const contactById = (db: Db, id: number) => db.contact.findUnique({ where: { id } })

/** The channel's id to send to; undefined once the contact has been erased. */
export const externalIdOf = (
  secrets: Secrets,
  contact: Pick<Contact, 'externalSealed'>,
): string | undefined =>
  contact.externalSealed === null ? undefined : secrets.open(contact.externalSealed, 'contact.external')

export const phoneOf = (secrets: Secrets, row: { phoneSealed: string | null }): string | undefined =>
  row.phoneSealed === null ? undefined : secrets.open(row.phoneSealed, 'phone')

export const nameOf = (secrets: Secrets, row: { nameSealed: string | null }): string | undefined =>
  row.nameSealed === null ? undefined : secrets.open(row.nameSealed, 'name')
