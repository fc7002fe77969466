import { replyById } from '../../store/cases/replies/replies.ts'
import type { Moved } from '../base/reactions.ts'
import { guidesLinkedIn, noteWording } from './guide-aliases.ts'

/** An answer that links a guide says what the question was about. Nothing is learned of somebody anonymous. */
export async function noteLinkedGuides({ tx, ctx, row, before, event }: Moved<'answered'>): Promise<void> {
  if (row.anonymous || before.status === 'merged') return
  const { text } = await replyById(tx, event.data.replyId)
  for (const id of guidesLinkedIn(ctx, text)) await noteWording(tx, ctx, id, row.title, 'linked')
}
