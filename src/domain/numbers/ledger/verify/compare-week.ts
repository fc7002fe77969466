import { rateOf } from '../../../base/rate.ts'
import { COUNT_NAMES, LEDGER_COUNTS, type LedgerCounts } from '../counts.ts'
import { GROUP_COUNTS, type LedgerGroups, type WeekInLedger } from '../week-from-entries.ts'
import type { Findings } from './findings.ts'
import type { PublishedFigure, PublishedRow, PublishedWeek } from './published-week.ts'

/** The figures that people read, and which of the numbers each one states. */
const FIGURES: Record<
  string,
  keyof LedgerCounts | readonly [part: keyof LedgerCounts, whole: keyof LedgerCounts]
> = {
  onTimeRate: ['answeredOnTime', 'cohort'],
  replyRate: ['answered', 'cohort'],
  onTimeRateExtended: ['answeredOnTimeExtended', 'cohortExtended'],
  received: 'received',
  concluded: 'concluded',
  carriedOut: 'carriedOut',
  delivered: ['delivered', 'replied'],
}

/** Compares what was published with what the ledger gives. */
export function compareWeek(published: PublishedWeek, computed: WeekInLedger, findings: Findings): void {
  const { counts } = computed
  for (const name of LEDGER_COUNTS) {
    const said = published.counts?.[name]
    if (said !== undefined && said !== counts[name])
      findings.difference('numbers', `${COUNT_NAMES[name]}公布的是 ${said}，按台账算是 ${counts[name]}。`)
  }
  for (const figure of published.figures) compareFigure(figure, counts, findings)
  compareRows('类型', published.byKind, computed.byKind, findings)
  compareRows('承办单位', published.byDepartment, computed.byDepartment, findings)
}

function compareFigure(figure: PublishedFigure, counts: LedgerCounts, findings: Findings): void {
  const states = Object.hasOwn(FIGURES, figure.id) ? FIGURES[figure.id]! : null
  if (states === null) return
  const [part, whole] = typeof states === 'string' ? [states, null] : states
  const value = whole === null ? counts[part] : rateOf(counts[part], counts[whole])
  const isRight =
    figure.value === value &&
    (whole === null || (figure.of?.part === counts[part] && figure.of.whole === counts[whole]))
  if (isRight) return
  const right = whole === null ? String(counts[part]) : `${counts[whole]} 件里 ${counts[part]} 件`
  findings.difference('numbers', `页面上的“${figure.name}”和台账不符：按台账算是 ${right}。`)
}

function compareRows(
  called: string,
  rows: readonly PublishedRow[],
  { named, unnamed }: LedgerGroups,
  findings: Findings,
): void {
  for (const { id, name, counts } of rows) {
    if (!counts) continue
    const least = named.get(id)
    for (const field of GROUP_COUNTS) {
      const [from, said] = [least?.[field] ?? 0, counts[field]]
      const to = from + unnamed[field]
      if (said >= from && said <= to) continue
      findings.difference(
        'groups',
        `${called}“${name}”的${COUNT_NAMES[field]}公布的是 ${said}，按台账应${from === to ? `是 ${from}` : `在 ${from} 到 ${to} 之间`}。`,
      )
    }
  }
}
