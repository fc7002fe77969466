import { count, type Table, text } from '../../base/table.ts'
import {
  APPLICANT_IDS,
  APPLICANTS,
  type Applicant,
  type DisclosureOutcome,
  OUTCOME_GROUPS,
  OUTCOME_IDS,
  OUTCOMES,
  type OutcomeGroup,
} from '../../cases/disclosure.ts'
import type { CaseFacts } from '../facts.ts'
import { type Span, tallyOf } from '../tally.ts'
import type { AnnualFile, Results } from './office-file.ts'

/**
 * Tables 3 and 4 of the annual report on government information disclosure, from the office's own disclosure cases.
 * The check rule of table 3 – new + carried in = concluded + carried out – is checked, not assumed.
 */

/** One disclosure application with what the table needs beyond its facts. */
export interface Application {
  number: string
  facts: CaseFacts
  outcome: string | null
  applicant: string | null
}

export type Columns = Record<Applicant | 'total', number>
const noColumns = (): Columns => ({
  person: 0,
  business: 0,
  research: 0,
  charity: 0,
  legal: 0,
  other: 0,
  total: 0,
})

export interface DisclosureTable {
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
const isOutcome = (id: string | null): id is DisclosureOutcome => id !== null && id in OUTCOMES

/** The rows of the table: what came in, each outcome, what goes on. */
export type ApplicationRow = 'received' | 'carriedIn' | 'carriedOut' | DisclosureOutcome

/** Where the table counts an application: a row and a column of it, so many times. */
export interface ApplicationPlace {
  row: ApplicationRow
  applicant: Applicant
  n: number
  /** It was concluded without an outcome (withdrawn, or declined without naming one): in 其他处理 · 其他. */
  unnamed?: true
}

/** Every place of the table that an application is counted in; the table is the sum of them. */
export function placesOf({ facts, outcome, applicant }: Application, span: Span): ApplicationPlace[] {
  const t = tallyOf(facts, span)
  const who: Applicant = isApplicant(applicant) ? applicant : 'person'
  const named = isOutcome(outcome) ? t.concluded - t.concludedWithdrawn : 0
  const places: ApplicationPlace[] = [
    { row: 'received', applicant: who, n: t.received },
    { row: 'carriedIn', applicant: who, n: t.carriedIn },
    { row: isOutcome(outcome) ? outcome : 'other', applicant: who, n: named },
    { row: 'other', applicant: who, n: t.concluded - named, unnamed: true },
    { row: 'carriedOut', applicant: who, n: t.carriedOut },
  ]
  return places.filter(place => place.n > 0)
}

export function disclosureTable(applications: Iterable<Application>, span: Span): DisclosureTable {
  const table: DisclosureTable = {
    received: noColumns(),
    carriedIn: noColumns(),
    concluded: Object.fromEntries(OUTCOME_IDS.map(id => [id, noColumns()])),
    concludedTotal: noColumns(),
    carriedOut: noColumns(),
    balanced: true,
    unnamed: 0,
  }
  for (const application of applications) {
    for (const { row, applicant, n, unnamed } of placesOf(application, span)) {
      const columns =
        row === 'received' || row === 'carriedIn' || row === 'carriedOut' ? table[row] : table.concluded[row]!
      columns[applicant] += n
      columns.total += n
      if (unnamed) table.unnamed += n
    }
  }
  for (const row of Object.values(table.concluded)) {
    for (const column of COLUMN_IDS) table.concludedTotal[column] += row[column]
  }
  table.balanced = applicationProblems(table).length === 0
  return table
}

/** The columns of the table: each kind of applicant, and all of them. */
export const COLUMN_IDS = [...APPLICANT_IDS, 'total'] as const

/**
 * The check rules of the table, as its official form states them: the first item plus the second equals the third plus the
 * fourth, in every column; and in every row the kinds of applicants make up the total.
 * @returns what fails, in Chinese; empty when all holds
 */
export function applicationProblems(t: DisclosureTable): string[] {
  const columns = COLUMN_IDS.filter(
    c => t.received[c] + t.carriedIn[c] !== t.concludedTotal[c] + t.carriedOut[c],
  ).map(c => {
    const name = c === 'total' ? '总计' : APPLICANTS[c]
    return `表三“${name}”一列：新收 ${t.received[c]} + 上年结转 ${t.carriedIn[c]} ≠ 办理结果总计 ${t.concludedTotal[c]} + 结转下年 ${t.carriedOut[c]}`
  })
  const outcomes = COLUMN_IDS.filter(
    c => OUTCOME_IDS.reduce((sum, id) => sum + t.concluded[id]![c], 0) !== t.concludedTotal[c],
  ).map(c => `表三“${c === 'total' ? '总计' : APPLICANTS[c]}”一列：各项办理结果加起来不等于总计`)
  const named: [string, Columns][] = [
    ['新收', t.received],
    ['上年结转', t.carriedIn],
    ...OUTCOME_IDS.map((id): [string, Columns] => [OUTCOMES[id].name, t.concluded[id]!]),
    ['办理结果总计', t.concludedTotal],
    ['结转下年', t.carriedOut],
  ]
  const rows = named
    .filter(([, row]) => APPLICANT_IDS.reduce((sum, id) => sum + row[id], 0) !== row.total)
    .map(([name]) => `表三“${name}”一行：各类申请人加起来不等于总计`)
  return [...columns, ...outcomes, ...rows]
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

/** Table 4: 行政复议 and 行政诉讼 by result; 无 where the office has not filled its file in. */
export function printReviews(reviews: AnnualFile | null, year: number): Table {
  const row = (name: string, r: Results | undefined) => [
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
      row('行政诉讼：未经复议直接起诉', reviews?.litigation?.direct),
      row('行政诉讼：复议后起诉', reviews?.litigation?.afterReconsideration),
    ],
    ...(!(reviews?.reconsideration && reviews.litigation) && {
      note: `这些数由复议机关和法院决定，请填在 annual/${year}.yaml 里。`,
    }),
  }
}
