import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { type Action, cut, RESIDENT } from './action.ts'
import { ownMove } from './own-move.ts'

export const reopenCase: Action<'reopen_case'> = (acting, { number, reason }) =>
  ownMove(acting, number, row =>
    moveCaseIn(acting.tx, acting.ctx, row, 'reopen', { reason: cut(reason, 1000) }, RESIDENT),
  )
