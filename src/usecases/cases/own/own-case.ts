import { Refusal } from '../../../domain/base/errors.ts'
import type { ChatChannel } from '../../../domain/base/message.ts'
import { parseCaseNumber } from '../../../domain/base/text/case-number.ts'
import { type CaseKey, type Proof, proofFor } from '../../../domain/cases/case-key.ts'
import { EVENTS, type EventType } from '../../../domain/cases/events.ts'
import { RESIDENT_ACTS, type ResidentAct, whyResidentCannot } from '../../../domain/cases/resident-acts.ts'
import { STATUS_TEXTS } from '../../../domain/cases/status-text.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { caseCodeById } from '../../../store/cases/case-codes.ts'
import { type CaseRow, findCaseByNumber, lockCase, toCase } from '../../../store/cases/cases.ts'
import { hasReadEvent, lastApproved } from '../../../store/cases/replies/replies.ts'
import { markReplyRead } from '../../../store/delivery/outbox.ts'
import { contactById, findContact } from '../../../store/talk/contacts.ts'
import { isOwn, ownerOf } from '../../../store/talk/pseudonyms.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from '../moving/move-case.ts'
import { type AttachmentBytes, type AttachmentForm, readAttachment } from '../shown/read-attachment.ts'
import { viewCase } from '../shown/view-case.ts'
import { findIssuedCode, isValidCode, recordCodeUse } from './case-codes.ts'

const RESIDENT: Actor = { kind: 'resident' }

/** The same text for an unknown number and for a wrong code, so that numbers cannot be probed. */
const NO_CASE = '没有找到。请核对编号和查询码，它们在收到诉求时的消息里，或在回执上。'

/** Residents see events that have a text for them; internal ones have none. */
const hasResidentLine = (type: EventType) => EVENTS[type].residentLine !== undefined

/**
 * Opens a case with a code: the resident's own, or one that an officer gave out.
 * @throws Refusal `not_found`, in the same words for an unknown number and for a wrong code.
 */
export async function openOwnCase(ctx: Context, numberText: string, code: string): Promise<CaseKey> {
  const number = parseCaseNumber(numberText)
  if (!number) throw new Refusal('not_found', NO_CASE)
  // The code is checked first and for any number, so that all failures look the same.
  const own = ctx.secrets.opensCase(number, code)
  const row = await findCaseByNumber(ctx.db.read, number)
  if (row && own) return { number, by: 'own', phone: false }
  const issued = await findIssuedCode(ctx.db.read, ctx, row ?? { id: 0 }, code)
  if (!issued) throw new Refusal('not_found', NO_CASE)
  await recordCodeUse(ctx, issued.id)
  return { number, by: 'issued', issuedId: issued.id, phone: false }
}

/** The case of a key. @throws Refusal `not_found` when an issued code is no longer valid. */
export async function caseOfKey(ctx: Context, key: CaseKey): Promise<CaseRow> {
  const row = await findCaseByNumber(ctx.db.read, key.number)
  if (!row) throw new Refusal('not_found', NO_CASE)
  if (key.by !== 'issued') return row
  const code = await caseCodeById(ctx.db.read, key.issuedId ?? 0)
  if (!code || code.caseId !== row.id || !isValidCode(code, ctx.now()))
    throw new Refusal('not_found', '这个查询码已经作废，请到窗口或打电话要一个新的。')
  return row
}

/**
 * The key of the contact of a case on a channel. Not for other contacts, nor for cases from the phone or the counter.
 * @throws Refusal `not_found`, in the words of a wrong code.
 */
export async function keyForContact(
  ctx: Context,
  numberText: string,
  channel: ChatChannel,
  externalId: string,
): Promise<CaseKey> {
  const number = parseCaseNumber(numberText)
  const contact = await findContact(ctx.db.read, ctx.secrets, channel, externalId)
  const row = number && (await findCaseByNumber(ctx.db.read, number))
  if (!row || !contact || !isOwn(ctx.secrets, contact, row)) throw new Refusal('not_found', NO_CASE)
  return { number: row.number, by: 'chat', phone: false }
}

export type OwnCase = Awaited<ReturnType<typeof ownCase>>

/**
 * A case as its own resident sees it, without officers' names and internal data.
 * @throws Refusal `not_found` when the key is no longer valid.
 */
