import type { Kind } from './case.ts'

/**
 * How long the words of a case are kept after it ended, in days; its number, dates and codes stay for ever. Answers,
 * complaints and requests: three years, in which a resident may come back on them and the office may be sued
 * (民法典 art. 188). Reports: five, because what they began may go through disciplinary proceedings. Disclosure: ten,
 * the term of 30 years for permanent files being that of the office's own archive and not of this program.
 */
export const RETENTION_DAYS: Readonly<Record<Kind, number>> = {
  inquiry: 3 * 365,
  complaint: 3 * 365,
  help: 3 * 365,
  suggestion: 3 * 365,
  report: 5 * 365,
  disclosure: 10 * 365,
}
