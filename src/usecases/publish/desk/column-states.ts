import { Refusal } from '../../../domain/base/errors.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import type { ColumnState } from '../../../domain/publish/catalogue.ts'
import { itemScope } from '../../../domain/publish/item.ts'
import type { Context } from '../../base/context.ts'
import { columnsNow } from '../public-items.ts'

/** Whether an officer answers for a column of a place, or sees the whole office. */
export function isOfColumn(by: Actor, { column, areaId }: Pick<ColumnState, 'column' | 'areaId'>): boolean {
  const scope = itemScope(by)
  if (scope.areaId !== undefined) return areaId === scope.areaId
  return scope.departmentId === undefined || column.department === scope.departmentId
}

/**
 * The columns within an officer's scope, the late ones first.
 * @throws Refusal `forbidden`
 */
export async function columnsOf(ctx: Context, by: Actor): Promise<ColumnState[]> {
  if (!may(by, 'seeItemCounts')) throw new Refusal('forbidden', '您的角色不能看栏目更新情况。')
  const states = (await columnsNow(ctx)).filter(state => isOfColumn(by, state))
  const rank = (state: ColumnState) => `${state.late ? 0 : 1}${state.dueOn ?? '9'}`
  return states.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))
}

/** How many of these are late; null for those who may not know. */
export const lateColumnsOf = async (ctx: Context, by: Actor): Promise<number | null> =>
  may(by, 'seeItemCounts') ? (await columnsOf(ctx, by)).filter(state => state.late).length : null
