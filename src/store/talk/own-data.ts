import type { Secrets } from '../../domain/base/secrets.ts'
import { plainPhone } from '../../domain/cases/case-key.ts'
import type { Db } from '../base/database.ts'
import type { Contact } from '../generated/sqlite/client.ts'
import { contactById, phoneOf } from './contacts.ts'

/** What a resident may ask to see: found by their contact, or by their phone number, which has no index because it is sealed. */

/** The numbers of a contact's cases that are not anonymous. */
export const namedCasesOf = async (db: Db, contactId: number): Promise<string[]> =>
  (
    await db.case.findMany({
      where: { contactId, anonymous: false },
      orderBy: { id: 'asc' },
      select: { number: true },
    })
  ).map(row => row.number)

/** The pauses of a contact's chat, as told to them. */
export const blocksOf = (db: Db, contactId: number) =>
  db.contactBlock.findMany({
    where: { contactId },
    orderBy: { id: 'asc' },
    select: { at: true, until: true, reason: true, appeal: true, answer: true, decision: true },
  })

const PAGE = 500

async function* inParts<Row extends { id: number }>(read: (after: number) => Promise<Row[]>) {
  for (let after = 0; ; ) {
    const rows = await read(after)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}

const same = (secrets: Secrets, row: { phoneSealed: string | null }, phone: string) =>
  plainPhone(phoneOf(secrets, row) ?? '') === plainPhone(phone)

/** The numbers of cases that give this phone number; anonymous ones have none. */
export async function casesWithPhone(db: Db, secrets: Secrets, phone: string): Promise<string[]> {
  const found: string[] = []
  const all = inParts(after =>
    db.case.findMany({
      where: { id: { gt: after }, anonymous: false, phoneSealed: { not: null } },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: { id: true, number: true, phoneSealed: true },
    }),
  )
  for await (const row of all) if (same(secrets, row, phone)) found.push(row.number)
  return found
}

/** The contacts whose own phone number it is; no pseudonyms. */
export async function contactsWithPhone(db: Db, secrets: Secrets, phone: string): Promise<Contact[]> {
  const found: Contact[] = []
  const all = inParts(after =>
    db.contact.findMany({
      where: { id: { gt: after }, phoneSealed: { not: null }, ownerSealed: null },
      orderBy: { id: 'asc' },
      take: PAGE,
      select: { id: true, phoneSealed: true },
    }),
  )
  for await (const row of all) if (same(secrets, row, phone)) found.push((await contactById(db, row.id))!)
  return found
}
