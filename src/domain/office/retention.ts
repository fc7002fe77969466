import { z } from 'zod'
import { KINDS } from './kinds.ts'

/**
 * How long residents' texts are kept: those of a case from its end, those of a conversation that became no case from
 * the day they were sent. A case's number, dates and codes stay for ever. `retention` of flows/office.yaml sets it by
 * kind.
 */

const period = z.union(
  [
    z.strictObject({ years: z.int().positive().max(30) }),
    z.strictObject({ months: z.int().positive().max(360) }),
    z.strictObject({ days: z.int().positive().max(10_950) }),
  ],
  '保存期限写成 { years: 3 }、{ months: 6 } 或 { days: 180 }，最长 30 年',
)
type Period = z.infer<typeof period>

/** What has a retention period: each kind of case, conversations outside of cases, and details of the audit log. */
export const RETENTION_GROUPS = [...KINDS, 'conversations', 'audit'] as const
type RetentionGroup = (typeof RETENTION_GROUPS)[number]

/**
 * The defaults. Answers, complaints and requests: three years, the limitation period for claims (民法典 art. 188).
 * Reports: five, because disciplinary proceedings may follow. Disclosure: ten, the term of 30 years for permanent
 * files being that of the office's own archive and not of this program. Conversations that became no case: one year,
 * because no reply is owed on them. Addresses and details of the audit log: three years, as long as records of how
 * personal data was handled are kept (个人信息保护法 art. 56); who did what to which case, and when, stays for ever.
 */
const DEFAULTS: Readonly<Record<RetentionGroup, Period>> = {
  inquiry: { years: 3 },
  complaint: { years: 3 },
  help: { years: 3 },
  suggestion: { years: 3 },
  report: { years: 5 },
  disclosure: { years: 10 },
  conversations: { years: 1 },
  audit: { years: 3 },
}

/**
 * The shortest periods allowed. A case: six months, in which an applicant may sue over how it was handled (行政诉讼法 art.
 * 46). A conversation: thirty days, longer than a dialogue may pause and a channel may repeat a message. The audit log:
 * six months (网络安全法 art. 21).
 */
const LEAST_DAYS = { case: 180, conversations: 30, audit: 180 } as const

export const retentionSchema = z
  .strictObject(
    Object.fromEntries(RETENTION_GROUPS.map(group => [group, period.default(DEFAULTS[group])])) as Record<
      RetentionGroup,
      z.ZodDefault<typeof period>
    >,
  )
  .prefault({})
type Retention = z.infer<typeof retentionSchema>

/** Data older than this instant is past its retention period. Months and years are calendar months and years. */
export function retentionCutoff(period: Period, now: Date): Date {
  const since = new Date(now)
  if ('years' in period) since.setUTCFullYear(since.getUTCFullYear() - period.years)
  else if ('months' in period) since.setUTCMonth(since.getUTCMonth() - period.months)
  else since.setUTCDate(since.getUTCDate() - period.days)
  return since
}

/** Shortest possible length in days: the shortest months and years. */
const daysOf = (period: Period): number =>
  'years' in period ? period.years * 365 : 'months' in period ? Math.floor(period.months * 30) : period.days

/** The problems of a retention table, each with its row. */
export const retentionProblems = (retention: Retention): { group: RetentionGroup; message: string }[] =>
  RETENTION_GROUPS.flatMap(group => {
    const least = LEAST_DAYS[group === 'conversations' || group === 'audit' ? group : 'case']
    if (daysOf(retention[group]) >= least) return []
    return [{ group, message: `保存期限太短：至少 ${least} 天` }]
  })
