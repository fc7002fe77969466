import { DAY, RESIDENT_STEP, roundDown } from '../../domain/base/civil-date.ts'
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

export interface ContactKey {
  channel: string
  key: string
}

export const contactKey = (secrets: Secrets, channel: ChatChannel, externalId: string): ContactKey => ({
  channel,
  key: externalKey(secrets, channel, externalId),
})

const BY_KEY = statement<ContactKey>()(p =>
  tables.selectFrom('Contact').selectAll().where('channel', '=', p.channel).where('externalKey', '=', p.key),
)

/** Locks the row until the transaction ends. @returns false when there is none */
export const lockByKey = (db: Db, key: ContactKey): Promise<boolean> => db.sql.lock(BY_KEY, key)

/** The contact of a channel's id, if it exists, locked until the transaction ends. */
export async function lockKnownContact(
  db: Db,
  secrets: Secrets,
  channel: ChatChannel,
  externalId: string,
): Promise<Contact | undefined> {
  const key = contactKey(secrets, channel, externalId)
  return (await lockByKey(db, key)) ? (await db.sql.all(BY_KEY, key))[0] : undefined
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
      blockedUntil: p.blockedUntil,
      createdAt: p.createdAt,
    })
    .returning('id'),
)

/** Adds a contact that is heard for the first time. @throws a unique violation (`isDuplicate`) when another message was first */
export async function addContact(
  db: Db,
  secrets: Secrets,
  channel: ChatChannel,
  externalId: string,
  now: Date,
  window?: SendingWindow,
): Promise<Contact> {
  const contact = {
    channel,
    externalKey: externalKey(secrets, channel, externalId),
    externalSealed: secrets.seal(externalId, 'contact.external'),
    nameSealed: null,
    phoneSealed: null,
    areaId: null,
    locale: null,
    windowUntil: window?.until ?? null,
    windowLeft: window?.left ?? 0,
    lastInboundAt: roundDown(now, RESIDENT_STEP),
    unfollowedAt: null,
    forgottenAt: null,
    unclearAt: null,
    pseudonymsSealed: sealPseudonyms(secrets, []),
    ownerSealed: null,
    blockedUntil: null,
    createdAt: roundDown(now, DAY),
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

/** How many messages may be sent to a contact, and until when. */
export interface SendingWindow {
  left: number
  until: Date
}

/**
 * Records that a contact did something, and when: in steps of ten minutes, plus a millisecond for each act within a
 * step, so that `setWindow` notices it. The caller holds the row's lock.
 * @param window the sending window that the act opens
 */
export async function noteInbound(
  db: Db,
  contact: Contact,
  now: Date,
  window?: SendingWindow,
): Promise<Contact> {
  const step = roundDown(now, RESIDENT_STEP)
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
  const contact = known
    ? await noteInbound(db, known, now)
    : await addContact(db, secrets, channel, externalId, now)
  return { contact, isNew: !known }
}

const BY_ID = statement<{ id: number }>()(p =>
  tables.selectFrom('Contact').selectAll().where('id', '=', p.id),
)

/** Locks the row, so that a timer and a message of the same resident are handled one after the other. */
export async function lockContactById(db: Db, id: number): Promise<Contact> {
  const [contact] = (await db.sql.lock(BY_ID, { id })) ? await db.sql.all(BY_ID, { id }) : []
  if (!contact) throw new Error('there is no such contact')
  return contact
}

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
export const markUnclear = (db: Db, id: number, now: Date) => db.sql.run(UNCLEAR, { id, now })

const UNCLEAR = statement<{ id: number; now: Date }>()(p =>
  tables.updateTable('Contact').set({ unclearAt: p.now }).where('id', '=', p.id),
)

/** Sets the area of the QR code that the contact scanned. */
export const setAreaOf = (db: Db, id: number, areaId: string) =>
  db.contact.updateMany({ where: { id }, data: { areaId } })

export const findContact = (db: Db, secrets: Secrets, channel: ChatChannel, externalId: string) =>
  db.contact.findUnique({
    where: { channel_externalKey: { channel, externalKey: externalKey(secrets, channel, externalId) } },
  })

export const contactById = async (db: Db, id: number): Promise<Contact | null> =>
  (await db.sql.all(BY_ID, { id }))[0] ?? null

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
