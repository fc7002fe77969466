import type { Db } from '../base/database.ts'

/** A resident's message of which a case may be made. */
export interface InboundMessage {
  text: string
  hasFiles: boolean
  caseId: number | null
  /** The case it stands on, and what that was opened with. */
  case: { number: string; submissionKey: string | null } | null
  channel: string
  locale: string | null
}

/** A message that this contact sent, by id; null when it is the office's, or somebody else's. */
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

/** Puts one message with its files on a case. By id, and by the files' message. */
export async function giveToCase(db: Db, messageId: number, caseId: number): Promise<void> {
  await db.message.update({ where: { id: messageId }, data: { caseId }, select: { id: true } })
  await db.attachment.updateMany({ where: { messageId }, data: { caseId } })
}
