import { replyById } from '../../store/cases/replies/replies.ts'
import type { Moved } from '../base/reactions.ts'
import { guidesLinkedIn, noteWording } from './guide-aliases.ts'

/** Records a question as a wording of the guides that its answer links to. Anonymous cases are left out. */
export async function noteLinkedGuides({ tx, ctx, row, before, event }: Moved<'answered'>): Promise<void> {
  if (row.anonymous || before.status === 'merged') return
  const { text } = await replyById(tx, event.data.replyId)
  for (const id of guidesLinkedIn(ctx, text)) await noteWording(tx, ctx, id, row.title, 'linked')
}
