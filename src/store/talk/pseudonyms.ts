import { randomUUID } from 'node:crypto'
import { DAY, onStep } from '../../domain/base/civil-date.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'
import type { Contact } from './contacts.ts'

/**
 * Who reports anonymously stands on the case under a pseudonym: a contact row of its own for each anonymous case, with
 * which its messages, photos and outbox rows go. It can be written to (the channel's id is sealed in it), and nothing
 * but two sealed values joins it to the resident's own row: there the list of their pseudonyms, here whose it is. So
 * the database without SECRET_KEY does not say who reported, nor which two anonymous cases are of one person.
 *
 * What is not hidden is about when: the resident's own row knows in steps of ten minutes when they wrote last.
 */

const OF_PERSON = 'contact.pseudonyms'
const OWNER = 'contact.owner'

/** Filled up to a multiple of this, so that the length does not say how many there are, or whether there are any. */
const LENGTH = 240

export const sealPseudonyms = (secrets: Secrets, ids: readonly number[]): string => {
  const list = JSON.stringify(ids)
  return secrets.seal(list.padEnd(Math.ceil(list.length / LENGTH) * LENGTH), OF_PERSON)
}

export const pseudonymsOf = (secrets: Secrets, contact: Pick<Contact, 'pseudonymsSealed'>): number[] =>
  contact.pseudonymsSealed === null
    ? []
    : (JSON.parse(secrets.open(contact.pseudonymsSealed, OF_PERSON)) as number[])

/** The ids under which a person's cases and messages stand: their own, and their pseudonyms'. */
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

/** A new pseudonym of a person, within the transaction that opens the case (and holds the person's row). */
export async function addPseudonym(db: Db, secrets: Secrets, ownerId: number, now: Date): Promise<number> {
  const owner = await db.contact.findUniqueOrThrow({ where: { id: ownerId } })
  const externalId = owner.externalSealed && secrets.open(owner.externalSealed, 'contact.external')
  const { id } = await db.contact.create({
    data: {
      channel: owner.channel,
      externalKey: `pseudonym:${randomUUID()}`,
      externalSealed: externalId === null ? null : secrets.seal(externalId, 'contact.external'),
      pseudonymsSealed: sealPseudonyms(secrets, []),
      ownerSealed: secrets.seal(String(ownerId), OWNER),
      createdAt: onStep(now, DAY),
    },
    select: { id: true },
  })
  await db.contact.update({
    where: { id: ownerId },
    data: { pseudonymsSealed: sealPseudonyms(secrets, [...pseudonymsOf(secrets, owner), id]) },
  })
  return id
}

/** The person's own contact behind a pseudonym; any other contact is its own. */
export const ownerOf = async (db: Db, secrets: Secrets, contact: Contact): Promise<Contact> =>
  contact.ownerSealed === null
    ? contact
    : db.contact.findUniqueOrThrow({ where: { id: Number(secrets.open(contact.ownerSealed, OWNER)) } })
