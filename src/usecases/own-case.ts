import type { Actor, EventType } from '../domain/case.ts'
import { parseCaseNumber } from '../domain/case-number.ts'
import { Refusal } from '../domain/errors.ts'
import type { ChatChannel } from '../domain/message.ts'
import { RESIDENT_ACTS, type ResidentAct, whyResidentCannot } from '../domain/resident-acts.ts'
import { STATUS_TEXTS } from '../domain/status-text.ts'
import { type CaseRow, findCaseByNumber, lockCase, toCase } from '../store/cases.ts'
import { findContact } from '../store/contacts.ts'
import { isOwn } from '../store/pseudonyms.ts'
import type { Context } from './context.ts'
import { type AttachmentBytes, type AttachmentForm, readAttachment } from './fetch-media.ts'
import { moveCaseIn, parseMove } from './move-case.ts'
import { viewCase } from './view-case.ts'

const RESIDENT: Actor = { kind: 'resident' }

/** The same words for a number that does not exist and for a wrong code: numbers cannot be tried out. */
const NO_CASE = '没有找到。请核对编号和查询码，它们在收到诉求时的消息里，或在回执上。'

/** What residents are told of what happened; the office's inner workings are not among it. */
const TOLD: readonly EventType[] = [
  'received',
  'accepted',
  'assigned',
  'asked_resident',
  'supplemented',
  'urged',
  'extended',
  'deadline_moved',
  'merged',
  'answered',
  'declined',
  'rated',
  'reopened',
  'third_party_asked',
  'third_party_answered',
  'withdrawn',
  'set_aside',
  'closed',
]

async function find(ctx: Context, numberText: string, code: string): Promise<CaseRow> {
  const number = parseCaseNumber(numberText)
  // The code is checked first and for any number: both failures take the same way.
  if (!number || !ctx.secrets.opensCase(number, code)) throw new Refusal('not_found', NO_CASE)
  const row = await findCaseByNumber(ctx.db.read, number)
  if (!row) throw new Refusal('not_found', NO_CASE)
  return row
}

/**
 * The tracking code of a case for whoever is known to be its contact on a channel: nobody else's, and no case of
 * the phone or the counter.
 * @throws Refusal `not_found`, in the words of a wrong code.
 */
export async function codeForContact(
  ctx: Context,
  numberText: string,
  channel: ChatChannel,
  externalId: string,
): Promise<{ number: string; code: string }> {
  const number = parseCaseNumber(numberText)
  const contact = await findContact(ctx.db.read, ctx.secrets, channel, externalId)
  const row = number && (await findCaseByNumber(ctx.db.read, number))
  if (!row || !contact || !isOwn(ctx.secrets, contact, row)) throw new Refusal('not_found', NO_CASE)
  return { number: row.number, code: ctx.secrets.trackingCode(row.number) }
}

export type OwnCase = Awaited<ReturnType<typeof ownCase>>

/**
 * A case as its own resident sees it, opened with its tracking code. No officer is named, nothing internal shown.
 * @throws Refusal `not_found` for an unknown number and for a wrong code alike.
 */
export async function ownCase(ctx: Context, numberText: string, code: string) {
  const row = await find(ctx, numberText, code)
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
    deadlines: view.deadlines,
    replies: view.replies.map(({ id, text, purpose, approvedAt, pictures }) => ({
      id,
      text,
      purpose,
      approvedAt,
      pictures,
    })),
    attachments: view.attachments,
    // Whom the office asks about an application, and what they said, is not the applicant's to read.
    events: view.events
      .filter(e => TOLD.includes(e.type))
      .map(e => (e.type.startsWith('third_party') ? { ...e, data: {} } : e)),
    asked: view.status === 'awaiting_resident' ? lastAsked(view.events) : null,
    rating: view.rating,
    can: RESIDENT_ACTS.filter(act => whyResidentCannot(c, act) === undefined),
    /** Why not the others, in a sentence each. */
    cannot: RESIDENT_ACTS.flatMap(act => {
      const why = whyResidentCannot(c, act)
      return why === undefined ? [] : [{ act, why }]
    }),
  }
}

/**
 * A photo or voice of a case for its own resident: what they sent, and the pictures of answers they got.
 * @throws Refusal `not_found`, also for a wrong code; `unavailable` while it is not fetched yet.
 */
export async function ownCaseAttachment(
  ctx: Context,
  numberText: string,
  code: string,
  id: number,
  form: AttachmentForm,
): Promise<AttachmentBytes> {
  const { number } = await find(ctx, numberText, code)
  return readAttachment(ctx, id, { caseNumber: number }, form)
}

const lastAsked = (events: readonly { type: EventType; data: Record<string, unknown> }[]): string | null => {
  const text = events.findLast(e => e.type === 'asked_resident')?.data['text']
  return typeof text === 'string' ? text : null
}

/**
 * The resident opened their page and saw the latest reply: recorded once, and nothing of it is left to deliver.
 */
export async function markRead(ctx: Context, number: string): Promise<void> {
  const changed = await ctx.db.inTransaction(async tx => {
    const row = await lockCase(tx, number)
    const reply =
      row &&
      (await tx.reply.findFirst({
        where: { caseId: row.id, status: 'approved' },
        orderBy: { id: 'desc' },
        include: { outbox: true },
      }))
    if (!reply || reply.outbox?.status === 'read') return false
    const seen = await tx.caseEvent.findMany({
      where: { caseId: row.id, type: 'delivery' },
      select: { data: true },
    })
    const facts = seen.map(e => JSON.parse(e.data ?? '{}') as { replyId?: number; state?: string })
    if (facts.some(f => f.replyId === reply.id && f.state === 'read')) return false
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
    // A row that is on its way just now is left to the one who carries it.
    await tx.outbox.updateMany({
      where: { replyId: reply.id, status: { in: ['sent', 'delivered', 'held', 'undeliverable'] } },
      data: { status: 'read' },
    })
    return true
  })
  if (changed) ctx.caseChanged(number)
}

/**
 * A resident's own move, with the code as proof.
 * @throws Refusal `not_found`, `move_refused`, `invalid_field`.
 */
export async function moveOwnCase<M extends ResidentAct>(
  ctx: Context,
  numberText: string,
  code: string,
  name: M,
  input: unknown,
): Promise<string> {
  const { number } = await find(ctx, numberText, code)
  const parsed = parseMove(name, input)
  await ctx.db.inTransaction(async tx => {
    await moveCaseIn(tx, ctx, (await lockCase(tx, number))!, name, parsed, RESIDENT)
  })
  ctx.caseChanged(number)
  ctx.wakeOutbox()
  return number
}
