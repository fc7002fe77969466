import type { MoveInput } from '../../../domain/cases/moves.ts'
import type { LockedCase } from '../../../store/cases/cases.ts'
import { moveCaseIn } from '../../cases/moving/move-case.ts'
import type { ActToConfirm } from '../ask-in-chat.ts'
import { type Action, type ActionContext, visible } from './action.ts'
import { ownMove } from './own-move.ts'

/** An act requested with a code on the case page and confirmed by the resident in the chat. */
const CONFIRMED = { kind: 'resident', via: 'code', confirmed: 'chat' } as const

export const confirmAct: Action<'confirm_act'> = (acting, { number, act, rating, text }) => {
  const said = visible(text)
  return ownMove(acting, number, row => {
    switch (act) {
      case 'rate':
        return confirmed(acting, row, 'rate', { rating: Number(rating), ...(said && { text: said }) })
      case 'reopen':
        return confirmed(acting, row, 'reopen', { reason: said ?? '（没有写原因）' })
      case 'withdraw':
        return confirmed(acting, row, 'withdraw', said ? { reason: said } : {})
    }
  })
}

const confirmed = <M extends ActToConfirm>(
  { tx, ctx }: ActionContext,
  row: LockedCase,
  name: M,
  input: MoveInput<M>,
) => moveCaseIn(tx, ctx, row, name, input, CONFIRMED)
