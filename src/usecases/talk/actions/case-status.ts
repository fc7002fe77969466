import { findCaseByNumber } from '../../../store/cases/cases.ts'
import { isOwn } from '../../../store/talk/pseudonyms.ts'
import type { Action } from './action.ts'
import { sayCase } from './say-case.ts'

export const caseStatus: Action<'case_status'> = async (acting, { number }) => {
  const { tx, ctx, contact } = acting
  const row = await findCaseByNumber(tx, number)
  if (!row || !isOwn(ctx.secrets, contact, row)) return { result: { outcome: 'not_found' } }
  return { result: { outcome: 'ok', vars: await sayCase(acting, row) } }
}
