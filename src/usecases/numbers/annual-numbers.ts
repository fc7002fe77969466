import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Period } from '../../domain/base/period.ts'
import { readYaml } from '../../domain/base/yaml-file.ts'
import {
  type Application,
  type ApplicationPlace,
  disclosureTable,
  placesOf,
} from '../../domain/numbers/annual/applications.ts'
import type { AnnualNumbers } from '../../domain/numbers/annual/numbers.ts'
import { type AnnualFile, annualFileSchema } from '../../domain/numbers/annual/office-file.ts'
import { spanOf } from '../../domain/numbers/digest.ts'
import type { Tally } from '../../domain/numbers/tally.ts'
import { totalFigures } from '../../domain/publish/item-counts.ts'
import { type NormativeFigures, normativeFigures, standingOf } from '../../domain/publish/normative.ts'
import { disclosuresTouching } from '../../store/cases/disclosures.ts'
import { factsOfCases } from '../../store/numbers/counts.ts'
import { forceChanges, lateColumns } from '../../store/publish/item-counts.ts'
import type { Context } from '../base/context.ts'
import type { ReportProgress } from '../base/long-work.ts'
import { ContentError } from '../office/load-content.ts'
import { countsBetween, placeNames } from '../publish/open-counts.ts'
import { countBy, countTotal } from './count.ts'
import { countAll } from './count-all.ts'

/** Where table 3 counts one application. */
export interface PlacedApplication extends ApplicationPlace {
  number: string
}

export interface YearOfNumbers {
  numbers: AnnualNumbers
  /** All cases, and by kind. */
  total: Tally
  byKind: Map<string | null, Tally>
  placed: PlacedApplication[]
}

const PART = 200

/**
 * Everything that the annual tables and the report are made of.
 * @throws ContentError for mistakes in annual/YEAR.yaml
 */
export async function annualNumbers(
  ctx: Context,
  period: Period,
  report: ReportProgress,
): Promise<YearOfNumbers> {
  const year = Number(period.id)
  const now = ctx.now()
  const today = shanghaiDate(now)
  const span = spanOf(period, now)
  await countAll(ctx)
  const db = ctx.db.read
  const applications = await applicationsOf(ctx, new Date(span.begin), new Date(span.until), report)
  const total = await countTotal(db, period, now)
  const byKind = await countBy(db, 'kind', period, now)
  const disclosures = byKind.get('disclosure')
  const content = ctx.content()
  const between = { begin: new Date(span.begin), until: new Date(span.until) }
  const counted = await countsBetween(ctx, between)
  const normative = normativeColumns(ctx)
  const documents = await forceChanges(db, normative, between.until)
  const { name, phone, address } = content.office
  const balanced = total.carriedIn + total.received === total.concluded + total.carriedOut
  return {
    total,
    byKind,
    placed: applications.flatMap(application =>
      placesOf(application, span).map(place => ({ ...place, number: application.number })),
    ),
    numbers: {
      year,
      over: today > period.to,
      countedTo: [today, period.to].sort()[0]!,
      office: { name, phone, address, site: publicSite(ctx.config.baseUrl) },
      names: placeNames(content),
      ...counted,
      figures: totalFigures(counted.items),
      telegram: null,
      normative: normative.length === 0 ? null : normativeFigures(documents.values(), span.begin, span.until),
      applications: disclosureTable(applications, span),
      cases: {
        cohort: disclosures?.cohort ?? 0,
        onTime: disclosures?.answeredOnTime ?? 0,
        overdue: disclosures?.overdue ?? 0,
      },
      late: await lateColumns(db, between),
      failed: balanced
        ? []
        : [
            `诉求办理情况：上年结转 ${total.carriedIn} + 新收 ${total.received} ≠ 办结 ${total.concluded} + 结转下年 ${total.carriedOut}`,
          ],
      file: await annualFile(ctx, year),
      lastFile: await annualFile(ctx, year - 1),
    },
  }
}

/** The address under which the public reaches the office; null while there is none. */
const publicSite = (baseUrl: string): string | null =>
  /^(localhost|127\.|\[::1\])/.test(new URL(baseUrl).hostname) ? null : baseUrl

/** The columns whose items are 行政规范性文件. */
const normativeColumns = (ctx: Context): string[] =>
  ctx.content().catalogue.columns.flatMap(column => (column.counts === 'normative' ? [column.id] : []))

/** The documents that a figure of table 二 counts, by item, the newest first. */
export async function documentsBehind(
  ctx: Context,
  period: Period,
  what: keyof NormativeFigures,
): Promise<{ at: Date; itemId: number }[]> {
  const { begin, until } = spanOf(period, ctx.now())
  const documents = await forceChanges(ctx.db.read, normativeColumns(ctx), new Date(until))
  return [...documents]
    .filter(([, changes]) => standingOf(changes, begin, until)[what])
    .map(([itemId, changes]) => ({ itemId, at: new Date(changes.at(-1)!.at) }))
    .sort((a, b) => b.at.getTime() - a.at.getTime())
}

async function applicationsOf(
  ctx: Context,
  begin: Date,
  until: Date,
  report: ReportProgress,
): Promise<Application[]> {
  const rows = await disclosuresTouching(ctx.db.read, begin, until)
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
  return applications
}

/** The office's numbers of a year; null without the file. @throws ContentError */
async function annualFile(ctx: Context, year: number): Promise<AnnualFile | null> {
  const file = `annual/${year}.yaml`
  const source = await readFile(join(ctx.config.officeDir, file), 'utf8').catch(() => null)
  if (source === null) return null
  const { value, problems } = readYaml(annualFileSchema, source, file)
  if (!value) throw new ContentError(problems)
  return value
}
