import { z } from 'zod'
import { RESIDENT_ACTS } from '../domain/cases/resident-acts.ts'
import { KINDS } from '../domain/office/kinds.ts'

/**
 * What a flow may ask of the office's shell: the contract between `call` steps and
 * usecases. For each action the arguments it takes, and for each outcome the variables it brings
 * (`?` after a name: may be missing). `commits: true` means it changes something for good, so that
 * a resident cannot step back behind it and do it twice.
 *
 * Besides the outcomes listed, every action may end in `failed`: a flow may give it an exit; if it
 * does not, the engine apologises, keeps what was written as a draft and shows the menu.
 */

const caseNumber = z.string().min(1).max(40)
const longText = z.string().min(1).max(5000)
const attachments = z.array(z.int()).max(20)

export interface Action {
  args: z.ZodObject
  outcomes: Record<string, readonly string[]>
  commits: boolean
}

/** What `find_case` and `case_status` say of one case. Dates are `YYYY-MM-DD`, texts are Chinese. */
const CASE_VARS = [
  'number',
  'kindName',
  'title',
  'statusText',
  'receivedOn',
  'replyDueOn?',
  'explanation?',
  'replyText?',
  'trackingUrl?',
  /** `wait`: an answer is owed; `rate`: it may be rated; `reopen`: no more than taken up again; missing: nothing. */
  'can?',
] as const

const newCase = z.strictObject({
  kind: z.enum(KINDS),
  text: longText,
  title: z.string().max(100).optional(),
  areaId: z.string().optional(),
  categoryId: z.string().optional(),
  place: z.string().max(200).optional(),
  location: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
  phone: z.string().max(20).optional(),
  name: z.string().max(50).optional(),
  anonymous: z.boolean().optional(),
  urgent: z.boolean().optional(),
  attachments: attachments.optional(),
  /** Answers that only this kind has (a disclosure's form of answer): shown to officers, kept as they are. */
  facts: z.string().max(6000).optional(),
})
const OPENED = ['number', 'replyDueOn', 'explanation', 'trackingUrl?'] as const

