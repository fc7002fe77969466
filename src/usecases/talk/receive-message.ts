import { randomUUID } from 'node:crypto'
import { howToOpen } from '../../domain/base/media/media-type.ts'
import type { Inbound, Outbound, Received, ReceiveOptions } from '../../domain/base/message.ts'
import { passedOn } from '../../domain/base/text/stand-ins.ts'
import { HIDDEN_CODE, maybeCodes } from '../../domain/cases/case-key.ts'
import { windowAfter } from '../../domain/delivery/window.ts'
import type { Routing } from '../../domain/talk/routing.ts'
import type { ActionName } from '../../flow/actions.ts'
import {
  amendWords,
  CARRIED_EVENT,
  type Call,
  type CallResult,
  type Input,
  isUnderWay,
  joinMessages,
  openQuestion,
  resume,
  settle,
  UNCLEAR_EVENT,
} from '../../flow/mod.ts'
import { type Db, isDuplicate } from '../../store/base/database.ts'
import { casesFor } from '../../store/cases/cases.ts'
import { heldFor } from '../../store/delivery/outbox.ts'
import { countScan } from '../../store/office/scene-codes.ts'
import { type Contact, lockContact } from '../../store/talk/contacts.ts'
import { loadSession, saveSession } from '../../store/talk/flow-sessions.ts'
import { addOutbound, toOutbound, type Wording } from '../../store/talk/messages.ts'
import { idsOf } from '../../store/talk/pseudonyms.ts'
import type { Content, Context } from '../base/context.ts'
import { pleaseSendJpeg } from '../base/media/for-anonymous.ts'
import { onOurSite } from '../base/on-our-site.ts'
import { storable } from '../base/storable.ts'
import { openTurn, sealTurn, type TurnRecord } from '../base/turn-record.ts'
import { hideIn } from '../cases/anonymous.ts'
import { noteDeliveries } from '../cases/moving/note-delivery.ts'
import { withoutCodes } from '../cases/own/case-codes.ts'
import { rerankGuides } from '../guides/assist.ts'
import { placeOf } from '../office/scene-codes.ts'
import { ALBUM_MS, speaksForAlbum } from './albums.ts'
import { amendMessage } from './amend-message.ts'
import { FLOW_ACTIONS, type FlowTurn, withoutWriterIn } from './flow-actions.ts'
import { forgetResident } from './forget/forget-resident.ts'
import { asksForForgetting, explainForgetting, FORGOTTEN } from './forget-words.ts'
import { keepMedia, storeUploads, type UploadedMedia } from './keep-media.ts'
import { deliveryKey, hasSender, knownDelivery, takenBefore } from './known-delivery.ts'
import { linkChatIn, maskedLink } from './link-chat.ts'
import { noticeTexts } from './notice-texts.ts'
import { pinnedFlows } from './pinned-flows.ts'
import { earlierWordings, newMedia, saysNothingNew, sourceKey } from './wordings.ts'
import { worldOf } from './world.ts'

/**
 * One message's journey: kept, understood, answered, in one transaction. What was seen before gives the same
 * answer again and changes nothing. Nothing is sent here: the first replies ride on the channel's waiting
 * response, the rest wait in the outbox.
 * @throws when it could not be kept: the channel must not acknowledge it.
 */
export async function receiveMessage(
  ctx: Context,
  delivered: Inbound,
  options: ReceiveOptions = {},
): Promise<Received> {
  const inbound = passedOn(storable(delivered))
  // Bytes that came along are written first: a file without a row is harmless, a row without its file is not.
  const uploads = await storeUploads(ctx, inbound.media ?? [])
  const changed = new Set<string>()
  // Asked before the transaction: nothing waits for a network inside one.
  const findGuides = await guidesFor(ctx, inbound)
  const once = () =>
    ctx.db.inTransaction(tx => receiveIn(tx, ctx, inbound, { uploads, findGuides }, options, changed))
  const received = await once().catch(error => {
    // Two deliveries of one message at once: the unique key let one through, the other reads its answer.
    if (!isDuplicate(error)) throw error
    changed.clear()
    return once()
  })
  for (const number of changed) ctx.caseChanged(number)
  if (received.passive < received.replies.length || changed.size > 0 || uploads.length > 0) ctx.wakeOutbox()
  return received
}

