import type { z } from 'zod'
import type { CivilDate } from '../../base/civil-date.ts'
import type { Role } from '../../office/roles.ts'
import type { Actor, ConfirmedBy, Via } from '../../people/actor.ts'
import type { Case, Deadlines, Status } from '../case.ts'
import { STATUSES } from '../case.ts'
import type { recompute } from '../deadline.ts'
import type { EventSpec } from './event.ts'

/** Officers' roles, the resident and the system. */
export type Mover = Role | 'resident' | 'system'

/** Names in an input, looked up before the move is decided. */
export interface References {
  department?: string | undefined
  /** A login. */
  officer?: string | undefined
  /** The number of another case. */
  lead?: string | undefined
  /** Colleagues are named with @ in this text. */
  mentionsIn?: string | undefined
}

/** What was found for these names. */
export interface ResolvedReferences {
  /** The department is one of the office's. */
  department: boolean
  officer: { id: number; departmentId: string | null; active: boolean } | null
  /** The other case; `seen`: whether the officer who named it may see it. */
  lead: { status: Status; seen: boolean } | null
  /** Ids of named colleagues who may see the case, and names of those who may not. */
  mentioned: { see: readonly number[]; blind: readonly string[] }
}

/** Nothing was named. */
export const NO_REFERENCES: ResolvedReferences = {
  department: false,
  officer: null,
  lead: null,
  mentioned: { see: [], blind: [] },
}

/** Deadlines and dates that a move may need; computed only when it does. */
export interface MoveContext {
  now: Date
  found: ResolvedReferences
  /** Deadlines as they would be after an extension by this many days. */
  extended(days: number): Deadlines
  /** Deadlines of a case that is owed again as of now. */
  reopened(): Deadlines
  /** Deadlines once the resident has been asked for more: the clock stops where the office's rule says so. */
  awaiting(): Deadlines
  /** Deadlines after the resident supplied what was asked for. */
  resumed(): Deadlines
  /** Deadlines while a third party is consulted, which does not count. */
  consulting(): Deadlines
  /** Deadlines once the third party has answered. */
  consulted(): Deadlines
  /** Deadlines by the current calendar, and which of them moved. */
  recomputed(): ReturnType<typeof recompute>
  /** The date an instruction of today must be answered by, unless the manager sets another. */
  superviseBy(): CivilDate
}

/** The events of a move, by type. */
export type Events = { readonly [type: string]: EventSpec }

/** The data of an event that is known when it is decided. */
export type Decided<S> =
  S extends EventSpec<infer D, infer L>
    ? [L] extends [never]
      ? z.infer<D>
      : string extends L
        ? z.infer<D>
        : Omit<z.infer<D>, L>
    : never

type Recorded<E extends Events> = { [T in keyof E]: readonly [T, Decided<E[T]>] }[keyof E]

/** What a move comes to. */
export interface Decision<E extends Events> {
  /** The changed fields. When there are none, other officers' open forms do not become stale. */
  next: Partial<Case>
  /** In order. */
  events: Recorded<E>[]
  /** The route a resident's request came by, where an officer acts for them. */
  way?: { via: Via; confirmed?: ConfirmedBy; checked?: string }
  /** The text of the answer that is public from now on. */
  publicTexts?: { redactedText: string | null; redactedQuestion: string | null }
}

/** One field of a form, named after the input field it fills. */
export type FieldSpec = { label: string; hint?: string } & (
  | { kind: 'text'; rows?: number /** Colleagues can be named with @. */; mention?: true }
  | { kind: 'line'; placeholder?: string; optional?: true }
  | { kind: 'choice'; choices: Readonly<Record<string, string>> }
  | { kind: 'date' }
)

/** The form on the case page. */
export interface FormSpec {
  hint?: string
  /** The question to confirm before a move that cannot be undone. */
  confirm?: string
  fields: Readonly<Record<string, FieldSpec>>
  button: string
}

/** `own`: a component of its own in web/cases/moves/mod.tsx. Null: no officer chooses this move. */
type Form = FormSpec | 'own' | null

/** Reads what was typed into a field of a form. */
export type ReadField = (name: string) => string

/** One move, without its events. */
interface Rule<I extends z.ZodObject, F extends Form> {
  /** What officers read on the button. */
  label: string
  /** One sentence for the API and the docs: what it does. */
  about: string
  /** The message shown when it is done. */
  done: F extends null ? null : string
  from: readonly Status[]
  /** The statuses the case may get; empty where it keeps its status. */
  to: readonly Status[]
  who: readonly Mover[]
  /** Its input; also the request body of the API. */
  input: I
  form: F
  /** For a form whose fields differ from the input's. */
  sends?: { fields: readonly string[]; read(read: ReadField): Record<string, unknown> }
  /** The names in the input that must be looked up. */
  names?(input: z.infer<I>): References
  /** It changes fields of the case without making open forms stale. */
  keepsVersion?: true
  /** Why the move is not possible on this case or for this actor, in Chinese. Checked before the move is offered. */
  unless?(c: Case, by: Actor, now: Date): string | undefined
  /** Why the input is refused, in Chinese. */
  refuse?(c: Case, input: z.infer<I>): string | undefined
}

/** One move. */
interface Move<I extends z.ZodObject, E extends Events, F extends Form> extends Rule<I, F> {
  /** What it records. */
  events: E
  /** Decides the changed fields and the events. @throws Refusal for a name that was not found. */
  apply(c: Case, input: z.infer<I>, by: Actor, ctx: MoveContext): Decision<NoInfer<E>>
}

/** Any move, for code that treats all alike. */
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

/** Every status, for a move that does not depend on it. */
export const ANY: readonly Status[] = STATUSES

/** The status of a case whose draft was returned or whose resident has answered. */
export const backToWork = (c: Case): Status =>
  c.departmentId ? 'assigned' : c.acceptedAt ? 'accepted' : 'received'

/** The fields of a case without a pending objection, e.g. one that is no longer worked on. */
export const NO_OBJECTION = { objectedAt: null, objectionReason: null } as const
