import { numbersOf } from '../../store/cases/cases.ts'
import { countChanges } from '../../store/numbers/counts.ts'
import { clearNotice, isOpenNotice, notice } from '../../store/office/notices.ts'
import type { Context } from '../base/context.ts'

const CODE = 'count_failed'
/** How many cases the notice names. */
const NAMED = 5

/**
 * Updates the counts before a number is read. A case that cannot be counted is left out and tried again, and the
 * administrators are told which; the numbers stay available.
 */
export async function countAll(ctx: Context): Promise<void> {
  const { failed, leftOut } = await countChanges(ctx.db)
  if (failed.length > 0) {
    const [first] = failed
    ctx.log.error(
      { err: first!.error, cases: failed.length, id: first!.caseId },
      'a case could not be counted',
    )
    const numbers = await numbersOf(
      ctx.db.read,
      failed.slice(0, NAMED).map(f => f.caseId),
    )
    await notice(
      ctx.db,
      CODE,
      `有 ${leftOut} 件统计不了：${numbers.join('、')}${leftOut > numbers.length ? ' 等' : ''}。` +
        '它们最近的变化没有算进统计数字，其余的照常统计；会自动再试。原因见日志。',
      ctx.now(),
    )
  } else if (leftOut === 0 && (await isOpenNotice(ctx.db.read, CODE))) {
    await clearNotice(ctx.db, CODE, ctx.now())
  }
}
