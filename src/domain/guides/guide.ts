import { z } from 'zod'

/**
 * Schema of flows/guides/*.yaml: one service matter. The eight public fields are those the county
 * and township catalogues publish (事项名称, 设定依据, 受理条件, 办理程序, 法定时限, 承诺时限, 收费依据, 收费标准);
 * the materials are the once-for-all list a resident brings so that one visit is enough.
 */
export const guideSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  /** 事项名称 */
  title: z.string().min(2).max(60),
  /** How residents call it; searched like the title. */
  aliases: z.array(z.string().min(1)).default([]),
  department: z.string(),
  category: z.string().optional(),
  audience: z.enum(['personal', 'business', 'both']).default('personal'),
  /** 设定依据 */
  basis: z.array(z.string().min(1)).min(1),
  /** 受理条件 */
  conditions: z.array(z.string().min(1)).min(1),
  /** 办理程序 */
  steps: z.array(z.string().min(1)).min(1),
  /** 法定时限, in the words of the law, e.g. `30 个工作日` or `无`. */
  statutoryLimit: z.string().min(1),
  /** 承诺时限 */
  promisedLimit: z.string().min(1),
  /** 收费依据 */
  feeBasis: z.string().min(1),
  /** 收费标准 */
  fee: z.string().min(1),
  materials: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** e.g. `原件 1 份，复印件 1 份` */
        form: z.string().optional(),
        note: z.string().optional(),
        required: z.boolean().default(true),
      }),
    )
    .default([]),
  window: z.string().min(1),
  phone: z.string().min(1),
  hours: z.string().min(1),
  online: z.string().optional(),
  note: z.string().optional(),
  /** Samples are marked until the office has checked them. */
  checked: z.boolean().default(false),
  updatedOn: z.string().regex(/^\d{4}-\d\d-\d\d$/),
})
export type Guide = z.infer<typeof guideSchema>

/** What a question in a resident's own words found: one guide, up to three candidates, or nothing. */
export interface GuideMatch {
  decision: 'answer' | 'clarify' | 'none'
  hits: { id: string; title: string; score: number }[]
  /** Said when it was found by its sound, not its characters. Chinese, for officers and the trace. */
  reason?: string
}
