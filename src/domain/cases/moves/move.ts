import type { z } from 'zod'
import type { CivilDate } from '../../base/civil-date.ts'
import type { Role } from '../../office/roles.ts'
import type { Actor, ConfirmedBy, Via } from '../../people/actor.ts'
import type { Case, Deadlines, Status } from '../case.ts'
import { OPEN } from '../case.ts'
import type { recompute } from '../deadline.ts'
import type { EventSpec } from './event.ts'

/** Roles of officers, plus the two who are not officers. */
export type Mover = Role | 'resident' | 'system'

/** What an input names. Looked up before the move is decided. */
export interface Named {
  department?: string | undefined
  /** A login. */
  officer?: string | undefined
  /** The number of another case. */
  lead?: string | undefined
  /** Colleagues are named with @ in this text. */
  mentionsIn?: string | undefined
}

/** What was found under these names. */
export interface Found {
  /** The department is one of the office's. */
  department: boolean
  officer: { id: number; departmentId: string | null; active: boolean } | null
  /** Another case; `seen`: by the officer who named it. */
  lead: { status: Status; seen: boolean } | null
  /** Ids of named colleagues who may see the case, and names of those who may not. */
  mentioned: { see: readonly number[]; blind: readonly string[] }
}

/** Nothing was named. */
export const FOUND_NOTHING: Found = {
  department: false,
  officer: null,
  lead: null,
  mentioned: { see: [], blind: [] },
}

/** What a move may ask of the clock: computed only when the move needs it. */
export interface MoveContext {
  now: Date
  found: Found
  /** Deadlines as they would be after an extension by this many days. */
  extended(days: number): Deadlines
  /** Deadlines of a case that is owed again from now. */
  reopened(): Deadlines
  /** Deadlines once the resident has been asked for more: the clock stops where the office's rule says so. */
  awaiting(): Deadlines
  /** Deadlines after the resident supplied what was asked for. */
  resumed(): Deadlines
  /** Deadlines while a third party is consulted, which does not count. */
  consulting(): Deadlines
  /** Deadlines once it has answered. */
  consulted(): Deadlines
  /** Deadlines by the calendar as it is now, and which of them moved. */
  recomputed(): ReturnType<typeof recompute>
  /** By when an instruction of today is to be answered, unless the manager says otherwise. */
  superviseBy(): CivilDate
}

/** The events of a move, by type. */
export type Events = { readonly [type: string]: EventSpec }

/** What of an event is known when it is decided. */
export type Decided<S> =
  S extends EventSpec<infer D, infer L>
    ? [L] extends [never]
      ? z.infer<D>
      : string extends L
        ? z.infer<D>
        : Omit<z.infer<D>, L>
    : never

export type Recorded<E extends Events> = { [T in keyof E]: readonly [T, Decided<E[T]>] }[keyof E]

/** What a move comes to. */
export interface Decision<E extends Events> {
  /** The fields that change. Where none does, an open form of another officer does not get stale. */
  next: Partial<Case>
  /** In order. */
  events: Recorded<E>[]
  /** By which way a resident's wish came in, where another acts for them. */
  way?: { via: Via; confirmed?: ConfirmedBy; checked?: string }
  /** What the public reads of the answer from now on. */
  publicTexts?: { redactedText: string | null; redactedQuestion: string | null }
}

/** One field of a form, by the name of what it fills in. */
export type FieldSpec = { label: string; hint?: string } & (
  | { kind: 'text'; rows?: number /** Colleagues can be named with @. */; mention?: true }
  | { kind: 'line'; placeholder?: string; optional?: true }
  | { kind: 'choice'; choices: Readonly<Record<string, string>> }
  | { kind: 'date' }
)

/** The form on the case page. */
export interface FormSpec {
  hint?: string
  /** Asked before what cannot be undone. */
  confirm?: string
  fields: Readonly<Record<string, FieldSpec>>
  button: string
}

/** `own`: a component of its own in web/cases/moves/mod.tsx. Null: no officer chooses this move. */
export type Form = FormSpec | 'own' | null

/** Reads what was typed into a field of a form. */
export type ReadField = (name: string) => string

/** One move, whatever it records. */
interface Rule<I extends z.ZodObject, F extends Form> {
  /** What officers read on the button. */
  label: string
  /** One sentence for the API and the docs: what it does. */
  about: string
  /** What is said when it is done. */
  done: F extends null ? null : string
  from: readonly Status[]
  /** What the case may become; empty where it stays what it is. */
  to: readonly Status[]
  who: readonly Mover[]
  /** What it takes. Also the request body of the API. */
  input: I
  form: F
  /** Where the form does not send the input's fields as they are. */
  sends?: { fields: readonly string[]; read(read: ReadField): Record<string, unknown> }
  /** What the input names. */
  names?(input: z.infer<I>): Named
  /** It changes what the case says without making open forms stale. */
  keepsVersion?: true
  /** Why this case is not ready for it, or this person not the one, in Chinese. Asked before it is even offered. */
  unless?(c: Case, by: Actor, now: Date): string | undefined
  /** Why what was filled in will not do. */
  refuse?(c: Case, input: z.infer<I>): string | undefined
}

/** One move. */
export interface Move<I extends z.ZodObject, E extends Events, F extends Form> extends Rule<I, F> {
  /** What it records. */
  events: E
  /** The changed fields and what is recorded. @throws Refusal for what was named and is not there. */
  apply(c: Case, input: z.infer<I>, by: Actor, ctx: MoveContext): Decision<NoInfer<E>>
}

/** Any of them, for what treats all alike. */
export interface AnyMove extends Rule<z.ZodObject, Form> {
  events: Events
  apply(
    c: Case,
    input: z.infer<z.ZodObject>,
    by: Actor,
    ctx: MoveContext,
  ): Omit<Decision<Events>, 'events'> & { events: readonly (readonly [string, object])[] }
}

export const defineMove = <I extends z.ZodObject, E extends Events, const F extends Form>(
  rule: Move<I, E, F>,
): Move<I, E, F> => rule

export const ANY: readonly Status[] = [
  ...OPEN,
  'answered',
  'closed',
  'declined',
  'withdrawn',
  'set_aside',
  'merged',
]

/** Where a case stands when a draft comes back or the resident has answered. */
export const backToWork = (c: Case): Status =>
  c.departmentId ? 'assigned' : c.acceptedAt ? 'accepted' : 'received'

/** A case that nobody works on any more has no objection that waits. */
export const NO_OBJECTION = { objectedAt: null, objectionReason: null } as const
