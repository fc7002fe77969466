import { DAY } from '../../../domain/base/civil-date.ts'
import type { CaseFacts, CaseRecord } from '../../../domain/numbers/facts.ts'
import { DAYS_WITHOUT_REOPENING, type Span } from '../../../domain/numbers/tally.ts'
import type { Db } from '../../../store/base/database.ts'
import { factsOfCases } from '../../../store/numbers/counts.ts'
import { touchedBetween } from '../../../store/numbers/digests.ts'
import type { ReportProgress } from '../../base/long-work.ts'

/** Cases read by one statement, about 20 ms, during which the event loop is blocked. */
const PART = 100

interface Touched {
  record: CaseRecord
  facts: CaseFacts
  /** The department that held it at the end of the span. */
  holder: string | null
}

/**
 * The cases that can affect the counts of a span, in parts, for breakdowns within a department.
 * @param pauseBetweenBatches awaited after each part, so that other requests are served
 */
export async function* casesAffecting(
  db: Db,
  span: Span,
  report: ReportProgress = () => {},
  pauseBetweenBatches?: () => Promise<void>,
): AsyncGenerator<Touched[]> {
  const from = new Date(span.begin - (DAYS_WITHOUT_REOPENING + 1) * DAY)
  const ids = await touchedBetween(db, from, new Date(span.until), span)
  for (let i = 0; i < ids.length; i += PART) {
    report({ done: i, total: ids.length })
    const cases = await factsOfCases(db, ids.slice(i, i + PART))
    yield cases.map(({ record, facts }) => {
      const holder = facts.holders.findLast(h => h.at < span.until)?.departmentId ?? null
      return { record, facts, holder }
    })
    await pauseBetweenBatches?.()
  }
}
