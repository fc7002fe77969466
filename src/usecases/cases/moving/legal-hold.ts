import { z } from 'zod'
import { Refusal } from '../../../domain/base/errors.ts'
import { textField } from '../../../domain/base/text/visible-text.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee, may } from '../../../domain/people/policy.ts'
import { lastHold } from '../../../store/base/audit.ts'
import type { Db } from '../../../store/base/database.ts'
import { type CaseRow, lockCase, setHold } from '../../../store/cases/cases.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'

const input = z.object({
  reason: textField(500, { empty: '请写明原因。' }),
})

/**
 * Sets or ends a legal hold (a court or an inspection needs the case beyond its retention period). The audit log
 * records who and why. A case on hold is never erased, whoever asks.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field` without a reason, `move_refused` when the case already
 *   has that state
 */
export async function setLegalHold(
  ctx: Context,
  number: string,
  { hold, reason: given }: { hold: boolean; reason: string },
  by: Actor,
): Promise<void> {
  if (!may(by, 'holdCases')) throw new Refusal('forbidden', '只有领导和管理员能保全诉求，或解除保全。')
  const { reason } = checked(input, { reason: given })
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const row = await lockCase(tx, number)
    // An admin may see no case at the desk, but can set a hold by number on the command line.
    if (!row || (by.role !== 'admin' && !canSee(by, row))) throw new Refusal('not_found', '没有这件诉求。')
    if ((row.legalHoldAt !== null) === hold)
      throw new Refusal('move_refused', hold ? '这件已经保全。' : '这件没有保全。')
    if (hold && row.erasedAt !== null) throw new Refusal('move_refused', '这件的内容已经清除，不能再保全。')
    await setHold(tx, row, hold ? now : null)
    await addAudit(tx, {
      at: now,
      officerId: by.id ?? null,
      action: hold ? 'legal_hold_set' : 'legal_hold_lifted',
      target: number,
      detail: reason,
    })
  })
}

/**
 * A case's hold as an officer may see it. The hold and who set it are visible to everybody who may see the case; the
 * reason (an inquiry into an officer, say) only to those who may set holds or read the audit log.
 */
export async function legalHoldOf(
  db: Db,
  row: Pick<CaseRow, 'number' | 'legalHoldAt'>,
  by: Actor,
): Promise<{ at: string; by: string | null; reason: string | null } | null> {
  if (row.legalHoldAt === null || by.kind !== 'officer') return null
  const last = await lastHold(db, row.number)
  const reads = may(by, 'holdCases') || may(by, 'seeAudit')
  return {
    at: row.legalHoldAt.toISOString(),
    by: last?.by ?? null,
    reason: reads ? (last?.reason ?? null) : null,
  }
}
