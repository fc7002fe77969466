import { Refusal } from '../../../domain/base/errors.ts'
import { parseCaseNumber } from '../../../domain/base/text/case-number.ts'
import { EVENTS, type EventType } from '../../../domain/cases/events.ts'
import { type CaseRow, findCaseByNumber, locationOf } from '../../../store/cases/cases.ts'
import { type Contact, contactById, externalIdOf, nameOf, phoneOf } from '../../../store/talk/contacts.ts'
import { messagesAfter, type StoredMessage } from '../../../store/talk/conversations.ts'
import { followsOf } from '../../../store/talk/follows.ts'
import { blocksOf, casesWithPhone, contactsWithPhone, namedCasesOf } from '../../../store/talk/own-data.ts'
import type { Context } from '../../base/context.ts'
import { openOwnCase, ownCase } from '../../cases/own/own-case.ts'

/** What the office holds of one resident, and nothing that anybody else said or wrote for the office's own use. */
export interface OwnData {
  about: 'person' | 'anonymous_case'
  contacts: OwnContact[]
  cases: OwnCaseData[]
  /** Messages of an anonymous case. Those of a person stand with their contact. */
  messages: OwnMessage[]
}
export type OwnContact = ReturnType<typeof contactData> & {
  lastMessageAt: string | null
  pauses: Awaited<ReturnType<typeof pausesOf>>
  follows: Awaited<ReturnType<typeof followsData>>
  messages: OwnMessage[]
}
export type OwnCaseData = Awaited<ReturnType<typeof caseData>>
export interface OwnMessage {
  at: string
  from: 'resident' | 'office'
  text: string
  attachments: number[]
}

/** Who asks: a case number of theirs, or their phone number; an anonymous case with its own code. */
export interface Asked {
  resident: string
  code?: string | undefined
}

/**
 * Collects it. An anonymous case is found by its own number and code only, and leads to no person; a person's data leads to
 * none of their anonymous cases.
 * @throws Refusal `not_found`, `forbidden` for an anonymous case without its code
 */
export async function collectOwnData(ctx: Context, { resident, code }: Asked): Promise<OwnData> {
  const number = parseCaseNumber(resident)
  if (!number) return ofPhone(ctx, resident)
  const row = await findCaseByNumber(ctx.db.read, number)
  if (!row) throw new Refusal('not_found', '没有这件诉求。')
  if (row.anonymous) return ofAnonymous(ctx, row, code)
  const contact = row.contactId === null ? null : await contactById(ctx.db.read, row.contactId)
  if (!contact) return { about: 'person', contacts: [], cases: [await caseData(ctx, row)], messages: [] }
  return ofContacts(ctx, [contact], [])
}

async function ofAnonymous(ctx: Context, row: CaseRow, code: string | undefined): Promise<OwnData> {
  if (code === undefined)
    throw new Refusal('forbidden', '这件是匿名的，只凭它自己的查询码导出（--code-stdin），不能通过人来导出。')
  await openOwnCase(ctx, row.number, code)
  const messages = row.contactId === null ? [] : await messagesOf(ctx, row.contactId, new Set([row.id]))
  return { about: 'anonymous_case', contacts: [], cases: [await caseData(ctx, row)], messages }
}

/** Cases that give this number, and contacts whose own it is. Who gave it on a case may be another person. */
async function ofPhone(ctx: Context, phone: string): Promise<OwnData> {
  const contacts = await contactsWithPhone(ctx.db.read, ctx.secrets, phone)
  const cases = await casesWithPhone(ctx.db.read, ctx.secrets, phone)
  if (contacts.length === 0 && cases.length === 0)
    throw new Refusal('not_found', '没有这件诉求，也没有人留过这个电话。')
  return ofContacts(ctx, contacts, cases)
}

