import type { CaseReply } from '../../../domain/cases/case.ts'
import type { Openness } from '../../../domain/cases/openness.ts'
import type { Db } from '../../base/database.ts'
import type { Reply } from '../../generated/sqlite/client.ts'

export type ReplyRow = Reply

export const replyById = (db: Db, id: number): Promise<ReplyRow> =>
  db.reply.findUniqueOrThrow({ where: { id } })

interface Text {
  caseId: number
  text: string
  purpose: CaseReply['purpose']
  status: CaseReply['status']
  version: number
  draftedById: number
  draftedAt: Date
  submittedAt: Date | null
}

/** Stores a new text, or replaces that of the reply with this id. @returns its id */
export async function putReply(tx: Db, data: Text, id?: number): Promise<number> {
  const row =
    id === undefined ? await tx.reply.create({ data }) : await tx.reply.update({ where: { id }, data })
  return row.id
}

export const submitReply = (tx: Db, id: number, at: Date) =>
  tx.reply.update({ where: { id }, data: { status: 'submitted', submittedAt: at } })

interface Reviewed {
  by: number
  at: Date
}

export const approveReply = (tx: Db, id: number, { by, at }: Reviewed) =>
  tx.reply.update({ where: { id }, data: { status: 'approved', reviewedById: by, reviewedAt: at } })

/** @param status `discarded` when nobody continues with the text */
export const sendBackReply = (
  tx: Db,
  id: number,
  { status, by, at, note }: Reviewed & { status: 'returned' | 'discarded'; note: string },
) => tx.reply.update({ where: { id }, data: { status, reviewedById: by, reviewedAt: at, reviewNote: note } })

/** Submits a reply for review again, as if it had not been returned. */
export const resubmitReply = (tx: Db, id: number) =>
  tx.reply.update({
    where: { id },
    data: { status: 'submitted', reviewNote: null, reviewedAt: null, reviewedById: null },
  })

/** Discards a pending reply. An approved one stays. */
export const discardReply = (tx: Db, id: number) =>
  tx.reply.updateMany({ where: { id, status: { not: 'approved' } }, data: { status: 'discarded' } })

/** Copies an answer to another case. @returns the id of the copy */
export async function copyReply(tx: Db, from: ReplyRow, caseId: number, { by, at }: Reviewed) {
  const { text, draftedById, draftedAt, submittedAt } = from
  const copy = await tx.reply.create({
    data: {
      caseId,
      text,
      status: 'approved',
      purpose: 'answer',
      draftedById,
      draftedAt,
      submittedAt,
      reviewedById: by,
      reviewedAt: at,
    },
  })
  return copy.id
}

/**
 * The openness of the latest answer of a case, and its public text.
 * @param confirmed who makes it public, and when: whoever does so says that it holds, even if it was retired before
 */
export async function openReply(
  tx: Db,
  caseId: number,
  data: { openness: Openness; redactedText: string | null; redactedQuestion: string | null },
  confirmed: Reviewed | null,
): Promise<void> {
  const last = await tx.reply.findFirst({ where: { caseId, status: 'approved' }, orderBy: { id: 'desc' } })
  if (!last) return
  const holds = confirmed && {
    confirmedAt: confirmed.at,
    confirmedById: confirmed.by,
    retiredAt: null,
    retiredReason: null,
  }
  await tx.reply.update({ where: { id: last.id }, data: { ...data, ...holds } })
}

/** The latest approved answer and the state of its delivery (`null`: nothing to send). */
export async function lastApproved(
  db: Db,
  caseId: number,
): Promise<{ id: number; delivery: string | null } | null> {
  const row = await db.reply.findFirst({
    where: { caseId, status: 'approved' },
    orderBy: { id: 'desc' },
    select: { id: true, outbox: { select: { status: true } } },
  })
  return row && { id: row.id, delivery: row.outbox?.status ?? null }
}

/** Whether the record of a case already says that this answer was read. */
export async function hasReadEvent(db: Db, caseId: number, replyId: number): Promise<boolean> {
  const rows = await db.caseEvent.findMany({
    where: { caseId, type: 'delivery' },
    select: { data: true },
  })
  const facts = rows.map(e => JSON.parse(e.data ?? '{}') as { replyId?: number; state?: string })
  return facts.some(f => f.replyId === replyId && f.state === 'read')
}
