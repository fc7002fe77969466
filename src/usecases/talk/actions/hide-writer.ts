import type { CaseRow } from '../../../store/cases/cases.ts'
import { isAnonymous } from '../../../store/talk/resident-cases.ts'
import { keepAnonymous } from '../../base/media/for-anonymous.ts'
import { type Hide, hideKnown, hideSaid, knownOf } from '../../cases/anonymous.ts'
import type { Acting } from './action.ts'

/**
 * Whoever adds to an anonymous case is taken out of what they say, before any move sees it.
 * @param args of a call; only one that names a case by its `number` can be about an anonymous one
 */
export async function hideWriterIn(
  { tx, ctx, contact }: Acting,
  { number }: Record<string, unknown>,
): Promise<Hide | undefined> {
  if (typeof number !== 'string' || !(await isAnonymous(tx, number))) return undefined
  return hideKnown(await knownOf(tx, ctx, contact.id), ctx.content().office)
}

/** Takes the writer out of what was said for an anonymous case since the dialogue began. @returns what takes them out */
export async function hideTurn(
  { tx, ctx, firstMessageId, hide }: Acting,
  row: Pick<CaseRow, 'id' | 'anonymous'>,
  known: readonly string[] = [],
): Promise<Hide | undefined> {
  if (!row.anonymous) return undefined
  const hides = hide ?? hideKnown(known, ctx.content().office)
  await hideSaid(tx, ctx, { caseId: row.id, sinceMessageId: firstMessageId }, hides)
  return hides
}

/** Files that may say who sent them do not stay with an anonymous case. @returns what the writer hears of it */
export async function dropTellingFiles(
  { tx, contact }: Acting,
  row: Pick<CaseRow, 'id' | 'anonymous'>,
): Promise<string[]> {
  const refused = await keepAnonymous(tx, row, contact.locale)
  return refused ? [refused] : []
}
