import { Refusal } from '../../../domain/base/errors.ts'
import { changesBy, oldBefore, reviewReasons } from '../../../domain/cases/reply-review.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import { keySentenceOf } from '../../../search/mod.ts'
import {
  type Due,
  type ReviewedReplyRow,
  type ReviewState,
  reviewedRepliesByIds,
  reviewedReply,
  reviewedReplyIds,
} from '../../../store/cases/replies/reviewed-replies.ts'
import { officersById } from '../../../store/people/officers.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { namesOf } from '../moving/open-case.ts'

export { REVIEW_STATES, type ReviewState } from '../../../store/cases/replies/reviewed-replies.ts'

const PAGE = 30
/** Nobody counts further on the board. */
const MOST_COUNTED = 100

/** @throws Refusal `forbidden` */
export function demandReviewer(by: Actor): void {
  if (!may(by, 'keepReplies')) throw new Refusal('forbidden', '您的角色不能管理公开的答复。')
}

function dueOf(ctx: Context): Due {
  const now = ctx.now()
  return { old: oldBefore(now), laws: changesBy(ctx.content().office.laws, now) }
}

function viewOf(ctx: Context) {
  const content = ctx.content()
  const names = namesOf(content)
  const shown = shownText(ctx)
  const now = ctx.now()
  return (row: ReviewedReplyRow, people: ReadonlyMap<number, { name: string }>) => {
    const text = shown(row.redactedText!)
    const question = row.redactedQuestion && shown(row.redactedQuestion)
    const since = row.confirmedAt ?? row.reviewedAt
    const whole = `${question ?? ''}\n${text}`
    const reasons =
      row.retiredAt !== null || since === null
        ? { old: false, laws: [] }
        : reviewReasons({ text: whole, since }, content.office.laws, now)
    const guide = row.guideId === null ? undefined : content.guides.get(row.guideId)
    return {
      id: row.id,
      number: row.case.number,
      title: question || keySentenceOf(text),
      question,
      text,
      department: names.department(row.case.departmentId),
      departmentId: row.case.departmentId,
      area: names.area(row.case.areaId),
      answeredOn: row.reviewedAt?.toISOString() ?? null,
      confirmedAt: row.confirmedAt?.toISOString() ?? null,
      confirmedBy: row.confirmedById === null ? null : (people.get(row.confirmedById)?.name ?? null),
      retiredAt: row.retiredAt?.toISOString() ?? null,
      retiredReason: row.retiredReason,
      reasons,
      guideId: row.guideId,
      guideTitle: guide?.title ?? null,
      useful: row.useful,
      useless: row.useless,
    }
  }
}
export type ReviewedReply = ReturnType<ReturnType<typeof viewOf>>

const confirmers = (ctx: Context, rows: readonly ReviewedReplyRow[]) =>
  officersById(
    ctx.db.read,
    rows.flatMap(row => row.confirmedById ?? []),
  )

/** Public replies of the officer's department (of all, without one). @throws Refusal `forbidden` */
export async function listReviewed(ctx: Context, by: Actor, state: ReviewState, after?: number) {
  demandReviewer(by)
  const ids = await reviewedReplyIds(ctx.db, {
    state,
    due: dueOf(ctx),
    departmentId: scopeOf(by),
    after,
    take: PAGE + 1,
  })
  const rows = await reviewedRepliesByIds(ctx.db.read, ids.slice(0, PAGE))
  const people = await confirmers(ctx, rows)
  const view = viewOf(ctx)
  return {
    replies: rows.map(row => view(row, people)),
    next: ids.length > PAGE ? ids[PAGE - 1]! : null,
  }
}

/** One of them. @throws Refusal `forbidden`, `not_found` also when it is another department's */
export async function oneReviewed(ctx: Context, by: Actor, id: number): Promise<ReviewedReply> {
  demandReviewer(by)
  const row = await reviewedReply(ctx.db.read, id)
  if (!row || !isInSight(by, row)) throw new Refusal('not_found', '没有这份公开的答复。')
  return viewOf(ctx)(row, await confirmers(ctx, [row]))
}

export const isInSight = (by: Actor, row: ReviewedReplyRow): boolean => {
  const scope = scopeOf(by)
  return scope === null || row.case.departmentId === scope
}

/** How many wait for a review, at most a hundred; 0 for officers who do not keep replies. */
export async function countForReview(ctx: Context, by: Actor): Promise<number> {
  if (!may(by, 'keepReplies')) return 0
  const ids = await reviewedReplyIds(ctx.db, {
    state: 'review',
    due: dueOf(ctx),
    departmentId: scopeOf(by),
    take: MOST_COUNTED,
  })
  return ids.length
}
