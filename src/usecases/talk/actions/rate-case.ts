import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { type Action, cut, RESIDENT, visible } from './action.ts'
import { ownMove } from './own-move.ts'

export const rateCase: Action<'rate_case'> = async (acting, { number, rating, text }) => {
  const { tx, ctx } = acting
  const said = visible(text)
  const { result, ...effects } = await ownMove(acting, number, row =>
    moveCaseIn(tx, ctx, row, 'rate', { rating, ...(said && { text: cut(said, 1000) }) }, RESIDENT),
  )
  return {
    ...effects,
    result: result.outcome === 'ok' ? result : { outcome: 'not_rateable', vars: result.vars },
  }
}
