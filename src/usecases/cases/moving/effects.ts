import { Refusal } from '../../../domain/base/errors.ts'
import { type Case, type CaseEvent, type EventType, OPEN, type Status } from '../../../domain/cases/case.ts'
import { mentionsIn } from '../../../domain/cases/mentions.ts'
import type { Role } from '../../../domain/office/roles.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee } from '../../../domain/people/policy.ts'
import type { Db } from '../../../store/base/database.ts'
import { appendEvents, type CaseRow, type LockedCase, lockCase } from '../../../store/cases/cases.ts'
import { keepVersion, markReturned } from '../../../store/cases/reply-versions.ts'
import type { Prisma } from '../../../store/generated/sqlite/client.ts'
import { activeOfficers } from '../../../store/people/officers.ts'
import { addOutbound } from '../../../store/talk/messages.ts'
import type { Context } from '../../base/context.ts'
import { guidesLinkedIn, noteWording } from '../../guides/guide-aliases.ts'
import { noticeTexts } from '../../talk/notice-texts.ts'
import { inviteRating } from '../own/invite-rating.ts'
import {
  changePictures,
  copyPictures,
  joinPictures,
  type PictureChange,
  picturesOf,
} from '../public/reply-pictures.ts'
import { releaseMerged, unansweredChildren } from './leave-merge.ts'
import { moveCaseIn } from './move-case.ts'
import { passToLead } from './pass-to-lead.ts'

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
  more: Prisma.CaseUncheckedUpdateManyInput
}

export type Effect = (
  change: Change,
  event: Omit<CaseEvent, 'seq'>,
) => Promise<Record<string, unknown> | undefined>

/**
 * What each event brings about in the database, inside the move's transaction. Only outbox rows are written:
 * nothing is sent here. Returned fields are added to the event's record.
 */
export const EFFECTS: Partial<Record<EventType, Effect>> = {
  assigned: async ({ tx, ctx, next, by, input }) => {
    const departmentId = String(input['department'])
    if (!ctx.content().office.departments.some(d => d.id === departmentId)) {
      throw new Refusal('invalid_field', '没有这个承办单位。', {
        errors: [{ path: 'department', message: '没有这个承办单位' }],
      })
    }
    if (typeof input['officer'] !== 'string') return undefined
    const officer = await tx.officer.findUnique({ where: { login: input['officer'] } })
    const belongs = officer && (officer.departmentId === null || officer.departmentId === departmentId)
    if (!officer || officer.disabledAt || !belongs) {
      throw new Refusal('invalid_field', '这位工作人员不在该承办单位，或已停用。', {
        errors: [{ path: 'officer', message: '不在该承办单位，或已停用' }],
      })
    }
    next.officerId = officer.id
    return { officerId: officer.id, by: by.id }
  },

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
    await tx.reply.update({
      where: { id: before.pending!.id },
      data: { status: 'submitted', submittedAt: now },
    })
    return { replyId: before.pending!.id }
  },

  returned: async ({ tx, before, next, by, now, input }) => {
    await tx.reply.update({
      where: { id: before.pending!.id },
      data: {
        status: before.pending!.purpose === 'decline' ? 'discarded' : 'returned',
        reviewedById: by.id!,
        reviewedAt: now,
        reviewNote: String(input['reason']),
      },
    })
    await markReturned(tx, before.pending!.id, (next.pending ?? before.pending!).version, now)
    return undefined
  },

  undone: async ({ tx, next }, event) => {
    if (event.data['type'] !== 'returned') return undefined
    const { id, version } = next.pending!
    await tx.reply.update({
      where: { id },
      data: { status: 'submitted', reviewNote: null, reviewedAt: null, reviewedById: null },
    })
    await markReturned(tx, id, version, null)
    return undefined
  },

  answered: giveReply,

  declined: async (change, event) => {
    await giveReply(change, event)
    await releaseMerged(change, 'declined')
    return undefined
  },

  supplemented: passToLead,

  urged: passToLead,

  withdrawn: async (change, event) => {
    await passToLead(change, event)
    change.more.mergedIntoId = null
    await releaseMerged(change, 'withdrawn')
    return undefined
  },

  set_aside: async (change, event) => {
    await releaseMerged(change, 'set_aside')
    return tellResident(texts => texts.setAside(change.row))(change, event)
  },

  left_merge: async ({ more }) => {
    more.mergedIntoId = null
    return undefined
  },

  asked_resident: tellResident((texts, change) =>
    texts.askedResident(change.row, String(change.input['text'])),
  ),

  extended: tellResident((texts, { row, next, input }) =>
    texts.extended(row, next.deadlines.reply, String(input['reason'])),
  ),

  // Whose date moves is told; whom the office asks is not for them.
  third_party_asked: tellResident((texts, { row, next }) => texts.thirdParty(row, next.deadlines.reply)),

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

  reopened: async ({ more }) => {
    more.mergedIntoId = null
    return undefined
  },

  // One taken down at the counter stands in its event; the case's own is the resident's.
  rated: async (change, event) => {
    const { more, input, by } = change
    if (by.kind === 'resident' && typeof input['text'] === 'string') more.ratingText = input['text']
    return passToLead(change, event)
  },

  published: async ({ tx, row, more, input, now }) => {
    const openness = String(input['openness'])
    more.openness = openness
    // What is no longer open disappears from the public page.
    more.publishedAt = openness === 'open' ? now : null
    const last = await tx.reply.findFirst({
      where: { caseId: row.id, status: 'approved' },
      orderBy: { id: 'desc' },
    })
    if (last) {
      await tx.reply.update({
        where: { id: last.id },
        data: {
          openness,
          redactedText: (input['redactedText'] as string | undefined) ?? null,
          redactedQuestion: (input['redactedQuestion'] as string | undefined) ?? null,
        },
      })
    }
    return undefined
  },
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
  const submittedAt = status === 'submitted' ? now : null
  const data = { text, purpose, status, version, draftedById: by.id!, draftedAt: now, submittedAt }
  const reply =
    before.pending && before.pending.purpose === purpose
      ? await tx.reply.update({ where: { id: before.pending.id }, data })
      : await tx.reply.create({ data: { caseId: row.id, ...data } })
  if (before.pending && before.pending.id !== reply.id) {
    await tx.reply.update({ where: { id: before.pending.id }, data: { status: 'discarded' } })
  }
  if (pictures) await changePictures(tx, { caseId: row.id, replyId: reply.id }, pictures, now)
  await keepVersion(tx, { replyId: reply.id, version, text, savedById: by.id!, savedAt: now })
  return { replyId: reply.id }
}

