import { z } from 'zod'
import { lineField } from '../../../domain/base/text/visible-text.ts'
import {
  publicReplies,
  publicRepliesByIds,
  publicReply,
} from '../../../store/cases/replies/public-replies.ts'
import { findReplyIds } from '../../../store/cases/replies/reply-search.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { namesOf } from '../moving/open-case.ts'
import { similarReplies } from './match-reply.ts'
import { type PublicReply, replyViews } from './reply-views.ts'

const PAGE = 20

/** What a visitor typed and chose. What is not an id of the office finds nothing. */
export const repliesWanted = z.object({
  q: lineField(100).optional(),
  area: z.string().max(40).optional(),
  category: z.string().max(40).optional(),
})
export type RepliesWanted = z.infer<typeof repliesWanted>

export interface FoundReplies {
  replies: PublicReply[]
  /** Nothing has the words literally: these are about something like it. */
  similar: boolean
  /** The `before` of the next page. */
  next: number | null
}

/** Public replies, the latest first: all, or those with these words, of this village, of this theme. */
export async function publishedReplies(
  ctx: Context,
  { q, area, category }: RepliesWanted = {},
  before?: number,
): Promise<FoundReplies> {
  const { db } = ctx
  const view = replyViews(ctx)
  const sifted = q !== undefined || area !== undefined || category !== undefined
  const rows = sifted
    ? await publicRepliesByIds(
        db.read,
        await findReplyIds(db, shownText(ctx), { query: q, area, category, beforeId: before }, PAGE + 1),
      )
    : await publicReplies(db.read, PAGE + 1, before)
  if (rows.length > 0 || q === undefined || before !== undefined) {
    const page = rows.slice(0, PAGE)
    return {
      replies: page.map(view),
      similar: false,
      next: rows.length > PAGE ? page.at(-1)!.id : null,
    }
  }
  const like = await similarReplies(ctx, db.read, q)
  const names = namesOf(ctx.content())
  const fits = (reply: PublicReply) =>
    (area === undefined || reply.area === names.area(area)) &&
    (category === undefined || reply.category === names.category(category))
  return { replies: like.filter(fits), similar: true, next: null }
}

/** One public reply; `retired` when the office has withdrawn it as out of date; null when there is none. */
export async function oneReply(ctx: Context, id: number): Promise<PublicReply | 'retired' | null> {
  const row = await publicReply(ctx.db.read, id)
  if (!row) return null
  return row.retiredAt === null ? replyViews(ctx)(row) : 'retired'
}

/** How many replies the feed has. */
const FEED = 30

/** The newest public replies, for the feed. */
export const newestReplies = async (ctx: Context): Promise<PublicReply[]> =>
  (await publicReplies(ctx.db.read, FEED)).map(replyViews(ctx))
