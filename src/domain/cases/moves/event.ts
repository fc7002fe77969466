import type { z } from 'zod'

/** What was read back from the record: what it should hold, none of it certain until looked at. */
export type Read<D extends z.ZodObject> = { readonly [K in keyof z.infer<D>]?: unknown }

/** Names for the ids of office.yaml and of officers. */
export interface Names {
  department(id: string | null): string | null
  officer(id: number): string | undefined
}

/** One kind of event: what it records, what it says, and whether more comes of it. */
export interface EventSpec<
  D extends z.ZodObject = z.ZodObject,
  L extends string = string,
  W extends boolean = boolean,
  R extends boolean = boolean,
> {
  /** What is recorded. Rates read these and nothing else, so a field is added but never changed in meaning. */
  data: D
  /** Fields that are known only when its rows are stored: the effect adds them. */
  later?: readonly L[]
  /** Rows other than the case's own columns change with it: usecases/cases/moving/effects.ts says which. */
  writes: W
  /** Somebody reacts to it: app/reactions.ts says who. */
  reactions: R
  /** One of a resident's own acts: it says by which way it came in. */
  act?: true
  /** Its line in the office's timeline. */
  says(data: Read<D>, names: Names): string
  /** Its line on the resident's page; without one it is the office's inner business. */
  told?(data: Read<D>): string
}

export const event = <
  D extends z.ZodObject,
  const W extends boolean,
  const R extends boolean,
  const L extends keyof z.infer<D> & string = never,
>(
  spec: EventSpec<D, L, W, R>,
): EventSpec<D, L, W, R> => spec

/** A field that holds text, or nothing. */
export const words = (value: unknown): string => (typeof value === 'string' ? value : '')
/** The same after a colon. */
export const quoted = (value: unknown): string => (words(value) ? `：${words(value)}` : '')
