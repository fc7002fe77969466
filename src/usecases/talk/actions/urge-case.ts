import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { type Action, RESIDENT } from './action.ts'
import { ownMove } from './own-move.ts'

export const urgeCase: Action<'urge_case'> = (acting, { number }) =>
  ownMove(acting, number, row => moveCaseIn(acting.tx, acting.ctx, row, 'urge', {}, RESIDENT))