/** A reply passed review: it goes to this resident, and to each resident whose case was merged into this one. */
async function giveReply(change: Change, event: Omit<CaseEvent, 'seq'>): Promise<undefined> {
  const { tx, ctx, row, before, by, now } = change
  const reply =
    before.status === 'merged'
      ? await tx.reply.findUniqueOrThrow({ where: { id: Number(event.data['replyId']) } })
      : await tx.reply.update({
          where: { id: before.pending!.id },
          data: { status: 'approved', reviewedById: by.id!, reviewedAt: now },
        })
  await sendReply(change, row, reply)
  if (event.type !== 'answered') return undefined
  // An answer that links a guide says what the question was about.
  for (const id of row.anonymous || before.status === 'merged' ? [] : guidesLinkedIn(ctx, reply.text)) {
    await noteWording(tx, ctx, id, row.title, 'linked')
  }
  // Those merged into a case that was merged itself are answered through it.
  for (const number of await unansweredChildren(change)) {
    const child = (await lockCase(tx, number))!
    const copy = await tx.reply.create({
      data: {
        caseId: child.id,
        text: reply.text,
        status: 'approved',
        purpose: 'answer',
        draftedById: reply.draftedById,
        draftedAt: reply.draftedAt,
        submittedAt: reply.submittedAt,
        reviewedById: by.id!,
        reviewedAt: now,
      },
    })
    await copyPictures(tx, reply.id, { caseId: child.id, replyId: copy.id }, now)
    await moveCaseIn(tx, ctx, child, 'answerMerged', { replyId: copy.id }, by)
  }
  return undefined
}

async function sendReply({ tx, ctx, now }: Change, row: CaseRow, reply: { id: number; text: string }) {
  if (row.contactId === null) return // phone, visit or letter: told by the officer, or read on the case page
  const pictures = await picturesOf(tx, reply.id)
  const text = noticeTexts(ctx).reply(row, reply.text, pictures.length)
  const invitation = await inviteRating(tx, ctx, row, now)
  const messageId = await addOutbound(tx, ctx.secrets, {
    contactId: row.contactId,
    caseId: row.id,
    replyId: reply.id,
    purpose: 'reply',
    dedupeKey: `reply:${reply.id}`,
    outbound: {
      text: invitation ? `${text}\n\n${invitation.text}` : text,
      ...(invitation?.choices && { choices: invitation.choices }),
      ...(pictures.length > 0 && { pictures }),
    },
    now,
  })
  await joinPictures(tx, reply.id, messageId, row)
}

function tellResident(write: (texts: ReturnType<typeof noticeTexts>, change: Change) => string): Effect {
  return async (change, event) => {
    const { tx, ctx, row, now } = change
    if (row.contactId === null) return undefined
    await addOutbound(tx, ctx.secrets, {
      contactId: row.contactId,
      caseId: row.id,
      purpose: 'notice',
      // A case changes its version with each such move: one move, one notice.
      dedupeKey: `${event.type}:${row.number}:${row.version}`,
      outbound: { text: write(noticeTexts(ctx), change) },
      now,
    })
    return undefined
  }
}
