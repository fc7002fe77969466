import { keySentenceOf } from '../../../search/mod.ts'
import type { PublicReplyRow } from '../../../store/cases/replies/public-replies.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { namesOf } from '../moving/open-case.ts'

/** The public part of an answer: the redacted text and data that cannot identify a person. No case number. */
export interface PublishedAnswer {
  /** As the public may read it; null when only the answer was prepared. */
  question: string | null
  text: string
  department: string | null
  area: string | null
  /** ISO 8601. */
  answeredOn: string | null
}

/** The same with its own page. */
export interface PublicReply extends PublishedAnswer {
  id: number
  /** The question, or what the answer is about. */
  title: string
  category: string | null
  /** ISO 8601: when it became public, or was said to hold. */
  publishedAt: string | null
  confirmedAt: string | null
  guide: { id: string; title: string } | null
  useful: number
  useless: number
}

/** Rows as anybody may read them. */
export function replyViews(ctx: Context): (row: PublicReplyRow) => PublicReply {
  const content = ctx.content()
  const names = namesOf(content)
  // Publishing refuses personal data; what was published before it did shows none either.
  const shown = shownText(ctx)
  return ({ id, case: about, redactedQuestion, redactedText, ...reply }) => {
    const question = redactedQuestion && shown(redactedQuestion)
    const text = shown(redactedText!)
    const guide = reply.guideId === null ? undefined : content.guides.get(reply.guideId)
    return {
      id,
      title: question || keySentenceOf(text),
      question,
      text,
      department: names.department(about.departmentId),
      area: names.area(about.areaId),
      category: names.category(about.categoryId),
      answeredOn: reply.reviewedAt?.toISOString() ?? null,
      publishedAt: about.publishedAt?.toISOString() ?? null,
      confirmedAt: reply.confirmedAt?.toISOString() ?? null,
      guide: guide ? { id: guide.id, title: guide.title } : null,
      useful: reply.useful,
      useless: reply.useless,
    }
  }
}
