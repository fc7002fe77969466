import { z } from 'zod'

/**
 * `annual/2026.yaml` of the office: numbers of the annual report that no case and no item records. A number that is not filled
 * in is 无 in the report, never 0.
 *
 * @example
 *   disclosed:
 *     rules: { issued: 0, repealed: 0, inForce: 0 }
 *     normative: { issued: 1, repealed: 0, inForce: 12 }
 *     licences: 35
 *     penalties: 2
 *     coercion: 0
 *     fees: 1.25
 *   processingFees: 0
 *   reconsideration: { upheld: 1 }
 *   litigation: { direct: {}, afterReconsideration: {} }
 */

const results = z.strictObject({
  upheld: z.int().nonnegative().default(0),
  corrected: z.int().nonnegative().default(0),
  other: z.int().nonnegative().default(0),
  pending: z.int().nonnegative().default(0),
})
export type Results = z.infer<typeof results>

const documents = z.strictObject({
  issued: z.int().nonnegative(),
  repealed: z.int().nonnegative(),
  inForce: z.int().nonnegative(),
})
export type Documents = z.infer<typeof documents>

export const annualFileSchema = z.strictObject({
  /** What is published of one's own accord (《政府信息公开条例》 art. 20), as far as no item of the catalogue records it. */
  disclosed: z
    .strictObject({
      /** 规章. */
      rules: documents.optional(),
      /** 行政规范性文件 that are not in the catalogue: those of before it. */
      normative: documents.optional(),
      /** Decisions in the year. */
      licences: z.int().nonnegative().optional(),
      penalties: z.int().nonnegative().optional(),
      coercion: z.int().nonnegative().optional(),
      /** 行政事业性收费 of the year, in 万元. */
      fees: z.number().nonnegative().optional(),
    })
    .optional(),
  /** 政府信息公开信息处理费 of the year, in 元. */
  processingFees: z.number().nonnegative().optional(),
  /** What other bodies decided on the office's answers to applications. */
  reconsideration: results.optional(),
  litigation: z.strictObject({ direct: results, afterReconsideration: results }).optional(),
})
export type AnnualFile = z.infer<typeof annualFileSchema>
