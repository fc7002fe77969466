import { z } from 'zod'
import { Refusal } from '../../../domain/base/errors.ts'
import { textField } from '../../../domain/base/text/visible-text.ts'
import type { OfficerActor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import { liftMark as lift, markById } from '../../../store/numbers/marks.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { demandMarks } from './list-marks.ts'

export const LIFT_REASON = 300
const shape = z.strictObject({ reason: textField(LIFT_REASON, { empty: '写明为什么撤销' }) })

/**
 * Takes a mark back with a reason: it counts no longer and stays readable. Only a manager of the whole office, so that no
 * department clears itself.
 * @throws Refusal `forbidden`, `invalid_field`, `not_found`, `conflict` when it was taken back before
 */
export async function liftMark(ctx: Context, by: OfficerActor, id: number, given: unknown): Promise<void> {
  demandMarks(by)
  if (!may(by, 'liftMarks') || scopeOf(by) !== null)
    throw new Refusal('forbidden', '只有全单位的领导能撤销。')
  const { reason } = checked(shape, given)
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const mark = await markById(tx, id)
    if (!mark) throw new Refusal('not_found', '没有这一条。')
    if (!(await lift(tx, id, { liftedAt: now, liftedById: by.id, liftReason: reason })))
      throw new Refusal('conflict', '这一条已经撤销了。')
    await addAudit(tx, {
      at: now,
      officerId: by.id,
      action: 'mark_lifted',
      target: mark.case.number,
      detail: reason,
    })
  })
}
