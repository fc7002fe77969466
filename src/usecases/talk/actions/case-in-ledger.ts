import { sayDateIn } from '../../../domain/base/civil-date.ts'
import { findCaseByNumber } from '../../../store/cases/cases.ts'
import { isOwn } from '../../../store/talk/pseudonyms.ts'
import { trackingUrl } from '../../cases/moving/open-case.ts'
import type { Action } from './action.ts'

export const caseInLedger: Action<'case_in_ledger'> = async ({ tx, ctx, contact }, { number }) => {
  const row = await findCaseByNumber(tx, number)
  if (!row || !isOwn(ctx.secrets, contact, row)) return { result: { outcome: 'not_found' } }
  const { words, recordedTo } = await ctx.standingInLedger(ctx, tx, row)
  return {
    result: {
      outcome: 'ok',
      vars: {
        standing: words,
        ...(recordedTo !== null && { recordedTo: sayDateIn(contact.locale, recordedTo) }),
        trackingUrl: trackingUrl(ctx, row.number),
      },
    },
  }
}
