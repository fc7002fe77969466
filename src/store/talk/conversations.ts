import type { Db } from '../base/database.ts'

const WITH_ATTACHMENTS = {
  attachments: {
    select: { id: true, kind: true, status: true, mime: true, name: true },
    orderBy: { id: 'asc' },
  },
} as const

/** The messages with a person (by all their ids, store/talk/pseudonyms) after a message, oldest first. */
export const messagesAfter = (db: Db, ids: readonly number[], after: number, limit: number) =>
  db.message.findMany({
    where: { contactId: { in: [...ids] }, id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
    include: WITH_ATTACHMENTS,
  })

/** The last messages with a person, oldest first. `before` pages back. */
export const lastMessages = async (db: Db, ids: readonly number[], limit: number, before?: number) =>
  (
    await db.message.findMany({
      where: { contactId: { in: [...ids] }, ...(before !== undefined && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit,
      include: WITH_ATTACHMENTS,
    })
  ).reverse()

export type StoredMessage = Awaited<ReturnType<typeof messagesAfter>>[number]

/** The office's last message with a payload before a message: the one that offered the chosen button. */
export const officeMessageBefore = (db: Db, ids: readonly number[], before: number) =>
  db.message.findFirst({
    where: { contactId: { in: [...ids] }, direction: 'out', payload: { not: null }, id: { lt: before } },
    orderBy: { id: 'desc' },
  })

export const attachmentOfContact = (db: Db, ids: readonly number[], id: number) =>
  db.attachment.findFirst({ where: { id, contactId: { in: [...ids] }, status: 'stored' } })

/** The types of messages by which officers filter conversations. */
export const SAID = {
  text: { kind: 'text' },
  photo: { attachments: { some: { kind: 'photo' } } },
  voice: { attachments: { some: { kind: 'voice' } } },
  location: { kind: 'location' },
  unknown: { kind: 'unknown' },
} as const
export type Said = keyof typeof SAID

/**
 * Contacts by the time of their last message, or of their last message that was not understood; newest first, after
 * `after`. Each comes with its last message (of one type, if `said` is given) that belongs to no case.
 */
export async function conversations(
  db: Db,
  {
    channel,
    said,
    unclear,
    after,
    take,
  }: { channel?: string; said?: Said; unclear: boolean; after?: { at: Date; id: number }; take: number },
) {
  const loose = { direction: 'in', caseId: null, ...(said && SAID[said]) }
  const by = unclear ? 'unclearAt' : 'lastInboundAt'
  const contacts = await db.contact.findMany({
    where: {
      ...(channel && { channel }),
      ...(said && { messages: { some: loose } }),
      [by]: after ? { lte: after.at } : { not: null },
      ...(after && { OR: [{ [by]: { lt: after.at } }, { [by]: after.at, id: { lt: after.id } }] }),
    },
    orderBy: [{ [by]: 'desc' }, { id: 'desc' }],
    take,
    include: {
      messages: { where: loose, orderBy: { id: 'desc' }, take: 1 },
    },
  })
  return contacts.map(({ messages, ...contact }) => ({
    at: contact[by]!,
    contact,
    message: messages[0],
  }))
}

/** The last messages with a contact that belong to no case, oldest first. `before` pages back. */
export const messagesOutsideCases = async (db: Db, contactId: number, take: number, before?: number) =>
  (
    await db.message.findMany({
      where: { contactId, caseId: null, ...(before !== undefined && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take,
      include: { attachments: { orderBy: { id: 'asc' } }, outbox: { select: { status: true } } },
    })
  ).reverse()
