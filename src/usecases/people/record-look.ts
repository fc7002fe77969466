import { MINUTE } from '../../domain/base/civil-date.ts'
import { addAudit, addAuditOnce } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'

/** Viewings of one thing by one officer within this time are one entry, so that the log stays readable. */
const LOOK_MS = 15 * MINUTE

export interface Look {
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
export async function recordLook(ctx: Context, look: Look): Promise<void> {
  const now = ctx.now()
  const fact = {
    at: now,
    officerId: look.officerId,
    action: look.action,
    target: short(look.target, 120),
    address: look.address,
    ...(look.detail && { detail: short(look.detail, 300) }),
  }
  await ctx.db.inTransaction(async tx => {
    if (look.action === 'exported') return void (await addAudit(tx, fact))
    const slot = Math.floor(now.getTime() / LOOK_MS)
    const what = look.action === 'refused' || look.action === 'searched' ? (look.detail ?? '') : ''
    const key = `${look.action}:${look.officerId}:${look.target}:${what}:${slot}`
    await addAuditOnce(tx, fact, ctx.secrets.key(key, 'audit.once'))
  })
}
