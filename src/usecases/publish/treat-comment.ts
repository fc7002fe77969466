import { z } from 'zod'
import { invalidField, Refusal } from '../../domain/base/errors.ts'
import { textField } from '../../domain/base/text/visible-text.ts'
import type { OfficerActor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { canSeeItem } from '../../domain/publish/item.ts'
import { TREATMENTS, type Treatment } from '../../domain/publish/item-counts.ts'
import { privateIn, whyPrivate } from '../../domain/publish/private-in-item.ts'
import { commentOfCase, treatComment as storeTreatment } from '../../store/publish/item-comments.ts'
import { appendItemEvents } from '../../store/publish/item-events.ts'
import { lockItem } from '../../store/publish/items.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { ownNumbers } from '../office/shown-text.ts'

const TREATMENT_IDS = Object.keys(TREATMENTS) as [Treatment, ...Treatment[]]

export const treatmentInput = z.strictObject({
  /** The number of the comment's case. */
  comment: z.string().min(1, '请选意见').max(20),
  treatment: z.enum(TREATMENT_IDS, '请选怎么处理'),
  /** The public reads it beside the answer. */
  reason: textField(500, { empty: '请写明理由，群众看得到' }),
})

/**
 * Says what came of an opinion on a consultation: adopted, partly adopted, or not, and why.
 * @throws Refusal `not_found`, `forbidden`, `move_refused` when the item is no consultation, `invalid_field`
 */
export async function treatComment(
  ctx: Context,
  by: OfficerActor,
  number: string,
  given: z.input<typeof treatmentInput>,
): Promise<void> {
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const item = await lockItem(tx, number)
    if (!item || !canSeeItem(by, item)) throw new Refusal('not_found', '没有这条信息。')
    if (!may(by, 'reviewItems')) throw new Refusal('forbidden', '您的角色不能处理意见。')
    if (!item.consultation) throw new Refusal('move_refused', '这条不是意见征集，按一般留言答复就行。')
    const { comment, treatment, reason } = checked(treatmentInput, given)
    const why = whyPrivate(privateIn([reason], ownNumbers(ctx.content())), null)
    if (why) throw invalidField('reason', why)
    const found = await commentOfCase(tx, item.id, comment)
    if (!found) throw new Refusal('not_found', '这条信息没有这个编号的意见。')
    const how = { treatment, treatmentReason: reason, treatedById: by.id, treatedAt: now }
    await storeTreatment(tx, item.id, found.id, how)
    await appendItemEvents(tx, item.id, [{ type: 'treated', data: { comment, treatment, reason } }], by, now)
  })
}
