import { type CaseRow, toCase } from '../../../store/cases/cases.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from '../../cases/moving/move-case.ts'
import { type Action, RESIDENT, visible } from './action.ts'
import { ownMove } from './own-move.ts'

/** Adds a resident's text and photos to a case of theirs: recorded, and its officer notified. */
export const supplementCase: Action<'supplement_case'> = (acting, { number, text, attachments = [] }) => {
  const { tx, ctx } = acting
  const said = visible(text)
  return ownMove(
    acting,
    number,
    async row =>
      // Photos of one album arrive one by one, but are one addition.
      !said && justAddedPhotos(ctx, row)
        ? toCase(row)
        : moveCaseIn(tx, ctx, row, 'supplement', { text: said ?? PHOTOS }, RESIDENT),
    attachments,
  )
}

const PHOTOS = '（发来照片）'
/** The longest time between photos of one album. */
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
