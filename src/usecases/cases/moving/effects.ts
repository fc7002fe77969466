import type { z } from 'zod'
import type { Case } from '../../../domain/cases/case.ts'
import type { DecidedEvent } from '../../../domain/cases/event-data.ts'
import { isWriting, type SpecOf, type WritingEvent } from '../../../domain/cases/events.ts'
import type { EventSpec } from '../../../domain/cases/moves/event.ts'
import type { Outcome } from '../../../domain/cases/moves.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import type { Db } from '../../../store/base/database.ts'
import type { LockedCase, MoreColumns } from '../../../store/cases/cases.ts'
import {
  approveReply,
  discardReply,
  openReply,
  putReply,
  resubmitReply,
  sendBackReply,
  submitReply,
} from '../../../store/cases/replies/replies.ts'
import { indexRepliesOf } from '../../../store/cases/replies/reply-search.ts'
import { keepVersion, markReturned } from '../../../store/cases/reply-versions.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { changePictures, type PictureChange } from '../public/reply-pictures.ts'

/** A move in progress, as the effects of its events read and extend it. */
interface Change {
  tx: Db
  ctx: Context
  row: LockedCase
  before: Case
  next: Case
  by: Actor
  now: Date
  publicTexts: Outcome['publicTexts']
  /** For a draft: photos to add or remove. */
  pictures?: PictureChange | undefined
  /** Columns of the case beyond the state, to be written with it. */
  more: MoreColumns
}

/** Fields of an event that only stored rows can give. */
type Later<E extends WritingEvent> =
  SpecOf<E> extends EventSpec<infer D, infer L>
    ? [L] extends [never]
      ? undefined
      : Pick<z.infer<D>, L>
    : never

type Effect<E extends WritingEvent> = (change: Change, event: DecidedEvent<E>) => Promise<Later<E>>

/**
 * The rows that each event changes besides the columns that mirror its case. Effects never change or refuse what was
 * decided. An event does not compile until it is listed here, or its definition says that it changes no rows.
 * Reactions of other parts are in app/reactions.ts.
 */
const EFFECTS: { readonly [E in WritingEvent]: Effect<E> } = {
  drafted: async (change, { data: { outcome, applicant } }) => {
    if (outcome)
      Object.assign(change.more, { outcome, ...(applicant && { applicant }) } satisfies MoreColumns)
    return saveDraft(change)
  },

  decline_proposed: async (change, { data: { reason, redirect } }) => {
    Object.assign(change.more, { declineReason: reason, declineRedirect: redirect } satisfies MoreColumns)
    return saveDraft(change)
  },

  submitted: async ({ tx, now }, { data: { replyId } }) => {
    await submitReply(tx, replyId, now)
    return undefined
  },

  returned: async ({ tx, before, next, by, now }, { data: { replyId, reason, decline } }) => {
    const status = decline ? 'discarded' : 'returned'
    await sendBackReply(tx, replyId, { status, by: by.id!, at: now, note: reason })
    await markReturned(tx, replyId, (next.pending ?? before.pending!).version, now)
    return undefined
  },

  undone: async ({ tx, next }, { data: { type } }) => {
    if (type !== 'returned') return undefined
    const { id, version } = next.pending!
    await resubmitReply(tx, id)
    await markReturned(tx, id, version, null)
    return undefined
  },

  answered: approve,
  declined: approve,

  // A rating recorded at the counter is only in its event; the case's own rating is the resident's.
  rated: async ({ more, by }, { data: { text } }) => {
    if (by.kind === 'resident' && text !== undefined) more.ratingText = text
    return undefined
  },

  published: async ({ tx, ctx, row, more, now, by, publicTexts }, { data: { openness } }) => {
    more.openness = openness
    // An answer that is no longer open disappears from the public page.
    more.publishedAt = openness === 'open' ? now : null
    const isOpen = openness === 'open'
    await openReply(tx, row.id, { openness, ...publicTexts! }, isOpen ? { by: by.id!, at: now } : null)
    await indexRepliesOf(tx, ctx.secrets, shownText(ctx), row, isOpen)
    return undefined
  },
}

/** Changes the rows. @returns what only they say of the event */
export async function writeRows(change: Change, event: DecidedEvent): Promise<object | undefined> {
  const { type } = event
  // The table holds each effect to its event; over all of them the compiler cannot follow it.
  if (!isWriting(type)) return undefined
  return (EFFECTS[type] as (c: Change, e: DecidedEvent) => Promise<object | undefined>)(change, event)
}

/** The pending text was approved. A merged case gets a copy of an approved one. */
async function approve({ tx, before, by, now }: Change): Promise<undefined> {
  if (before.status !== 'merged') await approveReply(tx, before.pending!.id, { by: by.id!, at: now })
}

/** Stores the pending text: the same row until it is approved, with an increasing version. */
async function saveDraft({ tx, row, before, next, by, now, pictures }: Change): Promise<{ replyId: number }> {
  const { text, purpose, status, version } = next.pending!
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
