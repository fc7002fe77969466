import { findCaseNumbers } from '../../../domain/base/text/case-number.ts'
import type { ResidentAct } from '../../../domain/cases/resident-acts.ts'
import type { ArgsOf } from '../../../flow/actions.ts'
import { findCaseByNumber } from '../../../store/cases/cases.ts'
import { idsOf, isOwn } from '../../../store/talk/pseudonyms.ts'
import { firstCasesFor } from '../../../store/talk/resident-cases.ts'
import { findIssuedCode } from '../../cases/own/case-codes.ts'
import { countWrongCode, waitForCode } from '../../cases/own/code-tries.ts'
import { type Action, type ActionContext, type Done, visible } from './action.ts'
import { sayCase } from './say-case.ts'

/** How many of their cases a resident can choose from. */
const MOST_OFFERED = 9

/**
 * Which of a resident's cases a dialogue means: those on which one of these acts is possible, the first list that has
 * any. An addition prefers open cases to finished ones. A resident who wants an act that none of their cases allows
 * is shown all of them (null), so that they learn why not.
 */
const WANTED = {
  open: [['urge']],
  answered: [['rate', 'reopen']],
  any: [null],
  supplement: [['urge'], ['supplement'], null],
  urge: [['urge'], null],
  rate: [['rate'], ['reopen'], null],
  reopen: [['reopen'], null],
  withdraw: [['withdraw'], null],
} as const satisfies Record<
  NonNullable<ArgsOf<'find_case'>['only']>,
  readonly (readonly ResidentAct[] | null)[]
>

export const findCase: Action<'find_case'> = (acting, { number, code, only = 'open' }) => {
  const wanted = visible(number)
  return wanted ? named(acting, wanted, visible(code)) : among(acting, only)
}

/** Finds one of the resident's own cases without its number. */
async function among(acting: ActionContext, only: keyof typeof WANTED): Promise<Done<'find_case'>> {
  const { tx, ctx, contact } = acting
  const found = await firstCasesFor(tx, idsOf(ctx.secrets, contact), WANTED[only], MOST_OFFERED)
  const [first, ...others] = found
  if (!first) return { result: { outcome: 'not_found' } }
  if (others.length === 0) {
    const vars = await sayCase(acting, (await findCaseByNumber(tx, first.number))!)
    return { result: { outcome: 'one', vars } }
  }
  const list = found.map(c => ({ value: c.number, label: `${c.title}（${c.number}）` }))
  return { result: { outcome: 'many', vars: { list } } }
}

/** Finds a case by its number: the resident's own, or another's with its code. */
async function named(
  acting: ActionContext,
  said: string,
  code: string | undefined,
): Promise<Done<'find_case'>> {
  const { tx, ctx, contact } = acting
  const [seen] = findCaseNumbers(said)
  if (!seen) return { result: { outcome: 'not_found' } }
  if (seen.number === null) return { result: { outcome: 'miscopied', vars: { number: seen.text } } }
  const { number } = seen
  const row = await findCaseByNumber(tx, number)
  if (row && isOwn(ctx.secrets, contact, row))
    return { result: { outcome: 'one', vars: await sayCase(acting, row) } }
  const tried = { contactId: contact.id, number }
  const wait = await waitForCode(ctx, tried)
  if (wait > 0) return { result: { outcome: 'not_yours', vars: { number, minutes: Math.ceil(wait / 60) } } }
  const opens =
    code !== undefined &&
    row !== null &&
    (ctx.secrets.opensCase(number, code) || (await findIssuedCode(tx, ctx, row, code)) !== undefined)
  if (!opens) {
    // The same answer for another resident's number and for an unknown one, so that numbers cannot be probed.
    if (code !== undefined) await countWrongCode(ctx, tried)
    return { result: { outcome: 'not_yours', vars: { number } } }
  }
  // Only the status: without the resident's own code, and without the acts that only they may do in their chat.
  const { trackingUrl: _url, can: _can, ...vars } = await sayCase(acting, row)
  return { result: { outcome: 'one', vars } }
}
