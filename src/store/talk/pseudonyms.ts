import { randomUUID } from 'node:crypto'
import { DAY, roundDown } from '../../domain/base/civil-date.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import type { Contact } from './contacts.ts'

/**
 * Each anonymous case has a pseudonym: a contact row of its own, to which the case's messages, photos and outbox rows
 * belong. Messages can be sent to it (the channel's id is sealed in it). Only two sealed values link it to the
 * resident's own row: the list of pseudonyms there, and the owner here. So without SECRET_KEY the database says neither
 * who reported, nor which anonymous cases belong to one person.
 *
 * The approximate time is not hidden: the resident's own row has the time of their last message in steps of ten minutes.
 */

const OF_PERSON = 'contact.pseudonyms'
const OWNER = 'contact.owner'

/** The list is padded to a multiple of this, so that its length does not reveal the number of pseudonyms. */
const LENGTH = 240

export const sealPseudonyms = (secrets: Secrets, ids: readonly number[]): string => {
  const list = JSON.stringify(ids)
  return secrets.seal(list.padEnd(Math.ceil(list.length / LENGTH) * LENGTH), OF_PERSON)
}

export const pseudonymsOf = (secrets: Secrets, contact: Pick<Contact, 'pseudonymsSealed'>): number[] =>
  contact.pseudonymsSealed === null
    ? []
    : (JSON.parse(secrets.open(contact.pseudonymsSealed, OF_PERSON)) as number[])

/** All ids of a person's cases and messages: their own id and their pseudonyms'. */
export const idsOf = (secrets: Secrets, contact: Pick<Contact, 'id' | 'pseudonymsSealed'>): number[] => [
  contact.id,
  ...pseudonymsOf(secrets, contact),
]

/** Whether a case is this person's. */
export const isOwn = (
  secrets: Secrets,
  contact: Pick<Contact, 'id' | 'pseudonymsSealed'>,
  row: { contactId: number | null },
): boolean => row.contactId !== null && idsOf(secrets, contact).includes(row.contactId)

const PERSON = statement<{ id: number }>()(p =>
  tables
    .selectFrom('Contact')
    .select(['channel', 'externalSealed', 'pseudonymsSealed'])
    .where('id', '=', p.id),
)

type NewPseudonym = Pick<
  Contact,
  'channel' | 'externalKey' | 'externalSealed' | 'pseudonymsSealed' | 'ownerSealed' | 'createdAt'
>
const ADD = statement<NewPseudonym>()(p =>
  tables
    .insertInto('Contact')
    .values({
      channel: p.channel,
      externalKey: p.externalKey,
      externalSealed: p.externalSealed,
      pseudonymsSealed: p.pseudonymsSealed,
      ownerSealed: p.ownerSealed,
      createdAt: p.createdAt,
    })
    .returning('id'),
)

const LIST = statement<{ id: number; pseudonymsSealed: string }>()(p =>
  tables.updateTable('Contact').set({ pseudonymsSealed: p.pseudonymsSealed }).where('id', '=', p.id),
)

/** Adds a pseudonym of a person, in the transaction that opens the case and holds the person's row. */
export async function addPseudonym(db: Db, secrets: Secrets, ownerId: number, now: Date): Promise<number> {
  const owner = (await db.sql.all(PERSON, { id: ownerId }))[0]!
  const externalId = owner.externalSealed && secrets.open(owner.externalSealed, 'contact.external')
  const [added] = await db.sql.all(ADD, {
    channel: owner.channel,
    externalKey: `pseudonym:${randomUUID()}`,
    externalSealed: externalId === null ? null : secrets.seal(externalId, 'contact.external'),
    pseudonymsSealed: sealPseudonyms(secrets, []),
    ownerSealed: secrets.seal(String(ownerId), OWNER),
    createdAt: roundDown(now, DAY),
  })
  const { id } = added!
  const pseudonymsSealed = sealPseudonyms(secrets, [...pseudonymsOf(secrets, owner), id])
  await db.sql.run(LIST, { id: ownerId, pseudonymsSealed })
  return id
}

/** The person's own contact behind a pseudonym; any other contact is its own. */
export const ownerOf = async (db: Db, secrets: Secrets, contact: Contact): Promise<Contact> =>
  contact.ownerSealed === null
    ? contact
    : db.contact.findUniqueOrThrow({ where: { id: Number(secrets.open(contact.ownerSealed, OWNER)) } })
