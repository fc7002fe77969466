import type { z } from 'zod'
import { type FieldError, invalidFields, type Refusal } from '../../domain/base/errors.ts'
import { fieldErrors, fieldWords } from '../../domain/base/text/field-words.ts'

/**
 * What came from outside, in the shape it must have; every field that is wrong is named in Chinese.
 * @param refusal how it is refused, unless as a form whose messages stand beside its fields
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
