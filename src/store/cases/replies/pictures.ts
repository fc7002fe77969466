import type { Db } from '../../base/database.ts'

/** Pictures of replies. They are attachments, and are sent to the resident with the reply. */

/** In order. */
export const picturesOf = (db: Db, replyId: number) =>
  db.attachment.findMany({
    where: { replyId },
    orderBy: { id: 'asc' },
    select: { id: true, hash: true, bytes: true },
  })

/** How many pictures a reply has besides these. */
export const countPictures = (db: Db, replyId: number, without: readonly number[]): Promise<number> =>
  db.attachment.count({ where: { replyId, id: { notIn: [...without] } } })

export async function addPicture(
  tx: Db,
  row: { caseId: number; replyId: number; hash: string | null; bytes: number | null },
  now: Date,
): Promise<void> {
  await tx.attachment.create({
    data: { ...row, kind: 'photo', status: 'stored', mime: 'image/jpeg', cleaned: true, createdAt: now },
  })
}

/** Removes these pictures from a reply; ids of other replies' pictures are ignored. */
export async function dropPictures(tx: Db, replyId: number, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx.attachment.deleteMany({ where: { replyId, id: { in: [...ids] } } })
}

/** Links them to the message to the resident, so that the conversation shows them with the text. */
export const joinPictures = (
  tx: Db,
  replyId: number,
  messageId: number,
  { contactId }: { contactId: number | null },
) => tx.attachment.updateMany({ where: { replyId }, data: { messageId, contactId } })