export const ACTIONS = {
  /** Opens one case; the same `Call.key` must give the same case. `explanation` says why that day. */
  open_case: { args: newCase, outcomes: { ok: OPENED }, commits: true },
  /**
   * Open cases of other residents about the same matter in the same place. `count` residents, `similar` the number of
   * the first case, `about` what may be told of it: kind of matter and since when, never another resident's words.
   */
  find_similar: {
    args: z.strictObject({ text: longText, areaId: z.string().optional() }),
    outcomes: { some: ['count', 'similar', 'about'], none: [] },
    commits: false,
  },
  /** Like open_case; the resident says it is the same matter as `similar`, and officers see both together. */
  follow_case: { args: newCase.extend({ similar: caseNumber }), outcomes: { ok: OPENED }, commits: true },
  /** The resident said that this guide is what their words meant: the wording may be learned, once a person agrees. */
  learn_wording: {
    args: z.strictObject({ id: z.string().min(1).max(80), text: longText.optional() }),
    outcomes: { ok: [] },
    commits: false,
  },
  /** The language of everything said to this resident from now on. */
  set_locale: {
    args: z.strictObject({ locale: z.enum(['zh', 'en']) }),
    outcomes: { ok: [] },
    commits: false,
  },
  /**
   * Finds a case of this contact; without `number` the latest open ones, the latest answered, or those on which an act
   * (`urge`, `reopen`, …) is possible.
   * `code` is the query code that was given at registration, for a case of another contact.
   * `not_yours` with `minutes`: too many wrong codes, none is compared for so long.
   * `list` holds up to nine `{value, label}`, value being the number.
   */
  find_case: {
    args: z.strictObject({
      number: caseNumber.optional(),
      code: z.string().max(40).optional(),
      only: z.enum(['open', 'answered', 'any', ...RESIDENT_ACTS]).optional(),
    }),
    outcomes: {
      one: CASE_VARS,
      many: ['list'],
      not_found: [],
      miscopied: ['number'],
      not_yours: ['number', 'minutes?'],
    },
    commits: false,
  },
  case_status: {
    args: z.strictObject({ number: caseNumber }),
    outcomes: { ok: CASE_VARS, not_found: [] },
    commits: false,
  },
  /** `rating` 1 (very dissatisfied) to 5 (very satisfied). `reason` says in Chinese why not. */
  rate_case: {
    args: z.strictObject({
      number: caseNumber,
      rating: z.coerce.number().int().min(1).max(5),
      text: longText.optional(),
    }),
    outcomes: { ok: ['number'], not_rateable: ['reason?'] },
    commits: true,
  },
  supplement_case: {
    args: z.strictObject({
      number: caseNumber,
      text: longText.optional(),
      attachments: attachments.optional(),
    }),
    outcomes: { ok: ['number'], refused: ['reason?'] },
    commits: true,
  },
  urge_case: {
    args: z.strictObject({ number: caseNumber, text: longText.optional() }),
    outcomes: { ok: ['number', 'replyDueOn?'], refused: ['reason?'] },
    commits: true,
  },
  reopen_case: {
    args: z.strictObject({ number: caseNumber, reason: longText }),
    outcomes: { ok: ['number', 'replyDueOn?', 'explanation?'], refused: ['reason?'] },
    commits: true,
  },
  withdraw_case: {
    args: z.strictObject({ number: caseNumber, reason: longText.optional() }),
    outcomes: { ok: ['number'], refused: ['reason?'] },
    commits: true,
  },
  /** What somebody with the case's code asked for on its page, and the resident has confirmed here. */
  confirm_act: {
    args: z.strictObject({
      number: caseNumber,
      act: z.enum(['rate', 'reopen', 'withdraw']),
      rating: z.coerce.number().int().min(1).max(5).optional(),
      text: longText.optional(),
    }),
    outcomes: { ok: ['number'], refused: ['reason?'] },
    commits: true,
  },
  /** `section`: materials | steps | time_fee | where; without it a short answer with the main points. */
  show_guide: {
    args: z.strictObject({
      id: z.string().min(1).max(80),
      section: z.enum(['materials', 'steps', 'time_fee', 'where']).optional(),
    }),
    outcomes: { ok: ['text', 'title?', 'url?'], not_found: [] },
    commits: false,
  },
  /** `list` holds up to three `{value, label}`, value being the guide's id. */
  search_guides: {
    args: z.strictObject({ text: longText }),
    outcomes: { answer: ['id', 'title'], clarify: ['list'], none: [] },
    commits: false,
  },
  /** Flags the conversation for a person; `text` is what the resident wants to say. */
  hand_over: { args: z.strictObject({ text: longText }), outcomes: { ok: ['number?'] }, commits: true },
  /** Joins photos that came after the submit to this contact's case of the last hours, if there is one. */
  attach_late: {
    args: z.strictObject({ attachments }),
    outcomes: { attached: ['number'], none: [] },
    commits: true,
  },
} as const satisfies Record<string, Action>

export type ActionName = keyof typeof ACTIONS

/** The table entry, or undefined when there is no such action. */
export const actionNamed = (name: string): Action | undefined =>
  Object.hasOwn(ACTIONS, name) ? ACTIONS[name as ActionName] : undefined

/** All variables an outcome may bring, without the `?` marks. */
export const outcomeVars = (action: Action, outcome: string): string[] =>
  (action.outcomes[outcome] ?? []).map(name => name.replace('?', ''))

/** What an action is given, as its schema reads it. */
export type ArgsOf<N extends ActionName> = z.output<(typeof ACTIONS)[N]['args']>

type Required<V extends string> = V extends `${string}?` ? never : V
type Optional<V extends string> = V extends `${infer Name}?` ? Name : never
type Vars<V extends string> = { [K in Required<V>]: unknown } & { [K in Optional<V>]?: unknown }

/** What an action may end in: one of its outcomes, with the variables that this outcome brings. */
export type ResultOf<N extends ActionName> = {
  [O in keyof (typeof ACTIONS)[N]['outcomes']]: (typeof ACTIONS)[N]['outcomes'][O] extends readonly []
    ? { outcome: O; vars?: never }
    : (typeof ACTIONS)[N]['outcomes'][O] extends readonly (infer V extends string)[]
      ? [Required<V>] extends [never]
        ? { outcome: O; vars?: Vars<V> }
        : { outcome: O; vars: Vars<V> }
      : never
}[keyof (typeof ACTIONS)[N]['outcomes']]
