import { Refusal } from '../domain/base/errors.ts'
import { actorOf } from '../domain/people/actor.ts'
import { findOfficer } from '../store/people/officers.ts'
import { setLegalHold } from '../usecases/cases/moving/legal-hold.ts'
import { withContext } from './open-context.ts'
import { say } from './say.ts'
import { settings } from './settings.ts'

/** `huiyin hold 编号 --officer 登录名 --reason 原因`: sets a legal hold on a case; `--lift` ends it. */
export const hold = (number: string, options: { officer: string; reason: string; lift?: boolean }) =>
  withContext(settings(), async ctx => {
    const row = await findOfficer(ctx.db.read, options.officer)
    if (!row || row.disabledAt) throw new Refusal('not_found', `没有工作人员 ${options.officer}，或已停用。`)
    await setLegalHold(ctx, number, { hold: !options.lift, reason: options.reason }, actorOf(row))
    say(options.lift ? `${number} 已解除保全。` : `${number} 已保全，到期也不清除。`)
  })
