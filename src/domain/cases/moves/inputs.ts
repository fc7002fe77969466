import { z } from 'zod'
import { givenDate } from '../../base/given-date.ts'
import { commentField, textField as text } from '../../base/text/visible-text.ts'
import { APPLICANT_IDS, OUTCOME_IDS } from '../disclosure.ts'
import { OPENNESS } from '../openness.ts'
import { SET_ASIDE_IDS } from '../set-aside.ts'

/** A withdrawal ends what is owed, so it is the resident's own act only (NUMBERS, rule 4). */
export const BEHALF_ACTS = ['supplement', 'urge', 'rate', 'reopen'] as const

/** What each move takes. Also the request bodies of the API. */
export const MOVE_INPUTS = {
  accept: z.strictObject({}),
  /** Out of the held queue into triage, with the deadlines it has had all along. */
  release: z.strictObject({}),
  decline: z.strictObject({ reason: text(500), redirect: text(300) }),
  /** No matter at all: advertising, a try-out. Never deleted, never counted as answered. */
  setAside: z.strictObject({
    code: z.enum(SET_ASIDE_IDS, '请选是哪一种'),
    note: text(500).optional(),
  }),
  assign: z.strictObject({ department: text(40), officer: text(60).optional() }),
  object: z.strictObject({ reason: text(500) }),
  agreeObjection: z.strictObject({}),
  refuseObjection: z.strictObject({ reason: text(500) }),
  draft: z.strictObject({
    text: text(5000),
    /** How a disclosure application ends, and who applied (a person unless said otherwise): for the annual report. */
    outcome: z.enum(OUTCOME_IDS, '请从处理结果里选一项').optional(),
    applicant: z.enum(APPLICANT_IDS, '请从申请人类别里选一项').optional(),
  }),
  submit: z.strictObject({}),
  approve: z.strictObject({}),
  return: z.strictObject({ reason: text(500), text: text(5000).optional() }),
  extend: z.strictObject({ days: z.int().min(1).max(90), reason: text(500) }),
  askResident: z.strictObject({ text: text(1000) }),
  /** Whom the office asks (政府信息公开条例 art. 32); for officers' eyes. */
  askThirdParty: z.strictObject({ text: text(500) }),
  thirdPartyAnswered: z.strictObject({ text: text(1000) }),
  merge: z.strictObject({ into: text(20) }),
  refuseExtension: z.strictObject({ reason: text(500) }),
  supervise: z.strictObject({ instruction: text(1000), dueOn: givenDate().optional() }),
  answerSupervision: z.strictObject({ text: text(1000) }),
  nudge: z.strictObject({}),
  undo: z.strictObject({}),
  reopen: z.strictObject({ reason: text(1000) }),
  close: z.strictObject({}),
  publish: z.strictObject({
    openness: z.enum(OPENNESS),
    redactedText: text(5000).optional(),
    /** What was asked, as the public may read it. */
    redactedQuestion: text(200).optional(),
    /** Why not, when it is not to be public. */
    reason: text(500).optional(),
    /** The check that the law asks for before anything is published (保守国家秘密法实施条例). */
    secrecyChecked: z.boolean().optional(),
  }),
  note: z.strictObject({ text: text(2000) }),
  /** What a resident without page or chat asks for at the counter or on the phone, under the officer's own name. */
  onBehalf: z.strictObject({
    act: z.enum(BEHALF_ACTS, '请选代办什么'),
    /** What the resident says: the addition, or why it is to be taken up again. */
    text: text(1000).optional(),
    rating: z.int().min(1).max(5).optional(),
    /** How the officer knew whose case it is, e.g. 看了身份证, 回拨登记的电话. */
    checked: text(200),
  }),
  answerMerged: z.strictObject({ replyId: z.int() }),
  supplement: z.strictObject({ text: text(5000) }),
  urge: z.strictObject({}),
  rate: z.strictObject({ rating: z.int().min(1).max(5), text: commentField(1000).optional() }),
  withdraw: z.strictObject({ reason: commentField(500).optional() }),
  recordDelivery: z.strictObject({
    replyId: z.int(),
    state: z.enum(['sent', 'delivered', 'read', 'held', 'undeliverable']),
    via: z.string().optional(),
    code: z.string().optional(),
  }),
  remind: z.strictObject({ mark: z.string() }),
  escalate: z.strictObject({ mark: z.string() }),
  leaveMerge: z.strictObject({ why: z.enum(['withdrawn', 'declined', 'set_aside']) }),
  noteUnreachable: z.strictObject({ reason: z.literal('unfollowed') }),
} as const satisfies Record<string, z.ZodType>

export type MoveName = keyof typeof MOVE_INPUTS
export type MoveInput<M extends MoveName> = z.infer<(typeof MOVE_INPUTS)[M]>

/** The moves an officer can choose, at the desk and through the API. The rest are the resident's and the system's. */
export const OFFICER_MOVES = [
  'accept',
  'release',
  'decline',
  'setAside',
  'assign',
  'object',
  'agreeObjection',
  'refuseObjection',
  'draft',
  'submit',
  'approve',
  'return',
  'extend',
  'askResident',
  'askThirdParty',
  'thirdPartyAnswered',
  'refuseExtension',
  'merge',
  'supervise',
  'answerSupervision',
  'nudge',
  'reopen',
  'close',
  'publish',
  'note',
  'onBehalf',
  'undo',
] as const satisfies readonly MoveName[]
export type OfficerMove = (typeof OFFICER_MOVES)[number]
