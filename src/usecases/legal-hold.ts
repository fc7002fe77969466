import type { Actor } from '../domain/case.ts'
import { Refusal } from '../domain/errors.ts'
import { hasVisibleText } from '../domain/visible-text.ts'
import { lockCase } from '../store/cases.ts'
import { addAudit } from '../store/officers.ts'
import type { Context } from './context.ts'

/**
 * Keeps a case beyond its time (a court or an inspection needs it), or lets it go again. Who and why stands in the
 * audit log. A held case is not erased, whoever asks.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field` without a reason, `move_refused` when it is so already
 */
export async function setLegalHold(
  ctx: Context,
  number: string,
  { hold, reason }: { hold: boolean; reason: string },
  by: Actor,
): Promise<void> {
  if (by.role !== 'manager' && by.role !== 'admin')
    throw new Refusal('forbidden', '只有领导和管理员能保全诉求，或解除保全。')
  if (!hasVisibleText(reason)) throw new Refusal('invalid_field', '请写明原因。')
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const row = await lockCase(tx, number)
    if (!row) throw new Refusal('not_found', '没有这件诉求。')
    if ((row.legalHoldAt !== null) === hold)
      throw new Refusal('move_refused', hold ? '这件已经保全。' : '这件没有保全。')
    if (hold && row.erasedAt !== null) throw new Refusal('move_refused', '这件的内容已经清除，不能再保全。')
    await tx.case.update({ where: { id: row.id }, data: { legalHoldAt: hold ? now : null } })
    await addAudit(tx, {
      at: now,
      officerId: by.id ?? null,
      action: hold ? 'legal_hold_set' : 'legal_hold_lifted',
      target: number,
      detail: reason.trim(),
    })
  })
}
