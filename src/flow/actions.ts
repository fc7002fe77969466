import { z } from 'zod'
import { LONGEST_TEXT } from '../domain/base/text/visible-text.ts'
import { RESIDENT_ACTS } from '../domain/cases/resident-acts.ts'
import { KINDS } from '../domain/office/kinds.ts'

/**
 * The actions that a flow can call: the contract between `call` steps and the use cases. Each action lists its arguments
 * and for each outcome the variables that it returns (`?` after a name: optional). `commits: true` means that it changes
 * something permanently, so a resident cannot go back before it and do it twice.
 *
 * Every action may also end in `failed`. Without an exit for it in the flow, the engine apologises, keeps the text as a
 * draft and shows the menu.
 */

const caseNumber = z.string().min(1).max(40)
const longText = z.string().min(1).max(LONGEST_TEXT)
const attachments = z.array(z.int()).max(20)

export interface Action {
  args: z.ZodObject
  outcomes: Record<string, readonly string[]>
  commits: boolean
}

/** The variables of a case from `find_case` and `case_status`. Dates are `YYYY-MM-DD`, texts are Chinese. */
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
  /** The next act of the resident: `wait` for the answer, `rate` it, or `reopen` the case; missing when there is none. */
  'can?',
] as const

const newCase = z.strictObject({
  kind: z.enum(KINDS),
  text: longText,
  title: z.string().max(100).optional(),
  areaId: z.string().optional(),
  categoryId: z.string().optional(),
  place: z.string().max(200).optional(),
  /** Since when it lasts, or when it happened, in the resident's words. */
  since: z.string().max(60).optional(),
  location: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
  phone: z.string().max(20).optional(),
  name: z.string().max(50).optional(),
  anonymous: z.boolean().optional(),
  urgent: z.boolean().optional(),
  attachments: attachments.optional(),
  /** Answers that only this kind of case has, such as the form of a disclosure. Stored unchanged and shown to officers. */
  facts: z.string().max(6000).optional(),
})
const OPENED = ['number', 'replyDueOn', 'explanation', 'trackingUrl?'] as const

