import { sayDate } from '../../../domain/base/civil-date.ts'
import { replyTo } from '../../cases/public/match-reply.ts'
import { type Action, cut } from './action.ts'

/** How much of a reply is said in the chat; its page has all of it. */
const MOST_SAID = 300

export const searchReplies: Action<'search_replies'> = async ({ tx, ctx, contact }, { text }) => {
  const found = await replyTo(ctx, tx, text, contact.areaId)
  if (!found) return { result: { outcome: 'none' } }
  const said = cut(found.text, MOST_SAID)
  const vars = {
    earlierQuestion: found.title,
    earlierReply: said === found.text ? said : `${said}…`,
    // An old one must not be taken for this year's.
    earlierOn: sayDate(found.answeredOn, 0),
    earlierUrl: `${ctx.config.baseUrl}/public/replies/${found.id}`,
  }
  return { result: { outcome: 'found', vars } }
}
