import { Refusal } from '../../../domain/base/errors.ts'
import { maskName, maskPhone } from '../../../domain/base/text/mask.ts'
import { maskPersonalData } from '../../../domain/base/text/personal-data.ts'
import { type EventType, STATUS_NAMES } from '../../../domain/cases/case.ts'
import { acceptClockOf, clockOf, clockTime, supervisionClock } from '../../../domain/cases/clock.ts'
import { movesFor } from '../../../domain/cases/moves.ts'
import { KIND_NAMES } from '../../../domain/office/kinds.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee, may } from '../../../domain/people/policy.ts'
import { type CaseRow, findCaseByNumber, locationOf, toCase } from '../../../store/cases/cases.ts'
import { numbersMergedInto } from '../../../store/cases/merged-cases.ts'
import { eventsOf } from '../../../store/cases/record.ts'
import { textBefore } from '../../../store/cases/reply-versions.ts'
import { filesOfCase, type ShownFile } from '../../../store/cases/shown-files.ts'
import { shownReplies } from '../../../store/cases/shown-replies.ts'
import { officersById } from '../../../store/people/officers.ts'
import { itemOfCase } from '../../../store/publish/item-comments.ts'
import { nameOf, phoneOf } from '../../../store/talk/contacts.ts'
import { conversationOfCase } from '../../../store/talk/messages.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { hideIn, makeHideFor } from '../anonymous.ts'
import { legalHoldOf } from '../moving/legal-hold.ts'
import { namesOf } from '../moving/open-case.ts'
import { issuedCodes } from '../own/case-codes.ts'
import { showAttachment } from './show-attachment.ts'

/** The delivery state of a reply: waiting, sent, arrived, read, held for the next contact, or undeliverable. */
type Delivery = 'queued' | 'sent' | 'delivered' | 'read' | 'held' | 'undeliverable'

export type CaseView = Awaited<ReturnType<typeof present>>

/**
 * A case as an officer may see it.
 * @throws Refusal `not_found`, also when it is out of the officer's sight.
 */
export async function viewCase(
  ctx: Context,
  number: string,
  by: Actor,
  { revealed = false }: { revealed?: boolean } = {},
): Promise<CaseView> {
  const row = await findCaseByNumber(ctx.db.read, number)
  if (!row || (by.kind === 'officer' && !canSee(by, row))) throw new Refusal('not_found', '没有这件诉求。')
  return present(ctx, row, by, revealed)
}

/** A case after the officer's own move, also when the move took it out of their sight (退单). */
export const viewMoved = async (ctx: Context, number: string, by: Actor): Promise<CaseView> =>
  present(ctx, (await findCaseByNumber(ctx.db.read, number))!, by)