export const ACTIONS = {
  /** Opens one case; the same `Call.key` must return the same case. `explanation` gives the reason for the date. */
  open_case: { args: newCase, outcomes: { ok: OPENED }, commits: true },
  /**
   * Finds open cases of other residents about the same matter in the same place. `count` is the number of residents,
   * `similar` the number of the first case, `about` its kind and date, never another resident's words.
   */
  find_similar: {
    args: z.strictObject({ text: longText, areaId: z.string().optional() }),
    outcomes: { some: ['count', 'similar', 'about'], none: [] },
    commits: false,
  },
  /** Opens a case about the same matter as `similar`; officers see both together. */
  follow_case: { args: newCase.extend({ similar: caseNumber }), outcomes: { ok: OPENED }, commits: true },
  /** Records that the resident's words meant this guide; an officer decides whether the search learns them. */
  learn_wording: {
    args: z.strictObject({ id: z.string().min(1).max(80), text: longText.optional() }),
    outcomes: { ok: [] },
    commits: false,
  },
  /** Sets the language of all further messages to this resident. */
  set_locale: {
    args: z.strictObject({ locale: z.enum(['zh', 'en']) }),
    outcomes: { ok: [] },
    commits: false,
  },
  /**
   * Finds a case of this contact. Without `number` it finds the latest open ones, the latest answered ones, or those on
   * which an act (`urge`, `reopen`, …) is possible.
   * `code` is the query code from the registration, for a case of another contact.
   * `not_yours` with `minutes`: too many wrong codes, so none is compared for that time.
   * `list` has up to nine `{value, label}`; the value is the case number.
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
  /**
   * Whether the public ledger has a case of this contact, and how it counts there (`standing`). `recordedTo` is the last
   * day that the ledger has whole.
   */
  case_in_ledger: {
    args: z.strictObject({ number: caseNumber }),
    outcomes: { ok: ['standing', 'recordedTo?', 'trackingUrl'], not_found: [] },
    commits: false,
  },
  /** `rating` is 1 (very dissatisfied) to 5 (very satisfied). `reason` says in Chinese why it is refused. */
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
  /** Does what somebody with the case's code requested on its page, after the resident confirmed it in the chat. */
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
  /** Shows a section of a guide; without `section` a short answer with the main points. */
  show_guide: {
    args: z.strictObject({
      id: z.string().min(1).max(80),
      section: z.enum(['materials', 'steps', 'time_fee', 'where']).optional(),
    }),
    outcomes: { ok: ['text', 'title?', 'url?'], not_found: [] },
    commits: false,
  },
  /** Searches the guides. `list` has up to three `{value, label}`; the value is the guide's id. */
  search_guides: {
    args: z.strictObject({ text: longText }),
    outcomes: { answer: ['id', 'title'], clarify: ['list'], none: [] },
    commits: false,
  },
  /**
   * Finds the public reply to nearly the same question. `earlierReply` is its beginning, `earlierUrl` its page; say that it is
   * an earlier one, and that the latest rules apply.
   */
  search_replies: {
    args: z.strictObject({ text: longText }),
    outcomes: { found: ['earlierQuestion', 'earlierReply', 'earlierOn', 'earlierUrl'], none: [] },
    commits: false,
  },
  /** Hands the conversation over to an officer; `text` is what the resident wants to say. */
  hand_over: { args: z.strictObject({ text: longText }), outcomes: { ok: ['number?'] }, commits: true },
  /**
   * Tells this resident from now on what is published: of one village, or without `areaId` all of it. `what` names it, `url` is the
   * page. `limited`: the channel delivers it only for two days after the resident's last message; `no_push`: it cannot deliver
   * anything by itself, and nothing was stored.
   */
  follow_items: {
    args: z.strictObject({ areaId: z.string().optional() }),
    outcomes: { ok: ['what', 'url'], limited: ['what', 'url'], no_push: ['what', 'url'] },
    commits: false,
  },
  /**
   * What the office has published: the latest (`latest`), or of the column that the words name (`found`, or `empty`). `which`: that
   * column is each village's own, and none is known. `none`: nothing is published at all.
   */
  find_items: {
    args: z.strictObject({ text: longText.optional(), areaId: z.string().optional() }),
    outcomes: {
      latest: ['list', 'url'],
      found: ['column', 'updated', 'list', 'url'],
      empty: ['column', 'url'],
      which: ['column'],
      none: ['url'],
    },
    commits: false,
  },
  /** Ends everything this resident follows. */
  unfollow_items: { args: z.strictObject({}), outcomes: { ok: [], none: [] }, commits: false },
  /** Adds photos that arrive after the submission to this contact's case of the last hours, if there is one. */
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

/** The variables of an outcome, without the `?` marks. */
export const outcomeVars = (action: Action, outcome: string): string[] =>
  (action.outcomes[outcome] ?? []).map(name => name.replace('?', ''))

/** The arguments of an action, parsed by its schema. */
export type ArgsOf<N extends ActionName> = z.output<(typeof ACTIONS)[N]['args']>

type Required<V extends string> = V extends `${string}?` ? never : V
type Optional<V extends string> = V extends `${infer Name}?` ? Name : never
type Vars<V extends string> = { [K in Required<V>]: unknown } & { [K in Optional<V>]?: unknown }

/** The result of an action: one of its outcomes with that outcome's variables. */
export type ResultOf<N extends ActionName> = {
  [O in keyof (typeof ACTIONS)[N]['outcomes']]: (typeof ACTIONS)[N]['outcomes'][O] extends readonly []
    ? { outcome: O; vars?: never }
    : (typeof ACTIONS)[N]['outcomes'][O] extends readonly (infer V extends string)[]
      ? [Required<V>] extends [never]
        ? { outcome: O; vars?: Vars<V> }
        : { outcome: O; vars: Vars<V> }
      : never
}[keyof (typeof ACTIONS)[N]['outcomes']]
