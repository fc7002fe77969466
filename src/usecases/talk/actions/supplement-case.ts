import { type CaseRow, toCase } from '../../../store/cases/cases.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { type Action, RESIDENT, visible } from './action.ts'
import { ownMove } from './own-move.ts'

/** Something a resident says or sends to a case of theirs: its photos with it, on record, its officer told. */
export const supplementCase: Action<'supplement_case'> = (acting, { number, text, attachments = [] }) => {
  const { tx, ctx } = acting
  const said = visible(text)
  return ownMove(
    acting,
    number,
    async row =>
      // Photos of one album come one by one: they are one addition.
      !said && justAddedPhotos(ctx, row)
        ? row
        : moveCaseIn(tx, ctx, row, 'supplement', { text: said ?? PHOTOS }, RESIDENT),
    attachments,
  )
}

const PHOTOS = '（发来照片）'
/** Photos of one album come within this. */
const ALBUM_MS = 60_000

function justAddedPhotos(ctx: Context, row: CaseRow): boolean {
  const { last, status } = toCase(row)
  return (
    status !== 'awaiting_resident' &&
    last?.type === 'supplemented' &&
    last.data['text'] === PHOTOS &&
    ctx.now().getTime() - last.at.getTime() < ALBUM_MS
  )
}
