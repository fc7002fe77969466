/**
 * How an application for disclosure ends, and who applied: the rows and columns of table 3 of the annual report on
 * government information disclosure (国办公开办函〔2021〕30号, 政府信息公开工作年度报告格式). Ids are stored with the case,
 * names are printed.
 */

export const APPLICANTS = {
  person: '自然人',
  business: '商业企业',
  research: '科研机构',
  charity: '社会公益组织',
  legal: '法律服务机构',
  other: '其他',
} as const
export type Applicant = keyof typeof APPLICANTS
export const APPLICANT_IDS = Object.keys(APPLICANTS) as [Applicant, ...Applicant[]]

/** The groups of outcomes, in the order of the table. */
export const OUTCOME_GROUPS = {
  granted: '予以公开',
  partly: '部分公开',
  refused: '不予公开',
  unable: '无法提供',
  unprocessed: '不予处理',
  otherwise: '其他处理',
} as const
export type OutcomeGroup = keyof typeof OUTCOME_GROUPS

const outcome = (group: OutcomeGroup, name: string) => ({ group, name })

/** Each disclosure case concludes with one of these. The list is closed: the national table has these rows. */
export const OUTCOMES = {
  granted: outcome('granted', '予以公开'),
  partly: outcome('partly', '部分公开（区分处理的，只计这一情形，不计其他情形）'),
  'refused-state-secret': outcome('refused', '属于国家秘密'),
  'refused-by-law': outcome('refused', '其他法律行政法规禁止公开'),
  'refused-security': outcome('refused', '危及“三安全一稳定”'),
  'refused-third-party': outcome('refused', '保护第三方合法权益'),
  'refused-internal': outcome('refused', '属于三类内部事务信息'),
  'refused-process': outcome('refused', '属于四类过程性信息'),
  'refused-enforcement': outcome('refused', '属于行政执法案卷'),
  'refused-inquiry': outcome('refused', '属于行政查询事项'),
  'unable-not-held': outcome('unable', '本机关不掌握相关政府信息'),
  'unable-to-make': outcome('unable', '没有现成信息需要另行制作'),
  'unable-unclear': outcome('unable', '补正后申请内容仍不明确'),
  'unprocessed-petition': outcome('unprocessed', '信访举报投诉类申请'),
  'unprocessed-repeat': outcome('unprocessed', '重复申请'),
  'unprocessed-publication': outcome('unprocessed', '要求提供公开出版物'),
  'unprocessed-mass': outcome('unprocessed', '无正当理由大量反复申请'),
  'unprocessed-confirm': outcome('unprocessed', '要求行政机关确认或重新出具已获取信息'),
  'other-no-correction': outcome(
    'otherwise',
    '申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请',
  ),
  'other-no-payment': outcome(
    'otherwise',
    '申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请',
  ),
  other: outcome('otherwise', '其他'),
} as const satisfies Record<string, { group: OutcomeGroup; name: string }>
export type DisclosureOutcome = keyof typeof OUTCOMES
export const OUTCOME_IDS = Object.keys(OUTCOMES) as [DisclosureOutcome, ...DisclosureOutcome[]]
