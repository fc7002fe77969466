import type { CaseReply } from '../../domain/cases/case.ts'
import type { Db } from '../base/database.ts'
import { SHOWN_FILE, type ShownFile } from './shown-files.ts'

/** A text for the resident as an officer's page shows it. */
export interface ShownReply {
  id: number
  text: string
  status: 'approved' | 'draft' | 'submitted' | 'returned'
  purpose: CaseReply['purpose']
  version: number
  reviewNote: string | null
  draftedById: number
  draftedAt: Date
  reviewedAt: Date | null
  drafter: { name: string }
  reviewer: { name: string } | null
  /** The message that delivers it to the resident; null when there is none. */
  outbox: { status: string; error: string | null } | null
  pictures: ShownFile[]
}

const SHOWN: readonly ShownReply['status'][] = ['approved', 'draft', 'submitted', 'returned']

/** Approved and pending replies, oldest first. By the index on (caseId, id); a case has a few. */
export const shownReplies = (db: Db, caseId: number): Promise<ShownReply[]> =>
  db.reply.findMany({
    where: { caseId, status: { in: [...SHOWN] } },
    orderBy: { id: 'asc' },
    select: {
      id: true,
      text: true,
      status: true,
      purpose: true,
      version: true,
      reviewNote: true,
      draftedById: true,
      draftedAt: true,
      reviewedAt: true,
      drafter: { select: { name: true } },
      reviewer: { select: { name: true } },
      outbox: { select: { status: true, error: true } },
      pictures: { orderBy: { id: 'asc' }, select: SHOWN_FILE },
    },
  }) as Promise<ShownReply[]>
