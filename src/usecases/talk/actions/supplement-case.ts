import { MEDIA_NAMES } from '../../../domain/base/message.ts'
import type { Db } from '../../../store/base/database.ts'
import { type CaseRow, toCase } from '../../../store/cases/cases.ts'
import { kindsOfMedia } from '../../../store/talk/media.ts'
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
    async row => {
      const added = said ?? (await sentOnly(tx, attachments))
      // Photos of one album arrive one by one, but are one addition.
      return !said && justAdded(ctx, row, added)
        ? toCase(row)
        : moveCaseIn(tx, ctx, row, 'supplement', { text: added }, RESIDENT)
    },
    attachments,
  )
}

/** The text of an addition without words: （发来语音）. */
async function sentOnly(tx: Db, ids: readonly number[]): Promise<string> {
  const kinds = await kindsOfMedia(tx, ids)
  const names = Object.entries(MEDIA_NAMES).flatMap(([kind, name]) => (kinds.includes(kind) ? [name] : []))
  return `（发来${names.join('、') || MEDIA_NAMES.file}）`
}

/** The longest time between photos of one album. */
const ALBUM_MS = 60_000

function justAdded(ctx: Context, row: CaseRow, text: string): boolean {
  const { last, status } = toCase(row)
  return (
    status !== 'awaiting_resident' &&
    last?.type === 'supplemented' &&
    last.data['text'] === text &&
    ctx.now().getTime() - last.at.getTime() < ALBUM_MS
  )
}
