import { Refusal } from '../../../domain/base/errors.ts'
import { type Case, type CaseEvent, type EventType, OPEN, type Status } from '../../../domain/cases/case.ts'
import { mentionsIn } from '../../../domain/cases/mentions.ts'
import type { MoveInput } from '../../../domain/cases/moves.ts'
import type { Role } from '../../../domain/office/roles.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee } from '../../../domain/people/policy.ts'
import type { Db } from '../../../store/base/database.ts'
import { appendEvents, type LockedCase, lockCase, type MoreColumns } from '../../../store/cases/cases.ts'
import {
  approveReply,
  discardReply,
  openReply,
  putReply,
  resubmitReply,
  sendBackReply,
  submitReply,
} from '../../../store/cases/replies.ts'
import { keepVersion, markReturned } from '../../../store/cases/reply-versions.ts'
import { activeOfficers, findOfficer } from '../../../store/people/officers.ts'
import type { Context } from '../../base/context.ts'
import { changePictures, type PictureChange } from '../public/reply-pictures.ts'

/** One move under way: what the effects of its events may read and add to. */
export interface Change {
  tx: Db
  ctx: Context
  row: LockedCase
  before: Case
  next: Case
  by: Actor
  now: Date
  input: Record<string, unknown>
  /** Of a draft: photos it gets or loses. */
  pictures?: PictureChange | undefined
  /** Columns of the case beyond the state, to be written with it. */
  more: MoreColumns
}

export type Effect = (
  change: Change,
  event: Omit<CaseEvent, 'seq'>,
) => Promise<Record<string, unknown> | undefined>

/** What it says is all that happens to the case's own rows. */
const NOTHING: Effect = async () => undefined

/**
 * What each event changes in the rows of its own case, besides the columns that mirror its state, before it is
 * recorded. Returned fields are added to its record. What others do about it stands in app/reactions.ts.
 */
