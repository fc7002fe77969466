import { DAY } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { Db } from '../../store/base/database.ts'
import { addAudit, officerById } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'

/**
 * How long an administrator who set a password counts as able to have used it, whatever the officer has set since.
 */
const SET_BY_THE_OTHER_MS = 30 * DAY
/** How long two passwords that one administrator replaced may both be used by that administrator. */
const BOTH_RESET_MS = DAY
/** How long after a reset an approval is recorded for review. */
const WORTH_A_LOOK_MS = 7 * DAY

/**
 * An answer needs two persons, not just two accounts. Refuses an approval where one of the two set the other's
 * password, or one administrator replaced both within a day; records one that comes soon after a reset. First
 * passwords are not resets, because every new office has them.
 * @throws Refusal `move_refused`
 */
export async function refuseSamePerson(
  tx: Db,
  ctx: Context,
  number: string,
  drafterId: number,
  approverId: number,
): Promise<void> {
  const [drafter, approver] = [await officerById(tx, drafterId), await officerById(tx, approverId)]
  if (!drafter || !approver) return
  const now = ctx.now().getTime()
  const since = (ms: number) => (o: typeof drafter) => o.accessAt !== null && now - o.accessAt.getTime() < ms
  const setBy = (whose: typeof drafter, who: typeof drafter) =>
    whose.accessById === who.id && since(SET_BY_THE_OTHER_MS)(whose)
  if (setBy(approver, drafter) || setBy(drafter, approver)) {
    throw new Refusal(
      'move_refused',
      '起草人和审核人中，一位最近给另一位设过密码，不能互相审核。请另一位同事审核。',
    )
  }
  const reset = (o: typeof drafter) => o.accessReset && since(BOTH_RESET_MS)(o)
  const oneAdmin = drafter.accessById !== null && drafter.accessById === approver.accessById
  if (oneAdmin && reset(drafter) && reset(approver)) {
    throw new Refusal(
      'move_refused',
      '起草人和审核人的密码都是同一位管理员刚重置的，一天内不能互相审核。请另一位同事审核。',
    )
  }
  if (approver.accessReset && since(WORTH_A_LOOK_MS)(approver)) {
    await addAudit(tx, {
      at: ctx.now(),
      officerId: approver.id,
      action: 'approved_after_reset',
      target: number,
    })
  }
}
