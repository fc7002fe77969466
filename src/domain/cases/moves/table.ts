import { approve } from './answering/approve.ts'
import { draft } from './answering/draft.ts'
import { returnForEdit } from './answering/return.ts'
import { submit } from './answering/submit.ts'
import { close } from './ending/close.ts'
import { note } from './ending/note.ts'
import { publish } from './ending/publish.ts'
import { reopen } from './ending/reopen.ts'
import { undo } from './ending/undo.ts'
import { answerSupervision } from './managing/answer-supervision.ts'
import { nudge } from './managing/nudge.ts'
import { supervise } from './managing/supervise.ts'
import { answerMerged } from './merging/answer-merged.ts'
import { leaveMerge } from './merging/leave-merge.ts'
import { merge } from './merging/merge.ts'
import { takeIn } from './merging/take-in.ts'
import { onBehalf } from './resident/on-behalf.ts'
import { rate } from './resident/rate.ts'
import { supplement } from './resident/supplement.ts'
import { urge } from './resident/urge.ts'
import { withdraw } from './resident/withdraw.ts'
import { escalate } from './system/escalate.ts'
import { noteUnreachable } from './system/note-unreachable.ts'
import { recordDelivery } from './system/record-delivery.ts'
import { remind } from './system/remind.ts'
import { accept } from './taking-on/accept.ts'
import { agreeObjection } from './taking-on/agree-objection.ts'
import { assign } from './taking-on/assign.ts'
import { decline } from './taking-on/decline.ts'
import { object } from './taking-on/object.ts'
import { refuseObjection } from './taking-on/refuse-objection.ts'
import { release } from './taking-on/release.ts'
import { setAside } from './taking-on/set-aside.ts'
import { askResident } from './time/ask-resident.ts'
import { askThirdParty } from './time/ask-third-party.ts'
import { extend } from './time/extend.ts'
import { moveDeadlines } from './time/move-deadlines.ts'
import { refuseExtension } from './time/refuse-extension.ts'
import { thirdPartyAnswered } from './time/third-party-answered.ts'

/**
 * The life of a case: every move, one file each, in the order in which pages and the API list them. Inputs, events, forms,
 * words and docs are derived from here.
 */
export const MOVES = {
  accept,
  release,
  decline,
  setAside,
  assign,
  object,
  agreeObjection,
  refuseObjection,
  draft,
  submit,
  approve,
  return: returnForEdit,
  extend,
  askResident,
  askThirdParty,
  thirdPartyAnswered,
  refuseExtension,
  merge,
  supervise,
  answerSupervision,
  nudge,
  reopen,
  close,
  publish,
  note,
  onBehalf,
  undo,
  takeIn,
  answerMerged,
  leaveMerge,
  supplement,
  urge,
  rate,
  withdraw,
  moveDeadlines,
  recordDelivery,
  remind,
  escalate,
  noteUnreachable,
} as const
