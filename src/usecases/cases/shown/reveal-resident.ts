import { Refusal } from '../../../domain/base/errors.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee, may } from '../../../domain/people/policy.ts'
import { findCaseByNumber } from '../../../store/cases/cases.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { nameOf, phoneOf } from '../../../store/talk/contacts.ts'
import type { Context } from '../../base/context.ts'

/**
 * Name and phone of a resident, unsealed for one officer, who needs them to call. The viewing is recorded in the
 * audit log first.
 * @throws Refusal `not_found` when out of sight, `forbidden` without the right or when the resident is anonymous.
 */
export async function revealResident(
  ctx: Context,
  number: string,
  by: Actor & { id: number },
  address: string,
): Promise<{ name: string | null; phone: string | null }> {
  return ctx.db.inTransaction(async tx => {
    const row = await findCaseByNumber(tx, number)
    if (!row || !canSee(by, row)) throw new Refusal('not_found', '没有这件诉求。')
    if (!may(by, 'seePersonalData')) throw new Refusal('forbidden', '您的角色不能看群众的姓名和电话。')
    if (row.anonymous) throw new Refusal('forbidden', '群众要求匿名，姓名和电话谁也不能看。')
    await addAudit(tx, {
      at: ctx.now(),
      officerId: by.id,
      action: 'personal_data_seen',
      target: number,
      address,
    })
    return { name: nameOf(ctx.secrets, row) ?? null, phone: phoneOf(ctx.secrets, row) ?? null }
  })
}
