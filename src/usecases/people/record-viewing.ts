import { MINUTE } from '../../domain/base/civil-date.ts'
import { addAudit, addAuditOnce } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'

/** Viewings of one thing by one officer within this time are one entry, so that the log stays readable. */
const VIEWING_MS = 15 * MINUTE

export interface Viewing {
  officerId: number
  /** A key of the audit page's ACTIONS. */
  action:
    | 'case_seen'
    | 'attachment_seen'
    | 'conversation_seen'
    | 'audit_seen'
    | 'searched'
    | 'exported'
    | 'refused'
  /** The case's number, or the address. */
  target: string
  detail?: string | undefined
  address: string
}

const short = (text: string, most: number) => [...text].slice(0, most).join('')

/** Records what an officer viewed, exported or was refused. Every export has its own entry. */
export async function recordViewing(ctx: Context, viewing: Viewing): Promise<void> {
  const now = ctx.now()
  const fact = {
    at: now,
    officerId: viewing.officerId,
    action: viewing.action,
    target: short(viewing.target, 120),
    address: viewing.address,
    ...(viewing.detail && { detail: short(viewing.detail, 300) }),
  }
  await ctx.db.inTransaction(async tx => {
    if (viewing.action === 'exported') return void (await addAudit(tx, fact))
    const slot = Math.floor(now.getTime() / VIEWING_MS)
    const what = viewing.action === 'refused' || viewing.action === 'searched' ? (viewing.detail ?? '') : ''
    const key = `${viewing.action}:${viewing.officerId}:${viewing.target}:${what}:${slot}`
    await addAuditOnce(tx, fact, ctx.secrets.key(key, 'audit.once'))
  })
}
