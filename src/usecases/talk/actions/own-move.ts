import { Refusal } from '../../../domain/base/errors.ts'
import type { Case } from '../../../domain/cases/case.ts'
import { type LockedCase, lockCase } from '../../../store/cases/cases.ts'
import { attachToCase, joinToCase } from '../../../store/talk/joining.ts'
import { isOwn } from '../../../store/talk/pseudonyms.ts'
import { AT_THE_DESK } from '../../cases/own/own-case.ts'
import type { ActionContext, Effects } from './action.ts'
import { dropIdentifyingFiles, hideTurn } from './hide-writer.ts'
import { type ReplyDue, replyDue } from './say-case.ts'

/** The outcome of a resident's move: done, or refused with a reason for them. */
type OwnMove = Effects & { result: { outcome: 'ok'; vars: ReplyDue } | Refused }
interface Refused {
  outcome: 'refused'
  vars: { reason: string }
}

const refuse = (reason: string): { result: Refused } => ({
  result: { outcome: 'refused', vars: { reason } },
})

/**
 * A resident's move on one of their own cases. A refusal by the table of moves becomes an outcome with its reason.
 * @param files added to the case with it; they stay even when the move is refused
 */
export async function ownMove(
  acting: ActionContext,
  number: string,
  act: (row: LockedCase) => Promise<Case>,
  files: readonly number[] | undefined = undefined,
): Promise<OwnMove> {
  const { tx, ctx, contact, inbound, firstMessageId } = acting
  if (inbound.atDesk) return refuse(AT_THE_DESK)
  const row = await lockCase(tx, number)
  if (!row || !isOwn(ctx.secrets, contact, row)) return refuse('没有找到您的这件诉求。')
  const notes = files ? await addFiles(acting, row, files) : []
  try {
    const after = await act(row)
    await joinToCase(tx, contact.id, firstMessageId, row)
    const hide = await hideTurn(acting, row)
    return { result: { outcome: 'ok', vars: replyDue(after, contact) }, changed: number, notes, hide }
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'move_refused' || error.code === 'forbidden')) {
      return { ...refuse(error.detail), notes }
    }
    throw error
  }
}

async function addFiles(acting: ActionContext, row: LockedCase, files: readonly number[]): Promise<string[]> {
  if (files.length > 0) await attachToCase(acting.tx, acting.contact.id, files, row)
  return dropIdentifyingFiles(acting, row)
}
