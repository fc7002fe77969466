import { randomUUID } from 'node:crypto'
import { notPassedKind } from '../../../domain/base/not-passed.ts'
import { HIDDEN_CODE } from '../../../domain/cases/case-key.ts'
import {
  CARRIED_EVENT,
  type Input,
  isUnderWay,
  joinMessages,
  openQuestion,
  resume,
  UNCLEAR_EVENT,
} from '../../../flow/mod.ts'
import { markUnclear } from '../../../store/talk/contacts.ts'
import { openSession, saveSession } from '../../../store/talk/flow-sessions.ts'
import type { HeldAndCases } from '../../../store/talk/held-and-cases.ts'
import { keepTurn } from '../../../store/talk/inbound.ts'
import { onOurSite } from '../../base/on-our-site.ts'
import { sealTurn, type TurnRecord } from '../../base/turn-record.ts'
import { hideIn } from '../../cases/anonymous.ts'
import { settleTurn } from '../actions/settle.ts'
import { followDialogue } from '../first-messages/follow-dialogue.ts'
import { pinnedFlows } from '../pinned-flows.ts'
import { worldWith } from '../world.ts'
import { actionContextOf } from './action-context.ts'
import type { Kept } from './kept.ts'
import type { TurnOutcome } from './turn-outcome.ts'

/**
 * Third phase: runs the dialogue. The flow engine decides what to answer, and the actions that it calls are performed,
 * until it waits for the resident again.
 */
export async function converse(kept: Kept, { held, cases }: HeldAndCases): Promise<TurnOutcome> {
  const { tx, ctx, contact, messageId, now } = kept
  const stored = kept.session && openSession(ctx.secrets, kept.session)
  const before = stored?.session ?? null
  const flows = await pinnedFlows(tx, ctx, before)
  const world = {
    ...worldWith(ctx, contact, cases, kept.isNew),
    findGuides: kept.findGuides,
  }
  const first = resume(flows, before, inputOf(kept), world, {
    sessionId: randomUUID(),
    key: String(messageId),
  })
  // A dialogue begins with this message, unless it was in progress or took over an earlier half sentence.
  const goesOn =
    (stored !== null && isUnderWay(stored.session)) || first.trace.some(t => t.event === CARRIED_EVENT)
  const firstMessageId = stored && goesOn ? stored.firstMessageId : messageId
  const { turn, calls, changed, notes, hide } = await settleTurn(
    actionContextOf(kept, firstMessageId),
    flows,
    first,
    world,
  )
  const asked = openQuestion(flows, before)
  // Held messages of an anonymous case belong to a pseudonym: only the sealed record links them to this message.
  const released = held.filter(row => row.contactId !== contact.id).map(row => row.messageId)
  const record: TurnRecord = {
    now: now.toISOString(),
    contact: world.contact,
    asked,
    calls,
    ...(released.length > 0 && { released }),
  }
  const storedAs = await keepTurn(tx, messageId, {
    turnSealed: sealTurn(ctx.secrets, hide ? hideIn(record, hide) : record),
    ...(namesCode(calls) && { text: HIDDEN_CODE }),
  })
  const followed = await followDialogue(tx, ctx, contact.id, {
    before: stored?.followed ?? null,
    goesOn,
    text: kept.inbound.text,
    at: kept.inbound.at,
    flows,
    turn,
    calls,
    anonymous: hide !== undefined,
  })
  if (stored || turn.session)
    await saveSession(tx, ctx.secrets, contact.id, { session: turn.session, firstMessageId, followed }, now)
  if (turn.trace.some(t => t.event === UNCLEAR_EVENT) || kept.inbound.kind === 'unknown')
    await markUnclear(tx, contact.id, now)
  for (const { step, event, detail } of turn.trace) {
    if (event === 'error') ctx.log.warn({ step, detail }, 'a flow made a mistake')
  }
  const messages = joinMessages([...notes.map(text => ({ text })), ...turn.messages])
  const moved = placeOf(asked) !== placeOf(openQuestion(flows, turn.session))
  return { messages: onOurSite(ctx, messages), changed, hide, moved, storedAs }
}

const placeOf = (question: TurnRecord['asked']) => question && `${question.flow}.${question.step}`

/**
 * Whether the resident answered the bot's question for a case's code. Then the text is not stored, even if the code is
 * wrong, because officers read messages; `withoutCodes` only removes codes that are right.
 */
const namesCode = (calls: TurnRecord['calls']): boolean =>
  calls.some(({ action, args }) => action === 'find_case' && typeof args['code'] === 'string')

/** The message as the engine reads it. */
function inputOf({ inbound, attachments }: Kept): Input {
  const { kind, choice, location, event } = inbound
  const [text, link] = kind === 'link' ? [undefined, inbound.text] : [inbound.text, undefined]
  const empty = text === undefined && attachments.length === 0
  return {
    ...((kind === 'unknown' || (kind === 'media' && empty)) && { lost: notPassedKind(inbound.raw) }),
    ...(text !== undefined && { text }),
    ...(link !== undefined && { link }),
    ...(choice !== undefined && { choice }),
    ...(location && { location }),
    ...(attachments.length > 0 && { attachments: [...attachments] }),
    ...(event && (event.name === 'follow' || event.name === 'scan' || event.name === 'click')
      ? { event: { name: event.name, ...(event.key && { key: event.key }) } }
      : {}),
  }
}