type FindGuides = Content['findGuides']

/** What may be a question for a guide; a complaint is nobody else's business. */
const ASKS: ReadonlySet<Routing['intent']> = new Set(['guide', 'inquiry', 'other'])

/** The office's search; for an unsure question of this very message with the candidates re-ranked, if a model is set. */
async function guidesFor(ctx: Context, { text }: Inbound): Promise<FindGuides> {
  const { findGuides, classify } = ctx.content()
  if (!ctx.languageModel || !text?.trim() || !ASKS.has(classify(text).intent)) return findGuides
  const match = await rerankGuides(ctx, text, findGuides(text))
  const own = text.trim()
  return asked => (asked.trim() === own ? match : findGuides(asked))
}

async function receiveIn(
  tx: Db,
  ctx: Context,
  inbound: Inbound,
  { uploads, findGuides }: { uploads: UploadedMedia[]; findGuides: FindGuides },
  options: ReceiveOptions,
  changed: Set<string>,
): Promise<Received> {
  const now = ctx.now()
  const deliveredAs = deliveryKey(ctx.secrets, inbound, uploads)
  const before = await takenBefore(tx, ctx.secrets, deliveredAs, inbound)
  if (before) return before
  const { contact, isNew } = await lockContact(tx, ctx.secrets, inbound.channel, inbound.from, now)
  // Looked up again under the contact's lock: a twin may have been first.
  const known = await knownDelivery(tx, ctx.secrets, deliveredAs, contact)
  if ('repeat' in known) return known.repeat

  const mine = idsOf(ctx.secrets, contact)
  const earlier = await earlierWordings(tx, ctx.secrets, mine, inbound)
  if (inbound.edited && earlier.length > 0 && saysNothingNew(inbound, uploads, earlier))
    return { messageId: earlier.at(-1)!.id, replies: [], passive: 0, repeated: true }
  const message = await tx.message.create({
    data: {
      contactId: contact.id,
      sourceId: sourceKey(ctx.secrets, inbound, inbound.sourceId),
      album: sourceKey(ctx.secrets, inbound, inbound.album),
      direction: 'in',
      dedupeKey: known.key,
      kind: inbound.kind,
      text: maskedLink(inbound) ?? (await keptText(tx, ctx, contact, inbound)),
      payload: payloadOf(inbound),
      at: inbound.at,
    },
  })
  const attachments = await keepMedia(tx, contact.id, message.id, newMedia(uploads, earlier), now)
  // Somebody should look at it, whatever the bot makes of the rest.
  if (inbound.unread !== undefined) await noteUnclear(tx, contact.id, now)
  if (inbound.event?.name === 'unfollow' && hasSender(inbound)) {
    await forgetResident(tx, ctx, contact, changed)
    return { messageId: message.id, replies: [], passive: 0, repeated: false }
  }
  if (asksForForgetting(inbound.text) && hasSender(inbound)) {
    await forgetResident(tx, ctx, contact, changed)
    const replies = [{ text: FORGOTTEN }]
    // Nobody is left to send it to: it goes with the waiting response, where there is one.
    const passive = Math.min(1, options.passive?.(replies) ?? 0)
    return { messageId: message.id, replies, passive, repeated: false }
  }
  await noteDeliveries(tx, ctx, contact, inbound.event?.deliveries ?? [], changed)
  await noteGesture(tx, contact, inbound, now)
  const scan = await noteScan(tx, ctx, inbound)
  if (scan?.areaId) {
    await tx.contact.update({ where: { id: contact.id }, data: { areaId: scan.areaId } })
    contact.areaId = scan.areaId
  }

  // Only what the resident does opens a way: a notification of the channel does not.
  const held = speaks(inbound) ? await heldFor(tx, mine) : []
  const greeting = scan ? [{ text: noticeTexts(ctx).scanned(scan.place) }] : []
  // An officer's own chat: no dialogue of a resident begins or goes on.
  const linked = (await linkChatIn(tx, ctx, contact, inbound)) ?? explainForgetting(inbound.text)
  const spoken: Spoken = linked
    ? { messages: [{ text: linked }] }
    : speaks(inbound)
      ? await answer(tx, ctx, {
          findGuides,
          contact,
          isNew,
          inbound,
          messageId: message.id,
          attachments,
          changed,
          released: held.filter(row => row.contactId !== contact.id).map(row => row.messageId),
          now,
          earlier,
          crowded: options.crowded,
          mine,
        })
      : { messages: [] }
  const unseen = uploads.some(({ stored }) => stored?.kind === 'photo' && howToOpen(stored.mime))
  const advice = unseen ? [{ text: pleaseSendJpeg(contact.locale) }] : []
  const said = joinMessages([...greeting, ...advice, ...spoken.messages])
  const replies = [...held.map(row => toOutbound(ctx.secrets, row.message)), ...said]
  const passive = Math.min(replies.length, options.passive?.(replies) ?? 0)

  // Held answers come first: they ride on this response, or go back into the queue now that the way is open.
  for (const [i, row] of held.entries()) {
    // What belongs to an anonymous case is not tied to a message of the resident's own: the sealed record of the turn
    // knows of it.
    if (row.contactId === contact.id)
      await tx.message.update({ where: { id: row.messageId }, data: { inReplyToId: message.id, ordinal: i } })
    await tx.outbox.update({
      where: { id: row.id },
      data:
        i < passive
          ? {
              status: 'sent',
              via: 'passive',
              sentAt: now,
              attempts: { increment: 1 },
              errorCode: null,
              error: null,
            }
          : { status: 'queued', nextAt: now, errorCode: null, error: null },
    })
  }
  // Where the message stands now: the dialogue may have joined it to a case, an anonymous one under a pseudonym.
  const stands = await tx.message.findUniqueOrThrow({
    where: { id: message.id },
    select: { contactId: true, caseId: true },
  })
  for (const [i, outbound] of said.entries()) {
    const ordinal = held.length + i
    await addOutbound(tx, ctx.secrets, {
      ...stands,
      outbound: spoken.hide ? hideIn(outbound, spoken.hide) : outbound,
      purpose: 'dialogue',
      dedupeKey: `answer:${message.id}:${ordinal}`,
      inReplyToId: message.id,
      ordinal,
      passive: ordinal < passive,
      ...(inbound.album !== undefined && { notBefore: new Date(now.getTime() + ALBUM_MS) }),
      now,
    })
  }
  return { messageId: message.id, replies, passive, repeated: false }
}

