import { Refusal } from '../../../domain/base/errors.ts'
import type { OfficerMove } from '../../../domain/cases/moves.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee } from '../../../domain/people/policy.ts'
import { casesByNumbers } from '../../../store/cases/cases.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { moveCase } from './move-case.ts'

/** Moves that can be made on many cases at once: those for which an officer need not read each case. */
export const BULK_MOVES = [
  'accept',
  'release',
  'assign',
  'nudge',
  'setAside',
] as const satisfies readonly OfficerMove[]
export type BulkMove = (typeof BULK_MOVES)[number]

/** One page of the queue. */
export const BULK_MAX = 100

export interface BulkResult {
  number: string
  title: string | null
  /** Why it was not done, in Chinese; null when it was. */
  refused: string | null
}

/**
 * Makes the same move on each of these cases, each in its own transaction: one refusal does not stop the others.
 * @throws Refusal `invalid_field` when nothing is chosen, or too much.
 */
export async function bulkMove(
  ctx: Context,
  numbers: readonly string[],
  move: BulkMove,
  input: unknown,
  by: Actor,
): Promise<BulkResult[]> {
  if (numbers.length === 0) throw new Refusal('invalid_field', '还没有选诉求件。')
  if (numbers.length > BULK_MAX) throw new Refusal('invalid_field', `一次最多 ${BULK_MAX} 件。`)
  const results: BulkResult[] = []
  for (const number of numbers) {
    try {
      const { title } = await moveCase(ctx, number, move, input, by)
      results.push({ number, title, refused: null })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      results.push({ number, title: null, refused: error.detail })
    }
  }
  return results
}

/** The chosen cases, for the confirmation: only those this officer may see, in the order chosen. */
export async function chosenCases(
  ctx: Context,
  numbers: readonly string[],
  by: Actor,
): Promise<{ number: string; title: string | null }[]> {
  const shown = shownText(ctx)
  const rows = await casesByNumbers(ctx.db.read, numbers)
  return numbers.map(number => {
    const row = rows.find(r => r.number === number)
    return { number, title: row && canSee(by, row) ? shown(row.title) : null }
  })
}
