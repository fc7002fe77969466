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
