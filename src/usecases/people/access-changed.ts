import type { AccessAct } from '../../domain/people/access.ts'
import type { Db } from '../../store/base/database.ts'
import type { Officer } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { runReactions } from '../base/reactions.ts'

/** Runs the reactions to a change of an officer's access, within its transaction. Without `by`: the command line. */
export const accessChanged = (
  tx: Db,
  ctx: Context,
  act: AccessAct,
  whom: Pick<Officer, 'id' | 'login' | 'name'>,
  by?: { id: number },
): Promise<void> => runReactions(ctx.reactions.access[act], { tx, ctx, act, whom, by })