/** What was said, without codes that open a case: officers read it. The dialogue has the words as they came. */
async function keptText(tx: Db, ctx: Context, contact: Contact, inbound: Inbound): Promise<string> {
  const said = inbound.text ?? inbound.choice ?? ''
  if (maybeCodes(said).length === 0) return said
  const own = await casesFor(tx, idsOf(ctx.secrets, contact), null, 20)
  return withoutCodes(
    tx,
    ctx,
    said,
    own.map(c => c.number),
  )
}

/** Whether the bot has something to say to it: not to notifications that only inform, nor to nobody. */
const speaks = (inbound: Inbound): boolean =>
  hasSender(inbound) &&
  (inbound.kind !== 'event' || ['follow', 'scan', 'click'].includes(inbound.event?.name ?? ''))

function payloadOf(inbound: Inbound): string | null {
  const { choice, location, event, raw, unread, edited } = inbound
  const payload = {
    ...(choice && { choice }),
    ...(location && { location }),
    ...(event && { event }),
    ...(raw && { raw }),
    ...(unread && { unread }),
    ...(edited && { edited }),
  }
  return Object.keys(payload).length > 0 ? JSON.stringify(payload) : null
}

/** Their conversation shows among those that a person should look at. */
const noteUnclear = (tx: Db, contactId: number, now: Date) =>
  tx.contact.update({ where: { id: contactId }, data: { unclearAt: now } })

