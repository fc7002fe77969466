import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { type CommentDoor, commentDoor } from '../../domain/publish/comment.ts'
import { itemLine, type LineStep } from '../../domain/publish/item-line.ts'
import {
  answeredComments,
  commentDates,
  type PublicComment,
  publicComments,
} from '../../store/publish/item-comments.ts'
import { type ItemRow, versionsOf } from '../../store/publish/items.ts'
import type { Context } from '../base/context.ts'
import { shownText } from '../office/shown-text.ts'

/** The most comments on one page. */
const MOST = 100

/** What was said about an item, answered and put right, as the public reads it. */
export interface ItemTalk {
  door: CommentDoor
  /** How many comments there are, those without a public answer included. */
  count: number
  /** Those with a public answer, the earliest first. */
  comments: PublicComment[]
  /** There are more than are listed. */
  more: boolean
  /** Its dates, from the first publication on. */
  line: LineStep[]
  consultation: { endsOn: string | null; result: string | null } | null
}

/** @throws when the public has never read the item */
export async function itemTalk(ctx: Context, item: ItemRow): Promise<ItemTalk> {
  const db = ctx.db.read
  const [comments, dates, answers, versions] = await Promise.all([
    publicComments(db, item.id, MOST + 1),
    commentDates(db, item.id),
    answeredComments(db, item.id),
    versionsOf(db, item.id),
  ])
  // Publishing refuses numbers; what was published before that shows none either.
  const shown = shownText(ctx)
  const line = itemLine({
    versions,
    comments: dates,
    answers,
    takenDown: item.withdrawnAt ? { at: item.withdrawnAt, reason: item.withdrawnReason } : null,
    concludedAt: item.resultAt,
  })
  return {
    door: commentDoor(item, shanghaiDate(ctx.now()))!,
    count: dates.count,
    comments: comments.slice(0, MOST).map(comment => ({
      ...comment,
      question: comment.question && shown(comment.question),
      text: shown(comment.text),
      treatmentReason: comment.treatmentReason && shown(comment.treatmentReason),
    })),
    more: comments.length > MOST,
    line: line.map(step =>
      'change' in step && step.change ? { ...step, change: shown(step.change) } : step,
    ),
    consultation: item.consultation
      ? { endsOn: item.endsOn, result: item.result && shown(item.result) }
      : null,
  }
}
