import type { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { fieldErrors, fieldWords } from '../../domain/base/text/field-words.ts'

/** What came from outside, in the shape it must have. @throws Refusal `invalid_field`, each field named in Chinese */
export function checked<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const parsed = schema.safeParse(input, { error: fieldWords })
  if (parsed.success) return parsed.data
  const errors = fieldErrors(parsed.error.issues)
  throw new Refusal('invalid_field', errors.map(e => e.message).join('；'), { errors })
}
