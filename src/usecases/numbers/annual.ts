import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../domain/base/errors.ts'
import { type Period, parsePeriod } from '../../domain/base/period.ts'
import { rateOf } from '../../domain/base/rate.ts'
import { count, share, type Table, text } from '../../domain/base/table.ts'
import { readYaml } from '../../domain/base/yaml-file.ts'
import {
  type Application,
  disclosureTable,
  printDisclosure,
  printReviews,
} from '../../domain/numbers/annual/applications.ts'
import { type AnnualFile, annualFileSchema } from '../../domain/numbers/annual/office-file.ts'
import { spanOf } from '../../domain/numbers/digest.ts'
import { KIND_NAMES, KINDS, type Kind } from '../../domain/office/kinds.ts'
import { disclosuresTouching } from '../../store/cases/disclosures.ts'
import { factsOfCases } from '../../store/numbers/counts.ts'
import type { Context } from '../base/context.ts'
import type { ReportProgress } from '../base/long-work.ts'
import { ContentError } from '../office/load-content.ts'
import { countBy, countTotal } from './count.ts'
import { countAll } from './count-all.ts'

interface Annual {
  year: number
  /** False: a check rule fails, and the tables must not be published. */
  balanced: boolean
  tables: Table[]
}

const PART = 200

/** @throws Refusal `malformed` for a year that is none or has not begun. */
export function yearNamed(text: string, now: Date): Period {
  if (!/^\d{4}$/.test(text)) throw new Refusal('malformed', '年份要写成 2026 这样的四位数。')
  return parsePeriod(text, now)
}

/**
 * The year's tables: tables 3 and 4 of the disclosure report with their check rule, and the figures of all cases.
 * @throws Refusal `malformed` for a year that is none or has not begun; ContentError for mistakes in
 *   annual/YEAR.yaml.
 */
export async function annual(
  ctx: Context,
  yearText: string,
  report: ReportProgress = () => {},
): Promise<Annual> {
  const period = yearNamed(yearText, ctx.now())
  const year = Number(yearText)
  const now = ctx.now()
  const span = spanOf(period, now)
  await countAll(ctx)
  const rows = await disclosuresTouching(ctx.db.read, new Date(span.begin), new Date(span.until))
  const applications: Application[] = []
  for (let i = 0; i < rows.length; i += PART) {
    report({ done: i, total: rows.length })
    const part = rows.slice(i, i + PART)
    const more = new Map(part.map(r => [r.id, r]))
    const read = await factsOfCases(
      ctx.db.read,
      part.map(r => r.id),
    )
    for (const { record, facts } of read) {
      const { outcome, applicant } = more.get(record.id)!
      applications.push({ number: record.number, facts, outcome, applicant })
    }
  }
  const disclosure = disclosureTable(applications, span)
  const total = await countTotal(ctx.db.read, period, now)
  const byKind = await countBy(ctx.db.read, 'kind', period, now)
  const figures = (name: string, t: typeof total) => [
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
  const balanced = total.carriedIn + total.received === total.concluded + total.carriedOut
  const kinds = KINDS.filter(kind => byKind.has(kind))
  return {
    year,
    balanced: balanced && disclosure.balanced,
    tables: [
      {
        name: `${year} 年诉求办理情况`,
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
        note: `勾稽关系：上年结转 + 新收 = 办结 + 结转下年，${balanced ? '成立' : '不成立，请先核对'}。`,
      },
      printDisclosure(disclosure, year),
      printReviews(await readFileOf(ctx, year), year),
    ],
  }
}

async function readFileOf(ctx: Context, year: number): Promise<AnnualFile | null> {
  const file = `annual/${year}.yaml`
  const source = await readFile(join(ctx.config.officeDir, file), 'utf8').catch(() => null)
  if (source === null) return null
  const { value, problems } = readYaml(annualFileSchema, source, file)
  if (!value) throw new ContentError(problems)
  return value
}
