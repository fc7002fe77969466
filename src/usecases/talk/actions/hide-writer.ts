import type { CaseRow } from '../../../store/cases/cases.ts'
import { isAnonymous } from '../../../store/talk/resident-cases.ts'
import { dropUncleanedFiles } from '../../base/media/for-anonymous.ts'
import { type Hide, hideSaid, knownIdentities, makeHide } from '../../cases/anonymous.ts'
import type { ActionContext } from './action.ts'

/**
 * Finds out how to remove the writer from an addition to an anonymous case, before any move gets it.
 * @param args of a call; only a call with a case's `number` can concern an anonymous one
 * @returns the function that removes them; undefined for any other call
 */
export async function hideWriterIn(
  { tx, ctx, contact }: ActionContext,
  { number }: Record<string, unknown>,
): Promise<Hide | undefined> {
  if (typeof number !== 'string' || !(await isAnonymous(tx, number))) return undefined
  return makeHide(await knownIdentities(tx, ctx, contact.id), ctx.content().office)
}

/**
 * Removes the writer from what was said for an anonymous case since the dialogue began. @returns the function that
 * removes them
 */
export async function hideTurn(
  { tx, ctx, firstMessageId, hide }: ActionContext,
  row: Pick<CaseRow, 'id' | 'anonymous'>,
  known: readonly string[] = [],
): Promise<Hide | undefined> {
  if (!row.anonymous) return undefined
  const hides = hide ?? makeHide(known, ctx.content().office)
  await hideSaid(tx, ctx, { caseId: row.id, sinceMessageId: firstMessageId }, hides)
  return hides
}

/** Removes files that may identify the sender from an anonymous case. @returns the message to the writer */
export async function dropIdentifyingFiles(
  { tx, contact }: ActionContext,
  row: Pick<CaseRow, 'id' | 'anonymous'>,
): Promise<string[]> {
  const refused = await dropUncleanedFiles(tx, row, contact.locale)
  return refused ? [refused] : []
}
