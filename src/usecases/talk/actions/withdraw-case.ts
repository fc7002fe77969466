import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { type Action, cut, RESIDENT, visible } from './action.ts'
import { ownMove } from './own-move.ts'

export const withdrawCase: Action<'withdraw_case'> = (acting, { number, reason }) => {
  const why = visible(reason)
  return ownMove(acting, number, row =>
    moveCaseIn(acting.tx, acting.ctx, row, 'withdraw', why ? { reason: cut(why, 500) } : {}, RESIDENT),
  )
}
