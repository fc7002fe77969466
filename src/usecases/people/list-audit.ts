import { addDays, instantOf } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { anchorText } from '../../domain/people/audit-chain.ts'
import { may } from '../../domain/people/policy.ts'
import { auditEntries } from '../../store/base/audit.ts'
import { auditHead } from '../../store/people/audit-chain.ts'
import { findOfficer } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'

const PAGE = 50

interface AuditFilter {
  /** The `next` of the page before. */
  before?: number
  /** Of one officer only. */
  login?: string
  action?: string
  /** A case's number, an officer's login, an address. */
  target?: string
  /** Days, both included, YYYY-MM-DD. */
  from?: string
  to?: string
}

/**
 * Who did or saw what at the desk, newest first.
 * @throws Refusal `forbidden`
 */
export async function listAudit(
  ctx: Context,
  by: Actor,
  { before, login, action, target, from, to }: AuditFilter = {},
) {
  if (!may(by, 'seeAudit')) throw new Refusal('forbidden', '您的角色不能看操作记录。')
  const officer = login ? await findOfficer(ctx.db.read, login) : undefined
  const rows = await auditEntries(ctx.db.read, PAGE + 1, {
    ...(before !== undefined && { beforeId: before }),
    ...(login && { officerId: officer?.id ?? -1 }),
    ...(action && { action }),
    ...(target && { target }),
    ...(from && { from: instantOf(from) }),
    ...(to && { to: instantOf(addDays(to, 1)) }),
  })
  const page = rows.slice(0, PAGE)
  const head = await auditHead(ctx.db.read)
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
    /** The end of the log's chain, to be written down elsewhere. */
    head: head && anchorText(head),
  }
}
