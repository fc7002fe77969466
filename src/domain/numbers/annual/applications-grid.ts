import {
  APPLICANT_IDS,
  APPLICANTS,
  type Applicant,
  OUTCOME_GROUPS,
  OUTCOME_IDS,
  OUTCOMES,
  type OutcomeGroup,
} from '../../cases/disclosure.ts'
import type { ApplicationRow, Columns, DisclosureTable } from './applications.ts'
import { figure, type Grid, type GridCell } from './document.ts'
import { head, heads } from './grids.ts'
import type { AnnualFile, Results } from './office-file.ts'

/** The rule that the official form prints in the corner of table 3. */
const RULE = '（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）'

/** Three columns of titles, six of applicants, one of totals. */
const TITLES = 3
const COLUMNS = TITLES + APPLICANT_IDS.length + 1

/** 三、收到和处理政府信息公开申请情况, as the official form has it. */
export function applicationsGrid(t: DisclosureTable): Grid {
  const cells = (row: ApplicationRow | 'concluded', columns: Columns): GridCell[] => [
    ...APPLICANT_IDS.map((applicant: Applicant) => ({
      content: figure(columns[applicant], { from: 'applications', row, applicant }),
    })),
    { content: figure(columns.total, { from: 'applications', row }) },
  ]
  const [person, ...organisations] = APPLICANT_IDS
  const groups = Object.keys(OUTCOME_GROUPS) as OutcomeGroup[]
  const results = groups.flatMap((group, g) => {
    const numbered = (name: string) => `（${'一二三四五六'[g]}）${name}`
    const inGroup = OUTCOME_IDS.filter(id => OUTCOMES[id].group === group)
    if (inGroup.length === 1) {
      const [id] = inGroup as [(typeof inGroup)[number]]
      return [[head(numbered(OUTCOMES[id].name), 2), ...cells(id, t.concluded[id]!)]]
    }
    return inGroup.map((id, i) => [
      ...(i === 0 ? [head(numbered(OUTCOME_GROUPS[group]), 1, inGroup.length)] : []),
      head(`${i + 1}.${OUTCOMES[id].name}`),
      ...cells(id, t.concluded[id]!),
    ])
  })
  const concluded = [...results, [head('（七）总计', 2), ...cells('concluded', t.concludedTotal)]]
  return {
    name: '表三　收到和处理政府信息公开申请情况',
    columns: COLUMNS,
    heads: 3,
    rows: [
      [head(RULE, TITLES, 3), head('申请人情况', APPLICANT_IDS.length + 1)],
      [head(APPLICANTS[person], 1, 2), head('法人或其他组织', organisations.length), head('总计', 1, 2)],
      heads(...organisations.map(id => APPLICANTS[id])),
      [head('一、本年新收政府信息公开申请数量', TITLES), ...cells('received', t.received)],
      [head('二、上年结转政府信息公开申请数量', TITLES), ...cells('carriedIn', t.carriedIn)],
      ...concluded.map((row, i) =>
        i === 0 ? [head('三、本年度办理结果', 1, concluded.length), ...row] : row,
      ),
      [head('四、结转下年度继续办理', TITLES), ...cells('carriedOut', t.carriedOut)],
    ],
    note: `${t.unnamed > 0 ? `没有写明处理结果的 ${t.unnamed} 件（含申请人撤回）计入“其他”。` : ''}没有写明申请人类别的计入自然人。`,
  }
}

const RESULTS = {
  upheld: '结果维持',
  corrected: '结果纠正',
  other: '其他结果',
  pending: '尚未审结',
} as const satisfies Record<keyof Results, string>
const RESULT_IDS = Object.keys(RESULTS) as (keyof Results)[]

/** 四、政府信息公开行政复议、行政诉讼情况, as the official form has it. */
export function reviewsGrid(file: AnnualFile | null): Grid {
  const titles = [...Object.values(RESULTS), '总计']
  const cells = (results: Results | undefined): GridCell[] =>
    [
      ...RESULT_IDS.map(id => results?.[id] ?? null),
      results ? RESULT_IDS.reduce((sum, id) => sum + results[id], 0) : null,
    ].map(value => ({ content: figure(value, { from: 'file' }) }))
  const n = titles.length
  return {
    name: '表四　政府信息公开行政复议、行政诉讼情况',
    columns: 3 * n,
    heads: 3,
    rows: [
      [head('行政复议', n), head('行政诉讼', 2 * n)],
      [...titles.map(title => head(title, 1, 2)), head('未经复议直接起诉', n), head('复议后起诉', n)],
      heads(...titles, ...titles),
      [
        ...cells(file?.reconsideration),
        ...cells(file?.litigation?.direct),
        ...cells(file?.litigation?.afterReconsideration),
      ],
    ],
  }
}
