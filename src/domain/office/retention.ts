import { z } from 'zod'
import { KINDS } from './kinds.ts'

/**
 * How long what people write is kept: of a case, from when it ended; of a conversation that became no case, from when
 * it was said. A case's number, dates and codes stay for ever. `retention` of flows/office.yaml sets it by kind.
 */

const period = z.union(
  [
    z.strictObject({ years: z.int().positive().max(30) }),
    z.strictObject({ months: z.int().positive().max(360) }),
    z.strictObject({ days: z.int().positive().max(10_950) }),
  ],
  '保存期限写成 { years: 3 }、{ months: 6 } 或 { days: 180 }，最长 30 年',
)
export type Period = z.infer<typeof period>

/** What has a period of its own: each kind of case, and conversations outside of cases. */
export const KEPT = [...KINDS, 'conversations'] as const
export type Kept = (typeof KEPT)[number]

/**
 * Where office.yaml says nothing. Answers, complaints and requests: three years, in which a resident may come back on them
 * and the office may be sued (民法典 art. 188). Reports: five, because what they began may go through disciplinary
 * proceedings. Disclosure: ten, the term of 30 years for permanent files being that of the office's own archive and not
 * of this program. Conversations that became no case: one year, for nobody is owed anything on them.
 */
const DEFAULTS: Readonly<Record<Kept, Period>> = {
  inquiry: { years: 3 },
  complaint: { years: 3 },
  help: { years: 3 },
  suggestion: { years: 3 },
  report: { years: 5 },
  disclosure: { years: 10 },
  conversations: { years: 1 },
}

/**
 * Never shorter. A case: six months, in which an applicant may sue over how it was handled (行政诉讼法 art. 46).
 * A conversation: thirty days, longer than any dialogue rests and any channel repeats a message.
 */
const LEAST_DAYS = { case: 180, conversations: 30 } as const

export const retentionSchema = z
  .strictObject(
    Object.fromEntries(KEPT.map(kept => [kept, period.default(DEFAULTS[kept])])) as Record<
      Kept,
      z.ZodDefault<typeof period>
    >,
  )
  .prefault({})
export type Retention = z.infer<typeof retentionSchema>

/** What is older than this instant is past its time. Months and years are those of the calendar. */
export function keptSince(period: Period, now: Date): Date {
  const since = new Date(now)
  if ('years' in period) since.setUTCFullYear(since.getUTCFullYear() - period.years)
  else if ('months' in period) since.setUTCMonth(since.getUTCMonth() - period.months)
  else since.setUTCDate(since.getUTCDate() - period.days)
  return since
}

/** Shortest possible length in days: the shortest months and years. */
const daysOf = (period: Period): number =>
  'years' in period ? period.years * 365 : 'months' in period ? Math.floor(period.months * 30) : period.days

/** What is wrong with a table, each with its row. */
export const retentionProblems = (retention: Retention): { kept: Kept; message: string }[] =>
  KEPT.flatMap(kept => {
    const least = LEAST_DAYS[kept === 'conversations' ? kept : 'case']
    if (daysOf(retention[kept]) >= least) return []
    return [{ kept, message: `保存期限太短：至少 ${least} 天` }]
  })
