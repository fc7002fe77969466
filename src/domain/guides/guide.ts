import { z } from 'zod'

/**
 * Schema of flows/guides/*.yaml: one service. The eight public fields are those that county and township catalogues
 * publish (事项名称, 设定依据, 受理条件, 办理程序, 法定时限, 承诺时限, 收费依据, 收费标准). The materials are the complete list, so that
 * one visit is enough.
 */
export const guideSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  /** 事项名称 */
  title: z.string().min(2).max(60),
  /** Names that residents use; searched like the title. */
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
  /** 法定时限 as the law states it, e.g. `30 个工作日` or `无`. */
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

/** The search result for a resident's question: one guide, up to three candidates, or nothing. */
export interface GuideMatch {
  decision: 'answer' | 'clarify' | 'none'
  hits: { id: string; title: string; score: number }[]
  /** Set when the match is by sound, not by characters. In Chinese, for officers and the trace. */
  reason?: string
}
