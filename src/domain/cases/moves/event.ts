import type { z } from 'zod'

/** Data read from the record: unchecked, so each field is unknown until tested. */
type Read<D extends z.ZodObject> = { readonly [K in keyof z.infer<D>]?: unknown }

/** Names for the ids of office.yaml and of officers. */
export interface Names {
  department(id: string | null): string | null
  officer(id: number): string | undefined
}

/** One type of event: its data, its texts, and whether other rows or reactions follow. */
export interface EventSpec<
  D extends z.ZodObject = z.ZodObject,
  L extends string = string,
  W extends boolean = boolean,
  R extends boolean = boolean,
> {
  /** The recorded data. Rates are computed from these, so fields may be added but never change their meaning. */
  data: D
  /** Fields known only once rows are stored; the effect adds them. */
  later?: readonly L[]
  /** It changes other rows than the case's own; usecases/cases/moving/effects.ts says which. */
  writes: W
  /** It has reactions; app/reactions.ts lists them. */
  reactions: R
  /** A resident's own act, which records the route it came by. */
  act?: true
  /** Its line in the office's timeline. */
  officeLine(data: Read<D>, names: Names): string
  /** Its line on the resident's page; without one the event is internal to the office. */
  residentLine?(data: Read<D>): string
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
/** The name of a recorded id; undefined when the table has none, as for an id of an older version. */
export const nameIn = (names: Readonly<Record<string, string>>, id: unknown): string | undefined =>
  typeof id === 'string' && Object.hasOwn(names, id) ? names[id] : undefined
/** A text field after a colon. */
export const quoted = (value: unknown): string => (words(value) ? `：${words(value)}` : '')
