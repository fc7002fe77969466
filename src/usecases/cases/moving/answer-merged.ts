import { lockCase } from '../../../store/cases/cases.ts'
import { unansweredChildren } from '../../../store/cases/merged-cases.ts'
import { copyReply, replyById } from '../../../store/cases/replies/replies.ts'
import type { Moved } from '../../base/reactions.ts'
import { copyPictures } from '../public/reply-pictures.ts'
import { moveCaseIn } from './move-case.ts'

/**
 * Sends the answer to each resident whose case was merged into this one, under their own number. Cases merged into a
 * merged case are answered through it.
 */
export async function answerMerged({ tx, ctx, row, event, by, now }: Moved<'answered'>): Promise<void> {
  const reply = await replyById(tx, event.data.replyId)
  for (const number of await unansweredChildren(tx, row.id)) {
    const child = (await lockCase(tx, number))!
    const copy = await copyReply(tx, reply, child.id, { by: by.id!, at: now })
    await copyPictures(tx, reply.id, { caseId: child.id, replyId: copy }, now)
    await moveCaseIn(tx, ctx, child, 'answerMerged', { replyId: copy }, by)
  }
}
