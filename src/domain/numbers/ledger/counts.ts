import type { Tally } from '../tally.ts'

/** The numbers of a week that anybody can compute from the ledger, in the order of docs/ledger.md. */
export const LEDGER_COUNTS = [
  'received',
  'reopened',
  'carriedIn',
  'concluded',
  'carriedOut',
  'cohort',
  'answered',
  'answeredOnTime',
  'extensions',
  'cohortExtended',
  'answeredOnTimeExtended',
  'overdue',
  'replied',
  'delivered',
  'invited',
  'rated1',
  'rated2',
  'rated3',
  'rated4',
  'rated5',
] as const satisfies readonly (keyof Tally)[]

/** As `counts` in a week's published numbers. */
export type LedgerCounts = Record<(typeof LEDGER_COUNTS)[number], number>

export const ledgerCountsOf = (tally: Tally): LedgerCounts =>
  Object.fromEntries(LEDGER_COUNTS.map(name => [name, tally[name]])) as LedgerCounts

/** What people call them. */
export const COUNT_NAMES: Record<keyof LedgerCounts, string> = {
  received: '新收',
  reopened: '重新办理',
  carriedIn: '上期结转',
  concluded: '办结',
  carriedOut: '还在办',
  cohort: '到期的件',
  answered: '到期的件里已答复',
  answeredOnTime: '到期的件里按时答复',
  extensions: '延期次数',
  cohortExtended: '按延期后的日子到期的件',
  answeredOnTimeExtended: '按延期后的日子按时答复',
  overdue: '超期',
  replied: '给出的答复',
  delivered: '送达的答复',
  invited: '邀请评价',
  rated1: '评 1 分',
  rated2: '评 2 分',
  rated3: '评 3 分',
  rated4: '评 4 分',
  rated5: '评 5 分',
}