async function present(ctx: Context, row: CaseRow, by: Actor, revealed = false) {
  const db = ctx.db.read
  const c = toCase(row)
  const names = namesOf(ctx.content())
  const at = clockTime(ctx.now(), ctx.content().calendar)
  const clock = clockOf(c, at)
  const acceptClock = acceptClockOf(c, at)
  const [events, replies, conversation, attachments, merged, item] = await Promise.all([
    eventsOf(db, row.id),
    shownReplies(db, row.id),
    conversationOfCase(db, row.id),
    filesOfCase(db, row.id),
    numbersMergedInto(db, row.id),
    itemOfCase(db, row.id),
  ])
  const people = await officersById(
    db,
    [c.officerId, c.firstTakerId].filter(id => id !== null),
  )
  const person = (id: number | null) => (id === null ? null : (people.get(id) ?? null))
  const name = nameOf(ctx.secrets, row)
  const phone = phoneOf(ctx.secrets, row)
  const pending = replies.find(r => r.id === c.pending?.id)
  const previous = pending ? await textBefore(db, pending.id, pending.version) : null
  const latest = (type: EventType) => events.findLast(e => e.type === type)
  const asked = c.extensionAskedAt ? latest('extension_requested') : undefined
  const instruction = latest('supervised')
  // The texts must not identify an anonymous resident; the resident's own page shows all of them.
  const veiled =
    c.anonymous && by.kind !== 'resident'
      ? makeHideFor(ctx.secrets, conversation, ctx.content().office)
      : (said: string) => said
  // Numbers are masked until an audited view reveals them. An anonymous case has no resident to reveal: its numbers belong
  // to the people it is about, so officers who work with personal data see them at once.
  const unmasked = by.kind === 'resident' || revealed || (c.anonymous && may(by, 'seePersonalData'))
  const mask = shownText(ctx)
  let masked = false
  const shown = (said: string): string => {
    const plain = veiled(said)
    if (unmasked) return plain
    const kept = mask(plain)
    masked ||= kept !== plain
    return kept
  }
  const shownOrNull = (said: string | null) => said && shown(said)
  const moves = by.kind === 'officer' ? movesFor(c, by, ctx.now()) : []
  // An officer who edits a draft gets it unmasked.
  const works = moves.some(m => m === 'draft' || m === 'submit' || m === 'approve' || m === 'return')
  const drafted = works ? veiled : shown
  const answer = replies.findLast(reply => reply.status === 'approved' && reply.purpose === 'answer')
  // The resident's own page has its own addresses, opened by its cookie.
  const address = by.kind === 'resident' ? `/c/${c.number}/attachments` : '/desk/attachments'
  const files = (a: ShownFile) =>
    showAttachment(c.anonymous ? { ...a, name: null } : a, id => `${address}/${id}`)
  const read = events.some(e => e.type === 'delivery' && e.data['state'] === 'read')
  return {
    number: c.number,
    kind: c.kind,
    kindText: KIND_NAMES[c.kind],
    status: c.status,
    statusText: STATUS_NAMES[c.status],
    channel: c.channel,
    title: shown(c.title),
    text: shown(c.text),
    area: c.areaId,
    areaName: names.area(c.areaId),
    category: c.categoryId,
    categoryName: names.category(c.categoryId),
    department: c.departmentId,
    departmentName: names.department(c.departmentId),
    /** The department of the item that it is a comment on, or what its words suggest. */
    suggestion: c.departmentId
      ? null
      : item
        ? { departmentId: item.departmentId, from: 'item' as const }
        : suggestedBy(ctx.content().suggestCategory(`${c.title} ${c.text}`)),
    /** The published item that it is a comment on. */
    item,
    assignee: person(c.officerId),
    firstTaker: person(c.firstTakerId),
    anonymous: c.anonymous,
    place: shownOrNull(row.place),
    location: locationOf(row),
    facts: row.facts ? hideIn(JSON.parse(row.facts) as Record<string, unknown>, shown) : null,
    urgent: c.urgent,
    receivedAt: c.receivedAt.toISOString(),
    deadlines: c.deadlines,
    clock,
    acceptClock,
    overdue: clock === 'overdue',
    acceptOverdue: acceptClock === 'overdue',
    supervised: c.supervisedAt !== null,
    /** The manager's instruction that is still to be answered. */
    supervision: c.supervisionDueOn
      ? {
          dueOn: c.supervisionDueOn,
          overdue: supervisionClock(c.supervisionDueOn, at.now) === 'overdue',
          instruction: shown(String(instruction?.data['instruction'] ?? '')),
          by: instruction?.by.name ?? null,
        }
      : null,
    /** An extension that waits for the manager. */
    extensionAsked: asked
      ? {
          days: Number(asked.data['days']),
          reason: shown(String(asked.data['reason'] ?? '')),
          by: asked.by.name ?? null,
          at: asked.at.toISOString(),
        }
      : null,
    /** The department objects and waits for a decision. */
    objection: c.objectedAt
      ? {
          reason: shown(c.objectionReason ?? ''),
          by: latest('objected')?.by.name ?? null,
          at: c.objectedAt.toISOString(),
        }
      : null,
    openness: row.openness,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    replies: replies
      .filter(r => r.status === 'approved')
      .map(r => ({
        id: r.id,
        text: shown(r.text),
        pictures: r.pictures.map(files),
        purpose: r.purpose,
        draftedBy: r.drafter.name,
        draftedAt: r.draftedAt.toISOString(),
        approvedBy: r.reviewer?.name ?? null,
        approvedAt: r.reviewedAt?.toISOString() ?? null,
        delivery: deliveryOf(r.outbox?.status, read),
        deliveryDetail: r.outbox?.error ?? (r.outbox ? null : '没有留下线上联系方式，请用电话或当面告知。'),
      })),
    pending: pending
      ? {
          id: pending.id,
          text: drafted(pending.text),
          pictures: pending.pictures.map(files),
          status: pending.status as 'draft' | 'submitted' | 'returned',
          purpose: pending.purpose,
          draftedBy: pending.drafter.name,
          draftedById: pending.draftedById,
          version: pending.version,
          reviewNote: shownOrNull(pending.reviewNote),
          /** The version a reviewer compares it with. */
          previous: previous && { version: previous.version, text: drafted(previous.text) },
        }
      : null,
    events: events.map(e => ({
      seq: e.seq,
      type: e.type,
      at: e.at.toISOString(),
      by: e.by.kind === 'officer' ? (e.by.name ?? '工作人员') : e.by.kind === 'resident' ? '群众' : '系统',
      data: veiledData(e.data, shown),
    })),
    attachments: attachments.map(files),
    conversation: conversation.map(m => ({
      id: m.id,
      direction: m.direction as 'in' | 'out',
      kind: m.kind,
      text: shown(m.text),
      at: m.at.toISOString(),
      payload: m.payload ? hideIn(JSON.parse(m.payload) as Record<string, unknown>, shown) : null,
      attachments: m.attachments.map(files),
      delivery: m.outbox ? (m.outbox.status as Delivery | 'sending') : null,
    })),
    resident: {
      name: name && !c.anonymous ? maskName(name) : null,
      phone: phone && !c.anonymous ? maskPhone(phone) : null,
    },
    rating: c.rating,
    ratingText: shownOrNull(row.ratingText),
    mergedInto: c.mergedInto,
    merged,
    /** Codes that officers issued for the resident, without the codes themselves. */
    codes: by.kind === 'officer' ? await issuedCodes(ctx, row.id) : [],
    mayGiveCodes: by.kind === 'officer' && may(by, 'registerCase'),
    /** The legal hold. */
    legalHold: await legalHoldOf(db, row, by),
    mayHold: by.kind === 'officer' && may(by, 'holdCases') && row.erasedAt === null,
    moves,
    /** The question and the answer as the form for publishing begins with them. */
    publishable: moves.includes('publish')
      ? { question: maskPersonalData(veiled(c.title)), text: maskPersonalData(veiled(answer?.text ?? '')) }
      : null,
    /** Whether a number in it is masked, which the audited view shows. */
    masked,
    version: c.version,
  }
}

const suggestedBy = (found: { departmentId: string } | undefined) =>
  found ? { departmentId: found.departmentId, from: 'words' as const } : null

const veiledData = (data: Record<string, unknown>, shown: (text: string) => string) =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? shown(value) : value]),
  )

/** A reply without an outbox row waits until the resident opens the case page or an officer tells them. */
function deliveryOf(status: string | undefined, read: boolean): Delivery {
  if (read) return 'read'
  if (status === undefined) return 'held'
  return status === 'sending' ? 'queued' : (status as Delivery)
}
