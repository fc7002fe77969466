import { type LockedCase, lockCase } from '../../../store/cases/cases.ts'
import { moveCaseIn } from '../../cases/moving/move-case.ts'
import type { Action, ActionContext } from './action.ts'
import { similarTo } from './find-similar.ts'
import { openFor } from './open-case.ts'

/**
 * Opens a case, and notes that it concerns the same matter as another one. The other case is looked up again, because
 * it may have been answered meanwhile and the number could be invented.
 */
export const followCase: Action<'follow_case'> = async (acting, { similar: _, ...args }, key) => {
  const found = await similarTo(acting, args)
  const { row, opened, done } = await openFor(acting, args, key, found?.number)
  if (opened && found) await noteFollowing(acting, row, found.number)
  return done
}

/** Adds a note on both cases; merging them is up to the office. */
async function noteFollowing({ tx, ctx }: ActionContext, row: LockedCase, first: string): Promise<void> {
  const note = (on: LockedCase, text: string) => moveCaseIn(tx, ctx, on, 'note', { text }, { kind: 'system' })
  await note(row, `群众说这和 ${first} 是同一件事，选择一并关注。核对后可以并案。`)
  const followed = await lockCase(tx, first)
  if (followed) await note(followed, `又有一位群众反映同一件事，编号 ${row.number}。核对后可以并案。`)
}
