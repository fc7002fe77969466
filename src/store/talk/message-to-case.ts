import type { Db } from '../base/database.ts'

/** A resident's message that may become a case. */
export interface InboundMessage {
  text: string
  hasFiles: boolean
  caseId: number | null
  /** The case it belongs to, and that case's submission key. */
  case: { number: string; submissionKey: string | null } | null
  channel: string
  locale: string | null
}

/** A message from this contact, by id; null when the office or another contact sent it. */
export async function inboundMessage(
  db: Db,
  { contactId, messageId }: { contactId: number; messageId: number },
): Promise<InboundMessage | null> {
  const row = await db.message.findFirst({
    where: { id: messageId, contactId, direction: 'in' },
    select: {
      text: true,
      caseId: true,
      case: { select: { number: true, submissionKey: true } },
      contact: { select: { channel: true, locale: true } },
      attachments: { take: 1, select: { id: true } },
    },
  })
  if (!row) return null
  const { contact, attachments, ...message } = row
  return { ...message, ...contact, hasFiles: attachments.length > 0 }
}

/** Adds one message and its files to a case. */
export async function addMessageToCase(db: Db, messageId: number, caseId: number): Promise<void> {
  await db.message.update({ where: { id: messageId }, data: { caseId }, select: { id: true } })
  await db.attachment.updateMany({ where: { messageId }, data: { caseId } })
}