async function ofContacts(
  ctx: Context,
  contacts: readonly Contact[],
  more: readonly string[],
): Promise<OwnData> {
  const numbers = new Set(more)
  for (const contact of contacts)
    for (const number of await namedCasesOf(ctx.db.read, contact.id)) numbers.add(number)
  const rows: CaseRow[] = []
  for (const number of [...numbers].sort()) rows.push((await findCaseByNumber(ctx.db.read, number))!)
  const ids = new Set(rows.map(row => row.id))
  const data: OwnData = { about: 'person', contacts: [], cases: [], messages: [] }
  for (const contact of contacts) {
    const messages = await messagesOf(ctx, contact.id, ids)
    data.contacts.push({
      ...contactData(ctx, contact),
      // Of those that are here. When the contact last wrote at all would say when they wrote anonymously.
      lastMessageAt: messages.findLast(m => m.from === 'resident')?.at ?? null,
      pauses: await pausesOf(ctx, contact.id),
      follows: await followsData(ctx, contact.id),
      messages,
    })
  }
  for (const row of rows) data.cases.push(await caseData(ctx, row))
  return data
}

const iso = (at: Date | null) => at?.toISOString() ?? null

const contactData = (ctx: Context, contact: Contact) => ({
  channel: contact.channel,
  id: externalIdOf(ctx.secrets, contact) ?? null,
  name: nameOf(ctx.secrets, contact) ?? null,
  phone: phoneOf(ctx.secrets, contact) ?? null,
  area: contact.areaId,
  language: contact.locale,
  since: iso(contact.createdAt),
  unfollowedAt: iso(contact.unfollowedAt),
})

/** What they asked to be told of, by village; empty: everything. */
const followsData = async (ctx: Context, contactId: number) =>
  (await followsOf(ctx.db.read, contactId)).map(({ areaId, createdAt }) => ({
    areaId,
    since: iso(createdAt),
  }))

/** What the resident was told, and said. Which officer decided is not theirs to know. */
const pausesOf = async (ctx: Context, contactId: number) =>
  (await blocksOf(ctx.db.read, contactId)).map(({ at, until, reason, appeal, answer, decision }) => ({
    ...{ at: iso(at), until: iso(until), reason, appeal, answer, decision },
  }))

/** The case as the resident's own page shows it, with the words that they themselves gave, whole. */
async function caseData(ctx: Context, row: CaseRow) {
  const shown = await ownCase(ctx, { number: row.number, by: 'chat', phone: false })
  return {
    number: row.number,
    kind: shown.kindText,
    status: shown.statusText,
    anonymous: row.anonymous,
    name: row.anonymous ? null : (nameOf(ctx.secrets, row) ?? null),
    phone: row.anonymous ? null : (phoneOf(ctx.secrets, row) ?? null),
    title: row.title,
    text: row.text,
    place: row.place,
    location: locationOf(row),
    answers: row.facts === null ? null : (JSON.parse(row.facts) as unknown),
    department: shown.department,
    area: shown.areaName,
    receivedAt: shown.receivedAt,
    replyDueOn: row.replyDueOn,
    rating: row.rating,
    ratingText: row.ratingText,
    replies: shown.replies.map(({ text, approvedAt, pictures }) => ({
      text,
      at: approvedAt,
      attachments: pictures.map(p => p.id),
    })),
    steps: shown.events.map(e => ({ at: e.at, what: lineOf(e.type, e.data) })),
    attachments: shown.attachments.map(a => a.id),
  }
}

const lineOf = (type: EventType, data: Record<string, unknown>): string => {
  const { residentLine } = EVENTS[type] as { residentLine?: (data: never) => string }
  return residentLine?.(data as never) ?? ''
}

/** Messages read at once. */
const PAGE = 200

/** The messages with a contact, without those of other cases than these. */
async function messagesOf(
  ctx: Context,
  contactId: number,
  cases: ReadonlySet<number>,
): Promise<OwnMessage[]> {
  const messages: OwnMessage[] = []
  for (let after = 0; ; ) {
    const page = await messagesAfter(ctx.db.read, [contactId], after, PAGE)
    const theirs = page.filter(m => m.caseId === null || cases.has(m.caseId)).map(messageData)
    // Events such as opening the chat say nothing.
    messages.push(...theirs.filter(m => m.text !== '' || m.attachments.length > 0))
    if (page.length < PAGE) return messages
    after = page.at(-1)!.id
  }
}

const messageData = (m: StoredMessage): OwnMessage => ({
  at: m.at.toISOString(),
  from: m.direction === 'in' ? 'resident' : 'office',
  text: m.text,
  attachments: m.attachments.map(a => a.id),
})
