import { z } from 'zod'
import { count, type Table, text } from '../base/table.ts'
import {
  APPLICANT_IDS,
  APPLICANTS,
  type Applicant,
  OUTCOME_GROUPS,
  OUTCOMES,
  type OutcomeGroup,
} from '../cases/disclosure.ts'
import type { CaseFacts } from './facts.ts'
import { type Span, tallyOf } from './tally.ts'

/**
 * Tables 3 and 4 of the annual report on government information disclosure, from the office's own disclosure cases.
 * The check rule of table 3 – new + carried in = concluded + carried out – is checked, not assumed.
 */

/** One disclosure application with what the table needs beyond its facts. */
export interface Application {
  facts: CaseFacts
  outcome: string | null
  applicant: string | null
}

type Columns = Record<Applicant | 'total', number>
const noColumns = (): Columns => ({
  person: 0,
  business: 0,
  research: 0,
  charity: 0,
  legal: 0,
  other: 0,
  total: 0,
})

interface DisclosureTable {
  received: Columns
  carriedIn: Columns
  /** By outcome, in the order of the national table. */
  concluded: Record<string, Columns>
  concludedTotal: Columns
  carriedOut: Columns
  balanced: boolean
  /** Concluded without an outcome (withdrawn, or declined without naming one): in 其他. */
  unnamed: number
}

const isApplicant = (id: string | null): id is Applicant => id !== null && id in APPLICANTS

export function disclosureTable(applications: Iterable<Application>, span: Span): DisclosureTable {
  const table: DisclosureTable = {
    received: noColumns(),
    carriedIn: noColumns(),
    concluded: Object.fromEntries(Object.keys(OUTCOMES).map(id => [id, noColumns()])),
    concludedTotal: noColumns(),
    carriedOut: noColumns(),
    balanced: true,
    unnamed: 0,
  }
  for (const { facts, outcome, applicant } of applications) {
    const t = tallyOf(facts, span)
    const who: Applicant = isApplicant(applicant) ? applicant : 'person'
    const add = (row: Columns, n: number) => {
      row[who] += n
      row.total += n
    }
    add(table.received, t.received)
    add(table.carriedIn, t.carriedIn)
    add(table.carriedOut, t.carriedOut)
    if (t.concluded === 0) continue
    const named = outcome !== null && outcome in OUTCOMES
    // Withdrawn applications, and those without an outcome, are 其他处理 · 其他.
    const withdrawn = t.concludedWithdrawn
    if (named) add(table.concluded[outcome]!, t.concluded - withdrawn)
    add(table.concluded['other']!, named ? withdrawn : t.concluded)
    table.unnamed += named ? withdrawn : t.concluded
  }
  for (const row of Object.values(table.concluded)) {
    for (const column of Object.keys(row) as (keyof Columns)[]) table.concludedTotal[column] += row[column]
  }
  table.balanced = ([...APPLICANT_IDS, 'total'] as const).every(
    c => table.received[c] + table.carriedIn[c] === table.concludedTotal[c] + table.carriedOut[c],
  )
  return table
}

/** Table 3 as it is printed. */
export function printDisclosure(t: DisclosureTable, year: number): Table {
  const row = (name: string, columns: Columns) => [
    name,
    ...APPLICANT_IDS.map(id => columns[id]),
    columns.total,
  ]
  const rows = [
    row('一、本年新收政府信息公开申请数量', t.received),
    row('二、上年结转政府信息公开申请数量', t.carriedIn),
  ]
  const groups = Object.keys(OUTCOME_GROUPS) as OutcomeGroup[]
  groups.forEach((group, g) => {
    const inGroup = Object.entries(OUTCOMES).filter(([, o]) => o.group === group)
    inGroup.forEach(([id, { name }], i) => {
      const single = inGroup.length === 1
      const title = single ? name : `${OUTCOME_GROUPS[group]}：${i + 1}. ${name}`
      rows.push(row(`三、本年度办理结果（${'一二三四五六'[g]}）${title}`, t.concluded[id]!))
    })
  })
  rows.push(
    row('三、本年度办理结果（七）总计', t.concludedTotal),
    row('四、结转下年度继续办理', t.carriedOut),
  )
  const check = `勾稽关系：新收 ${t.received.total} + 上年结转 ${t.carriedIn.total} = 办理结果总计 ${t.concludedTotal.total} + 结转下年 ${t.carriedOut.total}，${t.balanced ? '成立' : '不成立，请先核对'}。`
  const unnamed = t.unnamed > 0 ? `没有写明处理结果的 ${t.unnamed} 件（含申请人撤回）计入“其他”。` : ''
  return {
    name: `表三 ${year} 年收到和处理政府信息公开申请情况`,
    columns: [text('项目'), ...APPLICANT_IDS.map(id => count(APPLICANTS[id])), count('总计')],
    rows,
    note: `${check}${unnamed}没有写明申请人类别的计入自然人。`,
  }
}

const results = z.strictObject({
  upheld: z.int().nonnegative().default(0),
  corrected: z.int().nonnegative().default(0),
  other: z.int().nonnegative().default(0),
  pending: z.int().nonnegative().default(0),
})

/** `annual/2026.yaml` of the office: what other bodies decided, which no case of ours records. */
export const reviewsSchema = z.strictObject({
  reconsideration: results,
  litigation: z.strictObject({ direct: results, afterReconsideration: results }),
})
export type Reviews = z.infer<typeof reviewsSchema>

/** Table 4: 行政复议 and 行政诉讼 by result; 无 where the office has not filled its file in. */
export function printReviews(reviews: Reviews | null, year: number): Table {
  const row = (name: string, r: z.infer<typeof results> | undefined) => [
    name,
    r?.upheld ?? null,
    r?.corrected ?? null,
    r?.other ?? null,
    r?.pending ?? null,
    r ? r.upheld + r.corrected + r.other + r.pending : null,
  ]
  return {
    name: `表四 ${year} 年政府信息公开行政复议、行政诉讼情况`,
    columns: [
      text('类别'),
      count('结果维持'),
      count('结果纠正'),
      count('其他结果'),
      count('尚未审结'),
      count('总计'),
    ],
    rows: [
      row('行政复议', reviews?.reconsideration),
      row('行政诉讼：未经复议直接起诉', reviews?.litigation.direct),
      row('行政诉讼：复议后起诉', reviews?.litigation.afterReconsideration),
    ],
    ...(!reviews && { note: `这些数由复议机关和法院决定，请填在 annual/${year}.yaml 里。` }),
  }
}
