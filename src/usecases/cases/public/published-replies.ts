import { publishedAnswers } from '../../../store/cases/published.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { namesOf } from '../moving/open-case.ts'

const PAGE = 20

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

/** Published answers, the latest first. @param before the `next` of the page before */
export async function publishedReplies(
  ctx: Context,
  before?: number,
): Promise<{ answers: PublishedAnswer[]; next: number | null }> {
  const rows = await publishedAnswers(ctx.db.read, PAGE + 1, before)
  const names = namesOf(ctx.content())
  // Publishing refuses them; what was published before that shows none either.
  const shown = shownText(ctx)
  const page = rows.slice(0, PAGE)
  return {
    answers: page.map(({ case: about, ...reply }) => ({
      question: reply.redactedQuestion && shown(reply.redactedQuestion),
      text: shown(reply.redactedText!),
      department: names.department(about.departmentId),
      area: names.area(about.areaId),
      answeredOn: reply.reviewedAt?.toISOString() ?? null,
    })),
    next: rows.length > PAGE ? page.at(-1)!.id : null,
  }
}