export async function ownCase(ctx: Context, key: CaseKey) {
  const row = await caseOfKey(ctx, key)
  const known = await waysToIdentify(ctx, row)
  const view = await viewCase(ctx, row.number, RESIDENT)
  const c = toCase(row)
  return {
    number: view.number,
    title: view.title,
    text: view.text,
    kindText: view.kindText,
    status: view.status,
    statusText: STATUS_TEXTS[view.status],
    department: view.departmentName,
    areaName: view.areaName,
    place: view.place,
    receivedAt: view.receivedAt,
    overdue: view.overdue,
    clock: view.clock,
    deadlines: view.deadlines,
    replies: view.replies.map(({ id, text, purpose, approvedAt, pictures }) => ({
      id,
      text,
      purpose,
      approvedAt,
      pictures,
    })),
    attachments: view.attachments,
    // The applicant must not read which third party was asked, nor what it said.
    events: view.events
      .filter(e => hasResidentLine(e.type))
      .map(e => (e.type.startsWith('third_party') ? { ...e, data: {} } : e)),
    asked: view.status === 'awaiting_resident' ? lastAsked(view.events) : null,
    rating: view.rating,
    can: RESIDENT_ACTS.filter(act => whyResidentCannot(c, act) === undefined),
    /** Why the other acts are not possible, a sentence each. */
    cannot: RESIDENT_ACTS.flatMap(act => {
      const why = whyResidentCannot(c, act)
      return why === undefined ? [] : [{ act, why }]
    }),
    /** What each act needs besides the key. */
    proofs: Object.fromEntries(RESIDENT_ACTS.map(act => [act, proofFor(act, key, known)])) as Record<
      ResidentAct,
      Proof
    >,
    /** The latest reply has not been marked as read. */
    unread: mayMarkRead(key) && view.replies.length > 0 && view.replies.at(-1)!.delivery !== 'read',
  }
}

/**
 * A photo or voice of a case for its own resident: what they sent, and the pictures of answers they got.
 * @throws Refusal `not_found`; `unavailable` while it is not fetched yet.
 */
export async function ownCaseAttachment(
  ctx: Context,
  key: CaseKey,
  id: number,
  form: AttachmentForm,
): Promise<AttachmentBytes> {
  const { number } = await caseOfKey(ctx, key)
  return readAttachment(ctx, id, { caseNumber: number }, form)
}

const lastAsked = (events: readonly { type: EventType; data: Record<string, unknown> }[]): string | null => {
  const text = events.findLast(e => e.type === 'asked_resident')?.data['text']
  return typeof text === 'string' ? text : null
}

/**
 * Officers have seen the codes they issued, so such a code alone does not prove that the resident has read anything.
 */
const mayMarkRead = (key: CaseKey): boolean => key.by !== 'issued' || key.phone

/** Records once that the latest reply was shown on the resident's page; nothing of it remains to be delivered. */
export async function markRead(ctx: Context, key: CaseKey): Promise<void> {
  if (!mayMarkRead(key)) return
  const { number } = await caseOfKey(ctx, key)
  const changed = await ctx.db.inTransaction(async tx => {
    const row = await lockCase(tx, number)
    const reply = row && (await lastApproved(tx, row.id))
    if (!reply || reply.delivery === 'read') return false
    if (await hasReadEvent(tx, row.id, reply.id)) return false
    await moveCaseIn(
      tx,
      ctx,
      row,
      'recordDelivery',
      { replyId: reply.id, state: 'read', via: 'page' },
      {
        kind: 'system',
      },
    )
    await markReplyRead(tx, reply.id)
    return true
  })
  if (changed) ctx.caseChanged(number)
}

/** How the resident of a case can be identified besides by its codes. */
export async function waysToIdentify(ctx: Context, row: CaseRow): Promise<{ chat: boolean; phone: boolean }> {
  const on = row.contactId === null ? null : await contactById(ctx.db.read, row.contactId)
  // Somebody anonymous is asked in their own chat like everybody.
  const contact = on && (await ownerOf(ctx.db.read, ctx.secrets, on))
  return { chat: contact !== null && contact.forgottenAt === null, phone: row.phoneSealed !== null }
}

/** Shown when the browser is signed in at the desk, because its user is then an officer. */
export const AT_THE_DESK =
  '这个浏览器正登录着办件台，不能在这里替群众操作。请群众用自己的手机办；群众在窗口或在电话里提出的，请在办件台用“窗口代办”记下。'
