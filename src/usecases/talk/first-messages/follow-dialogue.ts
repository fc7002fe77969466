import { maybeCodes } from '../../../domain/cases/case-key.ts'
import { type Followed, follow, type TurnFacts } from '../../../domain/talk/first-words.ts'
import type { Intent } from '../../../domain/talk/routing.ts'
import {
  ENGINE_FLOWS,
  type FlowSet,
  JUDGED_EVENT,
  mayBeAnonymous,
  mayGoOn,
  openQuestion,
  type Turn,
} from '../../../flow/mod.ts'
import type { Db } from '../../../store/base/database.ts'
import { addFirstMessages } from '../../../store/talk/first-messages.ts'
import type { Context } from '../../base/context.ts'
import type { TurnRecord } from '../../base/turn-record.ts'
import { wordsKey } from '../../guides/words-key.ts'

/** A turn of a dialogue, with what is known of its first messages so far. */
export interface FollowedTurn {
  /** What the session remembered. */
  before: Followed | null
  /** The turn continued the dialogue of `before`. */
  goesOn: boolean
  /** The text of the message, if it has one. */
  text: string | undefined
  at: Date
  flows: FlowSet
  turn: Turn
  calls: TurnRecord['calls']
  /** The turn concerned an anonymous case. */
  anonymous: boolean
  expired?: boolean
}

/**
 * Follows a dialogue by one turn, and writes down how it ended for the messages that began it. @returns what the session
 * remembers of it
 */
export async function followDialogue(
  tx: Db,
  ctx: Context,
  contactId: number,
  turned: FollowedTurn,
): Promise<Followed | null> {
  const { followed, ended } = follow(turned.before, factsOf(turned))
  await addFirstMessages(
    tx,
    ended.map(({ at, text, way, score, step, outcome, missed, guide, kind }) => ({
      contactId,
      text,
      textKey: wordsKey(ctx.secrets, text),
      way,
      sure: Math.round(score * 100),
      step,
      outcome,
      missed,
      guideId: guide ?? null,
      kind: kind ?? null,
      at: new Date(at),
    })),
  )
  return followed
}

function factsOf({ goesOn, text, at, flows, turn, calls, anonymous, expired }: FollowedTurn): TurnFacts {
  const { session, trace } = turn
  const happened = (event: string, detail: string) =>
    trace.some(t => t.event === event && t.detail === detail)
  const question = openQuestion(flows, session)
  const places = trace.filter(t => t.event === 'call').map(t => t.step)
  const done = calls.map((call, i) => ({ ...call, flow: places[i]?.split('.')[0] }))
  const guide = done.find(
    c => c.action === 'show_guide' && c.outcome === 'ok' && c.flow !== ENGINE_FLOWS.guideAnswer,
  )
  const opened = done.find(
    c => (c.action === 'open_case' || c.action === 'follow_case') && c.outcome === 'ok',
  )
  return {
    text: text === undefined || isOthers(trace) || maybeCodes(text).length > 0 ? null : text,
    at: at.toISOString(),
    judged: judgedIn(trace),
    guide: guide ? String(guide.args['id']) : null,
    kind: opened ? String(opened.args['kind']) : null,
    person: happened('word', 'person') || happened('begin', ENGINE_FLOWS.handOver),
    menu: happened('begin', ENGINE_FLOWS.menu),
    step: question && `${question.flow}.${question.step}`,
    anonymous: anonymous || (session !== null && mayBeAnonymous(flows, session)),
    goesOn,
    over: session !== null && mayGoOn(session) ? null : expired ? 'expired' : 'ended',
  }
}

/** After a draft is dropped, the text that waited behind its offer begins a dialogue, not the text of this message. */
const isOthers = (trace: Turn['trace']): boolean =>
  trace.some(t => t.event === 'end' && (t.detail === 'resume_draft' || t.detail === 'drop_draft'))

function judgedIn(trace: Turn['trace']): TurnFacts['judged'] {
  const [way, score] = trace.findLast(t => t.event === JUDGED_EVENT)?.detail?.split(':') ?? []
  return way === undefined ? null : { way: way as Intent, score: Number(score) }
}
