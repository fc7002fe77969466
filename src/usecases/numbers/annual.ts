import { Refusal } from '../../domain/base/errors.ts'
import { type Period, parsePeriod } from '../../domain/base/period.ts'
import { rateOf } from '../../domain/base/rate.ts'
import { count, share, type Table, text } from '../../domain/base/table.ts'
import { printDisclosure, printReviews } from '../../domain/numbers/annual/applications.ts'
import { disclosedFigures, printDisclosed } from '../../domain/numbers/annual/disclosed.ts'
import type { ReportDocument } from '../../domain/numbers/annual/document.ts'
import type { AnnualNumbers } from '../../domain/numbers/annual/numbers.ts'
import { publishedTables } from '../../domain/numbers/annual/published.ts'
import { annualReport } from '../../domain/numbers/annual/report.ts'
import type { Tally } from '../../domain/numbers/tally.ts'
import { KIND_NAMES, KINDS, type Kind } from '../../domain/office/kinds.ts'
import type { Context } from '../base/context.ts'
import type { ReportProgress } from '../base/long-work.ts'
import { annualNumbers, type PlacedApplication, type YearOfNumbers } from './annual-numbers.ts'

export interface Annual {
  year: number
  /** False: a check rule fails, and the tables must not be published. */
  balanced: boolean
  tables: Table[]
  /** The annual report on government information disclosure. */
  report: ReportDocument
  numbers: AnnualNumbers
  /** Every place of table 3 with the application that it counts. */
  placed: PlacedApplication[]
}

/** @throws Refusal `malformed` for a year that is none or has not begun. */
export function yearNamed(text: string, now: Date): Period {
  if (!/^\d{4}$/.test(text)) throw new Refusal('malformed', '年份要写成 2026 这样的四位数。')
  return parsePeriod(text, now)
}

/**
 * The year's tables and report: the figures of all cases, tables 1 to 4 of the disclosure report with their check rules, and
 * the report itself.
 * @throws Refusal `malformed` for a year that is none or has not begun; ContentError for mistakes in
 *   annual/YEAR.yaml.
 */
export async function annual(
  ctx: Context,
  yearText: string,
  note: ReportProgress = () => {},
): Promise<Annual> {
  const found = await annualNumbers(ctx, yearNamed(yearText, ctx.now()), note)
  const { numbers, placed } = found
  const { year } = numbers
  const report = annualReport(numbers)
  return {
    year,
    balanced: report.state !== 'failed',
    tables: [
      casesTable(found),
      ...publishedTables(numbers.items, numbers.names, `表一 ${year} 年公开信息`),
      printDisclosed(disclosedFigures(numbers.normative, numbers.file), year),
      printDisclosure(numbers.applications, year),
      printReviews(numbers.file, year),
    ],
    report,
    numbers,
    placed,
  }
}

/** The cases of the year by kind. */
function casesTable({ numbers, total, byKind }: YearOfNumbers): Table {
  const figures = (name: string, t: Tally) => [
    name,
    t.carriedIn,
    t.received,
    t.concluded,
    t.carriedOut,
    t.cohort,
    t.answeredOnTime,
    rateOf(t.answeredOnTime, t.cohort),
    rateOf(t.answered, t.cohort),
  ]
  const kinds = KINDS.filter(kind => byKind.has(kind))
  return {
    name: `${numbers.year} 年诉求办理情况`,
    columns: [
      text('类型'),
      count('上年结转'),
      count('新收'),
      count('办结'),
      count('结转下年'),
      count('应答复'),
      count('按时答复'),
      share('按时答复率'),
      share('答复率'),
    ],
    rows: [
      ...kinds.map(kind => figures(KIND_NAMES[kind as Kind], byKind.get(kind)!)),
      figures('合计', total),
    ],
    note: `勾稽关系：上年结转 + 新收 = 办结 + 结转下年，${numbers.failed.length === 0 ? '成立' : '不成立，请先核对'}。`,
  }
}