/** Sending windows. */
async function noteGesture(tx: Db, contact: Contact, inbound: Inbound, now: Date): Promise<void> {
  if (inbound.channel !== 'wechat') return
  if (!hasSender(inbound)) return
  const gesture = inbound.kind === 'event'
  if (gesture && !speaks(inbound)) return
  const open = contact.windowUntil ? { left: contact.windowLeft, until: contact.windowUntil } : null
  const window = windowAfter(gesture ? 'gesture' : 'message', open, now)
  await tx.contact.update({
    where: { id: contact.id },
    data: { windowLeft: window.left, windowUntil: window.until, unfollowedAt: null },
  })
}

/** The place of a scanned code, also when the scan made the resident follow. Counted here, so once per event. */
async function noteScan(
  tx: Db,
  ctx: Context,
  { event }: Inbound,
): Promise<{ areaId: string | null; place: string } | undefined> {
  if (!event?.key || (event.name !== 'scan' && event.name !== 'follow')) return undefined
  const code = await countScan(tx, event.key)
  if (!code) return undefined
  const known = ctx.content().office.areas.some(a => a.id === code.areaId)
  return { areaId: known ? code.areaId : null, place: placeOf(ctx.content(), code) }
}

interface Talk {
  findGuides: FindGuides
  contact: Contact
  isNew: boolean
  inbound: Inbound
  messageId: number
  attachments: { id: number; kind: 'photo' | 'voice' | 'video' | 'file' }[]
  changed: Set<string>
  /** Held messages under a pseudonym that this one let go. */
  released: number[]
  now: Date
  /** Earlier wordings of the same message. */
  earlier: readonly Wording[]
  crowded: ReceiveOptions['crowded']
  /** The ids of this person. */
  mine: readonly number[]
}

interface Spoken {
  messages: Outbound[]
  /** Of a turn about an anonymous case: what the bot read back is kept without its writer. */
  hide?: (text: string) => string
  /** The dialogue stands at another question than before. */
  moved?: boolean
}

/** What to say to a message: new words for an old one amend it, and parts of an album are answered once. */
async function answer(tx: Db, ctx: Context, talk: Talk): Promise<Spoken> {
  const { inbound, earlier, mine, messageId } = talk
  // Overtaken by an edit of it.
  if (earlier.length > 0 && !inbound.edited) return { messages: [] }
  const amended = inbound.edited && earlier.length > 0 ? await amendEarlier(tx, ctx, talk) : undefined
  if (amended) return amended
  const spoken = await converse(tx, ctx, talk)
  const album = sourceKey(ctx.secrets, inbound, inbound.album)
  if (album === null) return spoken
  const goesOn = spoken.moved === true || inbound.text !== undefined
  return (await speaksForAlbum(tx, mine, album, messageId, goesOn)) ? spoken : { messages: [] }
}

/** @returns undefined when the new words are to be heard as if they were just said. */
async function amendEarlier(tx: Db, ctx: Context, talk: Talk): Promise<Spoken | undefined> {
  const { contact, inbound, messageId, now, earlier } = talk
  const [first, last] = [earlier[0]!, earlier.at(-1)!]
  const after = inbound.text ?? ''
  const asked = openTurn(ctx.secrets, first)?.asked ?? null
  const stored = await loadSession(tx, ctx.secrets, contact.id)
  const world = { ...(await worldOf(tx, ctx, contact, false)), findGuides: talk.findGuides }
  const record: TurnRecord = { now: now.toISOString(), contact: world.contact, asked, calls: [] }
  await tx.message.update({ where: { id: messageId }, data: { turnSealed: sealTurn(ctx.secrets, record) } })
  if (stored && first.caseId === null) {
    const flows = await pinnedFlows(tx, ctx, stored.session)
    const made = amendWords(flows, stored.session, { asked, before: last.text, after }, world)
    if (made) {
      await saveSession(tx, ctx.secrets, contact.id, made.session, stored.firstMessageId, now)
      return { messages: onOurSite(ctx, made.messages) }
    }
  }
  const turn = turnOf(tx, ctx, talk, messageId)
  const ids = talk.attachments.map(a => a.id)
  const supplement = (args: Call['args']) => perform(turn, { action: 'supplement_case', args, key: '' })
  const text = await amendMessage(turn, { first, last, after }, args =>
    supplement({ ...args, attachments: ids }),
  )
  if (text === undefined) return undefined
  return { messages: [{ text }], ...(turn.hide && { hide: turn.hide }) }
}

