import { z } from 'zod'
import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { invalidField, Refusal } from '../../../domain/base/errors.ts'
import { textField } from '../../../domain/base/text/visible-text.ts'
import { guideDraft } from '../../../domain/guides/guide-draft.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import type { Db } from '../../../store/base/database.ts'
import { indexRepliesOf } from '../../../store/cases/replies/reply-search.ts'
import {
  type Keeping,
  keepReply,
  lockReviewedReply,
  type ReviewedReplyRow,
} from '../../../store/cases/replies/reviewed-replies.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { demandReviewer, isInSight, oneReviewed } from './list-reviewed.ts'

/** What an officer decides about a public reply. Each is in the audit log, under the number of its case. */

type Decision = { keeping: Keeping; action: string; detail?: string }

async function decide(
  ctx: Context,
  by: Actor,
  id: number,
  what: (row: ReviewedReplyRow) => Decision,
): Promise<void> {
  demandReviewer(by)
  await ctx.db.inTransaction(async tx => {
    const row = await lockReviewedReply(tx, id)
    if (!row || !isInSight(by, row)) throw new Refusal('not_found', '没有这份公开的答复，可能已经不公开了。')
    const { keeping, action, detail } = what(row)
    await keepReply(tx, id, keeping)
    if (keeping.retiredAt !== undefined) await reindex(tx, ctx, row)
    await addAudit(tx, {
      at: ctx.now(),
      officerId: by.id!,
      action,
      target: row.case.number,
      ...(detail !== undefined && { detail }),
    })
  })
}

const reindex = (tx: Db, ctx: Context, { case: about }: ReviewedReplyRow) =>
  indexRepliesOf(tx, ctx.secrets, shownText(ctx), about, true)

/** It still holds; a retired one holds again, and is shown again. @throws Refusal `forbidden`, `not_found` */
export const confirmReply = (ctx: Context, by: Actor, id: number): Promise<void> =>
  decide(ctx, by, id, row => {
    const confirmed = { confirmedAt: ctx.now(), confirmedById: by.id! }
    return row.retiredAt === null
      ? { keeping: confirmed, action: 'reply_confirmed' }
      : { keeping: { ...confirmed, retiredAt: null, retiredReason: null }, action: 'reply_restored' }
  })

const retirement = z.object({ reason: textField(200, { empty: '请写明为什么停用，公众看不到' }) })

/**
 * It no longer holds, and the public reads it no more.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field`, `move_refused` when it is retired already
 */
export async function retireReply(
  ctx: Context,
  by: Actor,
  id: number,
  given: { reason: string },
): Promise<void> {
  demandReviewer(by)
  const { reason } = checked(retirement, given)
  await decide(ctx, by, id, row => {
    if (row.retiredAt !== null) throw new Refusal('move_refused', '这份答复已经停用了。')
    return {
      keeping: { retiredAt: ctx.now(), retiredReason: reason },
      action: 'reply_retired',
      detail: reason,
    }
  })
}

/**
 * A guide covers it now, to which its page links; '' when none does any more.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field` when there is no such guide
 */
export async function coverReply(ctx: Context, by: Actor, id: number, guideId: string): Promise<void> {
  demandReviewer(by)
  if (guideId !== '' && !ctx.content().guides.has(guideId))
    throw invalidField('guideId', '没有这份办事指南，请从列表里选')
  await decide(ctx, by, id, () => ({
    keeping: { guideId: guideId || null },
    action: 'reply_covered',
    detail: guideId || '去掉',
  }))
}

/** Notes that an officer begins to make a guide of it. @throws Refusal `forbidden`, `not_found` */
export const beginGuide = (ctx: Context, by: Actor, id: number): Promise<void> =>
  decide(ctx, by, id, () => ({ keeping: {}, action: 'reply_drafted' }))

/**
 * The file of a guide made of a reply, for an officer to complete. Nothing is written into the office's folder.
 * @throws Refusal `forbidden`, `not_found`
 */
export async function draftOf(
  ctx: Context,
  by: Actor,
  id: number,
): Promise<{ file: string; draft: string; title: string }> {
  const reply = await oneReviewed(ctx, by, id)
  const { office } = ctx.content()
  const department = office.departments.find(d => d.id === reply.departmentId) ?? office.departments[0]
  const draft = guideDraft({
    id: `reply-${id}`,
    title: [...reply.title].slice(0, 60).join(''),
    asked: reply.question ? [reply.question] : [],
    note: reply.text,
    department: department?.id ?? '',
    phone: department?.phone ?? office.phone,
    hours: `工作日 ${office.hours.map(open => `${open.from}–${open.to}`).join('，')}`,
    updatedOn: shanghaiDate(ctx.now()),
  })
  return { file: `reply-${id}.yaml`, draft, title: reply.title }
}