export const EFFECTS: { readonly [E in EventType]: Effect } = {
  received: NOTHING,
  released: NOTHING,
  accepted: NOTHING,

  assigned: async ({ tx, ctx, next, by, input }) => {
    const departmentId = String(input['department'])
    if (!ctx.content().office.departments.some(d => d.id === departmentId)) {
      throw new Refusal('invalid_field', '没有这个承办单位。', {
        errors: [{ path: 'department', message: '没有这个承办单位' }],
      })
    }
    if (typeof input['officer'] !== 'string') return undefined
    const officer = await findOfficer(tx, input['officer'])
    const belongs = officer && (officer.departmentId === null || officer.departmentId === departmentId)
    if (!officer || officer.disabledAt || !belongs) {
      throw new Refusal('invalid_field', '这位工作人员不在该承办单位，或已停用。', {
        errors: [{ path: 'officer', message: '不在该承办单位，或已停用' }],
      })
    }
    next.officerId = officer.id
    return { officerId: officer.id, by: by.id }
  },

  objected: NOTHING,
  objection_agreed: NOTHING,
  objection_refused: NOTHING,

  drafted: saveDraft,

  decline_proposed: async change => {
    change.more = {
      ...change.more,
      declineReason: String(change.input['reason']),
      declineRedirect: String(change.input['redirect']),
    }
    return saveDraft(change)
  },

  submitted: async ({ tx, before, now }) => {
    await submitReply(tx, before.pending!.id, now)
    return { replyId: before.pending!.id }
  },

  returned: async ({ tx, before, next, by, now, input }) => {
    const { id, purpose, version } = before.pending!
    const status = purpose === 'decline' ? 'discarded' : 'returned'
    await sendBackReply(tx, id, { status, by: by.id!, at: now, note: String(input['reason']) })
    await markReturned(tx, id, next.pending?.version ?? version, now)
    return undefined
  },

  undone: async ({ tx, next }, event) => {
    if (event.data['type'] !== 'returned') return undefined
    const { id, version } = next.pending!
    await resubmitReply(tx, id)
    await markReturned(tx, id, version, null)
    return undefined
  },

  answered: approve,
  declined: approve,
  delivery: NOTHING,
  extension_requested: NOTHING,
  extended: NOTHING,
  extension_refused: NOTHING,
  asked_resident: NOTHING,
  supplemented: NOTHING,
  third_party_asked: NOTHING,
  third_party_answered: NOTHING,
  deadline_moved: NOTHING,

  merged: async ({ tx, row, input, ctx, by, more }) => {
    const parent = await lockCase(tx, String(input['into']))
    // One that is over answers nobody any more.
    if (!parent || !OPEN.includes(parent.status as Status) || !canSee(by, parent)) {
      throw new Refusal('invalid_field', '要并入的诉求不存在，或已经不在办。', {
        errors: [{ path: 'into', message: '没有这件，或已经不在办' }],
      })
    }
    more.mergedIntoId = parent.id
    await appendEvents(tx, parent, [{ type: 'took_in', at: ctx.now(), by, data: { number: row.number } }])
    return undefined
  },

  took_in: NOTHING,
  left_merge: leaveMerge,
  supervised: NOTHING,
  supervision_answered: NOTHING,
  urged: NOTHING,
  rating_invited: NOTHING,

  // One taken down at the counter stands in its event; the case's own is the resident's.
  rated: async ({ more, input, by }) => {
    if (by.kind === 'resident' && typeof input['text'] === 'string') more.ratingText = input['text']
    return undefined
  },

  reopened: leaveMerge,
  withdrawn: leaveMerge,
  set_aside: NOTHING,
  closed: NOTHING,

  published: async ({ tx, row, more, input, now }) => {
    const { openness, redactedText = null, redactedQuestion = null } = input as MoveInput<'publish'>
    more.openness = openness
    // What is no longer open disappears from the public page.
    more.publishedAt = openness === 'open' ? now : null
    await openReply(tx, row.id, { openness, redactedText, redactedQuestion })
    return undefined
  },

  noted: async ({ tx, row, by }, event) => {
    const named = mentionsIn(String(event.data['text']), await activeOfficers(tx)).filter(o => o.id !== by.id)
    const actor = ({ id, role, departmentId }: (typeof named)[number]): Actor => ({
      kind: 'officer',
      id,
      role: role as Role,
      ...(departmentId && { departmentId }),
    })
    const [see, blind] = [named.filter(o => canSee(actor(o), row)), named.filter(o => !canSee(actor(o), row))]
    return {
      ...(see.length > 0 && { mentions: see.map(o => o.id) }),
      ...(blind.length > 0 && { unseen: blind.map(o => o.name) }),
    }
  },

  reminded: NOTHING,
  escalated: NOTHING,
  unreachable: NOTHING,
}

/** It is owed on its own again, or not at all. */
async function leaveMerge({ more }: Change): Promise<undefined> {
  more.mergedIntoId = null
}

/** The text under way passed review. A merged case got a copy of one that had. */
async function approve({ tx, before, by, now }: Change): Promise<undefined> {
  if (before.status !== 'merged') await approveReply(tx, before.pending!.id, { by: by.id!, at: now })
}

/** Keeps the text under way: the same row until it is approved, with a version that counts up. */
async function saveDraft({
  tx,
  row,
  before,
  next,
  by,
  now,
  input,
  pictures,
  more,
}: Change): Promise<Record<string, unknown>> {
  const { text, purpose, status, version } = next.pending!
  if (typeof input['outcome'] === 'string') {
    more.outcome = input['outcome']
    more.applicant = typeof input['applicant'] === 'string' ? input['applicant'] : 'person'
  }
  const current = before.pending?.purpose === purpose ? before.pending.id : undefined
  const replyId = await putReply(
    tx,
    {
      caseId: row.id,
      text,
      purpose,
      status,
      version,
      draftedById: by.id!,
      draftedAt: now,
      submittedAt: status === 'submitted' ? now : null,
    },
    current,
  )
  if (before.pending && current === undefined) await discardReply(tx, before.pending.id)
  if (pictures) await changePictures(tx, { caseId: row.id, replyId }, pictures, now)
  await keepVersion(tx, { replyId, version, text, savedById: by.id!, savedAt: now })
  return { replyId }
}
