import type { Db } from '../base/database.ts'
import type { ContactBlock } from '../generated/sqlite/client.ts'

/** Pauses of residents' chats. */

export type { ContactBlock }

/** Pauses a contact's chat. The caller holds the contact's row. */
export async function addBlock(
  tx: Db,
  block: Pick<ContactBlock, 'contactId' | 'at' | 'until' | 'officerId' | 'reason'>,
): Promise<ContactBlock> {
  await tx.contact.update({
    where: { id: block.contactId },
    data: { blockedUntil: block.until },
    select: { id: true },
  })
  return tx.contactBlock.create({ data: block })
}

/** The last pause of a contact. */
export const lastBlock = (db: Db, contactId: number): Promise<ContactBlock | null> =>
  db.contactBlock.findFirst({ where: { contactId }, orderBy: { id: 'desc' } })

/** Whether the office has asked this contact for something, in a case that bears their name. */
export const waitsForWords = async (db: Db, contactId: number): Promise<boolean> =>
  (await db.case.findFirst({
    where: { contactId, anonymous: false, status: 'awaiting_resident' },
    select: { id: true },
  })) !== null

export const blockById = (db: Db, id: number): Promise<ContactBlock | null> =>
  db.contactBlock.findUnique({ where: { id } })

export const addAppeal = (tx: Db, id: number, appeal: string, now: Date) =>
  tx.contactBlock.update({ where: { id }, data: { appeal, appealedAt: now }, select: { id: true } })

/** Ends a pause, or confirms it after an appeal. */
export async function decideBlock(
  tx: Db,
  { id, contactId }: Pick<ContactBlock, 'id' | 'contactId'>,
  decided: { decision: 'upheld' | 'lifted'; decidedAt: Date; decidedById: number; answer: string },
): Promise<void> {
  await tx.contactBlock.update({ where: { id }, data: decided, select: { id: true } })
  if (decided.decision === 'lifted')
    await tx.contact.update({ where: { id: contactId }, data: { blockedUntil: null }, select: { id: true } })
}

/** Pauses, the latest first, with the channel. */
export const blocksBefore = (db: Db, beforeId: number, take: number) =>
  db.contactBlock.findMany({
    where: { id: { lt: beforeId } },
    orderBy: { id: 'desc' },
    take,
    include: { contact: { select: { channel: true } } },
  })

/** Removes some pauses that ended before an instant. @returns how many */
export async function deleteOldBlocks(tx: Db, before: Date, take: number): Promise<number> {
  const old = await tx.contactBlock.findMany({
    where: { until: { lt: before } },
    orderBy: { until: 'asc' },
    take,
    select: { id: true },
  })
  const { count } = await tx.contactBlock.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } })
  return count
}
