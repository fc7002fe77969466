import { Refusal } from '../../domain/base/errors.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import * as notices from '../../store/office/notices.ts'
import type { Context } from '../base/context.ts'

/**
 * Clears a notice that an administrator has dealt with; the same trouble raises it again. @throws Refusal `forbidden`
 */
export async function clearNotice(ctx: Context, code: string, by: Actor): Promise<void> {
  if (!may(by, 'reloadContent')) throw new Refusal('forbidden', '您的角色不能处理通知。')
  await notices.clearNotice(ctx.db, code, ctx.now())
}