const turnOf = (tx: Db, ctx: Context, talk: Talk, firstMessageId: number): FlowTurn => ({
  tx,
  ctx,
  contact: talk.contact,
  inbound: talk.inbound,
  firstMessageId,
  messageId: talk.messageId,
  changed: talk.changed,
  notes: new Set(),
  crowded: talk.crowded,
  findGuides: talk.findGuides,
})

/** Lets the flow engine answer, doing what it asks for, until it waits for the resident again. */
async function converse(tx: Db, ctx: Context, talk: Talk): Promise<Spoken> {
  const { contact, messageId, now } = talk
  const stored = await loadSession(tx, ctx.secrets, contact.id)
  const flows = await pinnedFlows(tx, ctx, stored?.session ?? null)
  const world = { ...(await worldOf(tx, ctx, contact, talk.isNew)), findGuides: talk.findGuides }
  const first = resume(flows, stored?.session ?? null, inputOf(talk), world, {
    sessionId: randomUUID(),
    key: String(messageId),
  })
  // A dialogue begins with this message, or with the half sentence that is carried into it; one under way has its own first.
  const goesOn = (stored && isUnderWay(stored.session)) || first.trace.some(t => t.event === CARRIED_EVENT)
  const firstMessageId = stored && goesOn ? stored.firstMessageId : messageId
  const turn = turnOf(tx, ctx, talk, firstMessageId)
  const record: TurnRecord = {
    now: now.toISOString(),
    contact: world.contact,
    asked: openQuestion(flows, stored?.session ?? null),
    calls: [],
    ...(talk.released.length > 0 && { released: talk.released }),
  }
  const done = await settle(flows, first, world, async call => {
    const result = await perform(turn, call)
    record.calls.push({ action: call.action, args: call.args, ...result })
    return result
  })
  // A code that was sent by itself, to the bot's question for it: right or wrong, it is nobody else's to read.
  const codes = record.calls.flatMap(({ action, args }) =>
    action === 'find_case' && typeof args['code'] === 'string' ? [args['code']] : [],
  )
  await tx.message.update({
    where: { id: messageId },
    data: {
      turnSealed: sealTurn(ctx.secrets, turn.hide ? hideIn(record, turn.hide) : record),
      ...(codes.length > 0 && { text: HIDDEN_CODE }),
    },
  })
  await saveSession(tx, ctx.secrets, contact.id, done.session, turn.firstMessageId, now)
  const unclear = done.trace.some(t => t.event === UNCLEAR_EVENT) || talk.inbound.kind === 'unknown'
  if (unclear) await noteUnclear(tx, contact.id, now)
  for (const { step, event, detail } of done.trace) {
    if (event === 'error') ctx.log.warn({ step, detail }, 'a flow made a mistake')
  }
  const messages = joinMessages([...[...turn.notes].map(text => ({ text })), ...done.messages])
  const place = (question: typeof record.asked) => question && `${question.flow}.${question.step}`
  const moved = place(record.asked) !== place(openQuestion(flows, done.session))
  return { messages: onOurSite(ctx, messages), moved, ...(turn.hide && { hide: turn.hide }) }
}

/** Does what a flow asks for, inside the turn's transaction. */
export const perform = async (turn: FlowTurn, { action, args, key }: Call): Promise<CallResult> =>
  FLOW_ACTIONS[action as ActionName](turn, await withoutWriterIn(turn, args), key)

function inputOf({ inbound, attachments }: Talk): Input {
  const { kind, text, choice, location, event } = inbound
  const empty = text === undefined && attachments.length === 0
  return {
    ...((kind === 'unknown' || (kind === 'media' && empty)) && { lost: true as const }),
    ...(text !== undefined && { text }),
    ...(choice !== undefined && { choice }),
    ...(location && { location }),
    ...(attachments.length > 0 && { attachments }),
    ...(event && (event.name === 'follow' || event.name === 'scan' || event.name === 'click')
      ? { event: { name: event.name, ...(event.key && { key: event.key }) } }
      : {}),
  }
}
