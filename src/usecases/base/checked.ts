import type { z } from 'zod'
import { type FieldError, invalidFields, type Refusal } from '../../domain/base/errors.ts'
import { fieldErrors, fieldWords } from '../../domain/base/text/field-words.ts'

/**
 * Parses input from outside; a refusal names every wrong field in Chinese.
 * @param refusal makes the refusal; by default that of a form whose messages are shown beside its fields
 * @throws Refusal `invalid_field`, or what `refusal` makes
 */
export function checked<S extends z.ZodType>(
  schema: S,
  input: unknown,
  refusal: (errors: FieldError[]) => Refusal = invalidFields,
): z.output<S> {
  const parsed = schema.safeParse(input, { error: fieldWords })
  if (parsed.success) return parsed.data
  throw refusal(fieldErrors(parsed.error.issues))
}
