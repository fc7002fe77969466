import type { Actor } from '../domain/case.ts'
import { Refusal } from '../domain/errors.ts'
import { may } from '../domain/policy.ts'
import { auditEntries } from '../store/audit.ts'
import { findOfficer } from '../store/officers.ts'
import type { Context } from './context.ts'

const PAGE = 50

/**
 * Who did or saw what at the desk, newest first.
 * @param before the `next` of the page before; `login`: of one officer only
 * @throws Refusal `forbidden`
 */
export async function listAudit(
  ctx: Context,
  by: Actor,
  { before, login }: { before?: number; login?: string } = {},
) {
  if (!may(by, 'seeAudit')) throw new Refusal('forbidden', '您的角色不能看操作记录。')
  const officer = login ? await findOfficer(ctx.db.read, login) : undefined
  const rows = await auditEntries(ctx.db.read, PAGE + 1, before, login ? (officer?.id ?? -1) : undefined)
  const page = rows.slice(0, PAGE)
  return {
    entries: page.map(row => ({
      id: row.id,
      at: row.at.toISOString(),
      officer: row.officer,
      action: row.action,
      target: row.target,
      address: row.address,
      detail: row.detail,
    })),
    next: rows.length > PAGE ? page.at(-1)!.id : null,
  }
}
