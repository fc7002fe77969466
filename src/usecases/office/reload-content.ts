import { Refusal } from '../../domain/base/errors.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { addAudit } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'

/**
 * Reads the office's content anew, as `huiyin reload` does: all of it, or none.
 * @throws Refusal `forbidden`, `unavailable` where this process cannot; ContentError when the files have mistakes.
 */
export async function reloadContent(ctx: Context, by: Actor & { id: number }): Promise<void> {
  if (!may(by, 'reloadContent')) throw new Refusal('forbidden', '您的角色不能重新读取内容。')
  if (!ctx.reload) throw new Refusal('unavailable', '这里不能重新读取。')
  await ctx.reload()
  await ctx.db.inTransaction(tx =>
    addAudit(tx, { at: ctx.now(), officerId: by.id, action: 'content.reload' }),
  )
}
