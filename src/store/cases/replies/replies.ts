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

/** A new text, or, with the id of the one under way, what that one says now. @returns its id */
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

/** @param status `discarded` where nothing of it is worked on */
export const sendBackReply = (
  tx: Db,
  id: number,
  { status, by, at, note }: Reviewed & { status: 'returned' | 'discarded'; note: string },
) => tx.reply.update({ where: { id }, data: { status, reviewedById: by, reviewedAt: at, reviewNote: note } })

/** Before the reviewer again, as if it had not been sent back. */
export const resubmitReply = (tx: Db, id: number) =>
  tx.reply.update({
    where: { id },
    data: { status: 'submitted', reviewNote: null, reviewedAt: null, reviewedById: null },
  })

/** A text under way that nobody works on any more. One that was approved stays. */
export const discardReply = (tx: Db, id: number) =>
  tx.reply.updateMany({ where: { id, status: { not: 'approved' } }, data: { status: 'discarded' } })

/** The same answer for another case. @returns the id of the copy */
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

/** How open the latest answer of a case is, and what the public reads of it. */
export async function openReply(
  tx: Db,
  caseId: number,
  data: { openness: Openness; redactedText: string | null; redactedQuestion: string | null },
): Promise<void> {
  const last = await tx.reply.findFirst({ where: { caseId, status: 'approved' }, orderBy: { id: 'desc' } })
  if (last) await tx.reply.update({ where: { id: last.id }, data })
}

/** The latest answer that passed review, and how it stands on its way (`null`: nothing was to be sent). */
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

/** Whether the record of a case says already that this answer was read. */
export async function readOnRecord(db: Db, caseId: number, replyId: number): Promise<boolean> {
  const rows = await db.caseEvent.findMany({
    where: { caseId, type: 'delivery' },
    select: { data: true },
  })
  const facts = rows.map(e => JSON.parse(e.data ?? '{}') as { replyId?: number; state?: string })
  return facts.some(f => f.replyId === replyId && f.state === 'read')
}
