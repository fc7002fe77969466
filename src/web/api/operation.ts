import type { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { sayField } from '../../domain/base/text/field-words.ts'
import type { Actor } from '../../domain/people/actor.ts'
import type { TokenScope } from '../../domain/people/token-scopes.ts'
import { checked } from '../../usecases/base/checked.ts'
import type { Context } from '../../usecases/base/context.ts'

/** A handler's answer. `headers` besides the content type. */
interface Answer<T = unknown> {
  status: number
  body: T
  headers?: Record<string, string>
}

interface OperationRequest<P, Q, B> {
  ctx: Context
  by: Actor & { id: number }
  params: P
  query: Q
  body: B
  /** Lower-case name of a request header. */
  header(name: string): string | undefined
}

/** One route of the API: checks, documentation and handler in one place. */
export interface Operation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  id: string
  method: 'get' | 'post'
  /** In OpenAPI's form, below /api/v1. */
  path: string
  summary: string
  /** The scope a bearer token needs; depends on the body where one route does several things. */
  scope: TokenScope | ((body: z.output<B>) => TokenScope)
  params?: P
  query?: Q
  body?: B
  /** Request headers, for the documentation; the handler reads them itself. */
  headers?: z.ZodObject
  success: { status: number; description: string; schema: R; headers?: z.ZodObject }
  /** Statuses of refusals, besides 401, 403 and 429, which every operation has. */
  refusals: readonly number[]
  handle(ask: OperationRequest<z.output<P>, z.output<Q>, z.output<B>>): Promise<Answer<z.input<R>>>
}

/** Only for the types: the handler gets the checked values. */
export const operation = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  o: Operation<P, Q, B, R>,
): Operation => o as unknown as Operation

/** @throws Refusal `invalid_field` (or `code`) with every problem, in Chinese. */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  code: 'invalid_field' | 'malformed' = 'invalid_field',
): z.output<S> {
  return checked(schema, value, errors => new Refusal(code, errors.map(sayField).join('；'), { errors }))
}
