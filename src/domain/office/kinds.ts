/** The kinds of cases. Deadlines, retention and texts are set by kind. */
export const KINDS = ['inquiry', 'complaint', 'help', 'suggestion', 'report', 'disclosure'] as const
export type Kind = (typeof KINDS)[number]

export const KIND_NAMES: Record<Kind, string> = {
  inquiry: '咨询',
  complaint: '投诉',
  help: '求助',
  suggestion: '建议',
  report: '举报',
  disclosure: '依申请公开',
}
