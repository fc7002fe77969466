import { z } from 'zod'

/** The rules of the electronic supervision (电子监察) in office.yaml: when a case gets a mark of which level. */

export const MARK_LEVELS = ['warning', 'yellow', 'red'] as const
export type MarkLevel = (typeof MARK_LEVELS)[number]
export const LEVEL_NAMES: Record<MarkLevel, string> = { warning: '预警', yellow: '黄牌', red: '红牌' }

const days = z.int().min(1).max(365)
const times = z.int().min(1).max(20)

/** The closed set of conditions. domain/numbers/supervision.ts says since when each holds. */
export const CONDITIONS = {
  /** The reply is due within so many hours. */
  dueWithinHours: z.int().min(1).max(720),
  /** The reply is late by so many days; the first is the day after the due one. */
  overdueDays: days,
  overdueWorkingDays: days,
  /** Reviewers returned the answer so many times since the case was opened, or opened again. */
  returnedTimes: times,
  /** It was opened again so many times. */
  reopenedTimes: times,
  /** A manager's instruction has been unanswered for so many days after its date. */
  supervisionOverdueDays: days,
} as const satisfies Record<string, z.ZodType>
export type ConditionName = keyof typeof CONDITIONS
export const CONDITION_NAMES = Object.keys(CONDITIONS) as ConditionName[]

const when = z
  .strictObject(
    Object.fromEntries(CONDITION_NAMES.map(name => [name, CONDITIONS[name].optional()])) as Record<
      ConditionName,
      z.ZodOptional<z.ZodInt>
    >,
  )
  .refine(w => Object.keys(w).length === 1, `when 里写一个条件，可以是：${CONDITION_NAMES.join('、')}`)
  .transform(w => {
    const [condition, value] = Object.entries(w)[0] as [ConditionName, number]
    return { condition, value }
  })

export const supervisionSchema = z
  .strictObject({
    rules: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, '只能用小写字母、数字和连字符'),
          level: z.enum(MARK_LEVELS, '级别是 warning（预警）、yellow（黄牌）或 red（红牌）'),
          name: z.string().trim().min(1).max(30),
          when,
        }),
      )
      .max(20)
      .default([]),
  })
  .prefault({})

export type SupervisionRule = z.infer<typeof supervisionSchema>['rules'][number]
