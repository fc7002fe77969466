import { HOUR } from '../../../domain/base/civil-date.ts'
import { casesFor } from '../../../store/cases/cases.ts'
import { idsOf } from '../../../store/talk/pseudonyms.ts'
import type { Action } from './action.ts'
import { supplementCase } from './supplement-case.ts'

/** How long after a submission a photo is added to it without asking. */
const LATE_MS = 24 * HOUR

/** A photo after the submission is an addition like any other: it is recorded, and the officer is notified. */
export const attachLate: Action<'attach_late'> = async (acting, { attachments }, key) => {
  const { tx, ctx, contact } = acting
  const since = new Date(ctx.now().getTime() - LATE_MS)
  const [latest] = await casesFor(tx, idsOf(ctx.secrets, contact), ['supplement'], 1, since)
  if (!latest) return { result: { outcome: 'none' } }
  const { result, ...effects } = await supplementCase(acting, { number: latest.number, attachments }, key)
  return result.outcome === 'ok'
    ? { ...effects, result: { outcome: 'attached', vars: { number: latest.number } } }
    : { ...effects, result: { outcome: 'none' } }
}
