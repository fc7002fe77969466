import type { Outbound, Purpose } from '../../domain/base/message.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import { hideKeys, showKeys } from '../../domain/cases/case-key.ts'
import type { Db } from '../base/database.ts'
import { type RowOf, type SealedText, type Stored, statement, tables } from '../base/statement.ts'
import { dropFileNames } from '../cases/attachments.ts'

const BY_DELIVERY = statement<{ key: string }>()(p =>
  tables
    .selectFrom('Message as m')
    .innerJoin('Contact as c', 'c.id', 'm.contactId')
    .select(['m.id', 'm.contactId', 'm.at', 'm.turnSealed', 'c.forgottenAt'])
    .where('m.dedupeKey', '=', p.key),
)

export type Delivery = RowOf<typeof BY_DELIVERY>

/** A message by its delivery key, with its contact and when that was erased. */
export const findDelivery = async (db: Db, key: string) => (await db.sql.all(BY_DELIVERY, { key }))[0]

/** The text of a message, original or after an edit. */
export interface Wording {
  id: number
  caseId: number | null
  text: string
  turnSealed: string | null
  /** Where the channel keeps the files that came with it. */
  sourceRefs: string[]
}

/** Edits and their files that are read at most. */
const MOST_WORDINGS = 300

/** All versions of one message of these contacts (a person's ids), oldest first. */
export async function wordingsOf(
  db: Db,
  contactIds: readonly number[],
  sourceId: string,
): Promise<Wording[]> {
  const wordings = new Map<number, Wording>()
  for (const { sourceRef, id, text, ...row } of await db.sql.all(WORDINGS, { contactIds, sourceId })) {
    const wording = wordings.get(id) ?? {
      ...row,
      id,
      text: db.sql.open('Message', 'text', text),
      sourceRefs: [],
    }
    wordings.set(id, wording)
    if (sourceRef !== null) wording.sourceRefs.push(db.sql.open('Attachment', 'sourceRef', sourceRef))
  }
  return [...wordings.values()]
}

const WORDINGS = statement<{ contactIds: readonly number[]; sourceId: string }>()(p =>
  tables
    .selectFrom('Message as m')
    .leftJoin('Attachment as a', 'a.messageId', 'm.id')
    .select(['m.id', 'm.caseId', 'm.text', 'm.turnSealed', 'a.sourceRef'])
    .where('m.contactId', 'in', p.contactIds)
    .where('m.sourceId', '=', p.sourceId)
    .orderBy('m.id')
    .orderBy('a.id')
    .limit(MOST_WORDINGS),
)

/** The parts of an album received so far, in the order of receipt. */
export const albumParts = (db: Db, contactIds: readonly number[], album: string) =>
  db.message.findMany({
    where: { contactId: { in: [...contactIds] }, album },
    orderBy: { id: 'asc' },
    take: 100,
    select: { id: true, text: true },
  })

/** The last inbound message of these contacts before a message. */
export const lastInboundBefore = (db: Db, contactIds: readonly number[], beforeId: number) =>
  db.message.findFirst({
    where: { contactId: { in: [...contactIds] }, direction: 'in', id: { lt: beforeId } },
    orderBy: { id: 'desc' },
    select: { id: true },
  })

/** The id of the last message from or to these contacts; 0 without any. */
export const lastMessageId = async (db: Db, contactIds: readonly number[]): Promise<number> =>
  (
    await db.message.findFirst({
      where: { contactId: { in: [...contactIds] } },
      orderBy: { id: 'desc' },
      select: { id: true },
    })
  )?.id ?? 0

/** The answers to an inbound message, in order, with their delivery. */
export const answersTo = async (db: Db, inReplyToId: number): Promise<Answer[]> =>
  (await db.sql.all(ANSWERS, { inReplyToId })).map(row => db.sql.openRow('Message', row))

export interface Answer {
  text: string
  payload: string | null
  via: string | null
}

const answers = tables
  .selectFrom('Message as m')
  .leftJoin('Outbox as o', 'o.messageId', 'm.id')
  .select(['m.text', 'm.payload', 'o.via'])
const ANSWERS = statement<{ inReplyToId: number }>()(p =>
  answers.where('m.inReplyToId', '=', p.inReplyToId).orderBy('m.ordinal').orderBy('m.id'),
)
const RELEASED = statement<{ ids: readonly number[] }>()(p =>
  answers.where('m.id', 'in', p.ids).orderBy('m.id'),
)

/** Held messages that an inbound message released, by id (usecases/base/turn-record), in the form of `answersTo`. */
export const releasedMessages = async (db: Db, ids: readonly number[]): Promise<Answer[]> =>
  ids.length === 0 ? [] : (await db.sql.all(RELEASED, { ids })).map(row => db.sql.openRow('Message', row))

/** Makes and checks the codes that open case pages; only the resident of a case is shown its code. */
export type Codes = Pick<Secrets, 'trackingCode' | 'opensCase'>

/** What is stored beside a message's text: its other parts, and the cases whose codes were removed from it. */
type Payload = Partial<Outbound> & { keys?: string[] }

/** A message as the resident gets it, with its codes restored. For nobody else. */
export function toOutbound(codes: Codes, row: { text: string; payload: string | null }): Outbound {
  const { keys = [] } = (row.payload ? JSON.parse(row.payload) : {}) as Payload
  const shown = (text: string) => showKeys(text, keys, codes.trackingCode)
  const { keys: _, ...more } = (row.payload ? JSON.parse(shown(row.payload)) : {}) as Payload
  return { ...more, text: shown(row.text) }
}

/** A message as it is stored and shown to officers: without the codes that open a case. */
function withoutKeys(codes: Codes, { text, ...more }: Outbound): { text: string; payload: string | null } {
  const [words, rest] = [text, JSON.stringify(more)].map(part => hideKeys(part, codes.opensCase)) as [
    ReturnType<typeof hideKeys>,
    ReturnType<typeof hideKeys>,
  ]
  const keys = [...new Set([...words.numbers, ...rest.numbers])]
  const payload: Payload = {
    ...(JSON.parse(rest.text) as Partial<Outbound>),
    ...(keys.length > 0 && { keys }),
  }
  return { text: words.text, payload: Object.keys(payload).length > 0 ? JSON.stringify(payload) : null }
}

interface NewMessage {
  contactId: number
  caseId?: number | null
  direction: 'in' | 'out'
  kind: string
  text: string
  payload: string | null
  dedupeKey?: string | null
  sourceId?: string | null
  album?: string | null
  inReplyToId?: number | null
  ordinal?: number
  at: Date
}

type MessageRow = Omit<Required<NewMessage>, 'text' | 'payload'> & {
  text: SealedText
  payload: SealedText | null
}

const ADD_MESSAGE = statement<MessageRow>()(p =>
  tables
    .insertInto('Message')
    .values({
      contactId: p.contactId,
      caseId: p.caseId,
      direction: p.direction,
      kind: p.kind,
      text: p.text,
      payload: p.payload,
      dedupeKey: p.dedupeKey,
      sourceId: p.sourceId,
      album: p.album,
      inReplyToId: p.inReplyToId,
      ordinal: p.ordinal,
      at: p.at,
    })
    .returning('id'),
)

/** @returns its id. @throws a unique violation (`isDuplicate`) when the same delivery was stored meanwhile */
export async function addMessage(db: Db, message: NewMessage): Promise<number> {
  const { text, payload, ...row } = message
  const [added] = await db.sql.all(ADD_MESSAGE, {
    caseId: null,
    dedupeKey: null,
    sourceId: null,
    album: null,
    inReplyToId: null,
    ordinal: 0,
    ...row,
    text: db.sql.seal('Message', 'text', text),
    payload: payload === null ? null : db.sql.seal('Message', 'payload', payload),
  })
  return added!.id
}

interface OutboxLine {
  messageId: number
  contactId: number
  channel: string
  caseId: number | null
  replyId: number | null
  dedupeKey: string
  purpose: string
  createdAt: Date
  status: string
  via: string | null
  sentAt: Date | null
  attempts: number
  nextAt: Date | null
}

const ADD_OUTBOX = statement<OutboxLine>()(p =>
  tables.insertInto('Outbox').values({
    messageId: p.messageId,
    contactId: p.contactId,
    channel: p.channel,
    caseId: p.caseId,
    replyId: p.replyId,
    dedupeKey: p.dedupeKey,
    purpose: p.purpose,
    createdAt: p.createdAt,
    status: p.status,
    via: p.via,
    sentAt: p.sentAt,
    attempts: p.attempts,
    nextAt: p.nextAt,
  }),
)

export interface NewOutbound {
  contactId: number
  /** The contact's channel, if the caller knows it. */
  channel?: string
  caseId?: number | null
  outbound: Outbound
  purpose: Purpose
  /** Unique for ever, so that the same message cannot be queued twice. */
  dedupeKey: string
  inReplyToId?: number
  ordinal?: number
  replyId?: number
  /** The channel's waiting response carries it, so there is nothing to deliver. */
  passive?: boolean
  /** Not sent before this. */
  notBefore?: Date
  now: Date
}

/** Stores a message to a resident and queues it in the outbox. */
export async function addOutbound(db: Db, codes: Codes, input: NewOutbound): Promise<number> {
  const { contactId, caseId = null, now } = input
  const channel = input.channel ?? (await channelOf(db, contactId))
  const { text, payload } = withoutKeys(codes, input.outbound)
  const messageId = await addMessage(db, {
    contactId,
    caseId,
    direction: 'out',
    kind: 'text',
    text,
    payload,
    inReplyToId: input.inReplyToId ?? null,
    ordinal: input.ordinal ?? 0,
    at: now,
  })
  await db.sql.run(ADD_OUTBOX, {
    messageId,
    contactId,
    channel,
    caseId,
    replyId: input.replyId ?? null,
    dedupeKey: input.dedupeKey,
    purpose: input.purpose,
    createdAt: now,
    ...(input.passive
      ? { status: 'sent', via: 'passive', sentAt: now, attempts: 1, nextAt: null }
      : { status: 'queued', via: null, sentAt: null, attempts: 0, nextAt: input.notBefore ?? now }),
  })
  return messageId
}

const channelOf = async (db: Db, contactId: number): Promise<string> =>
  (await db.contact.findUniqueOrThrow({ where: { id: contactId }, select: { channel: true } })).channel

/** All messages that belong to a case, oldest first. */
export const conversationOfCase = (db: Db, caseId: number, limit = 500) =>
  db.message.findMany({
    where: { caseId },
    orderBy: { id: 'asc' },
    take: limit,
    include: {
      attachments: true,
      outbox: { select: { status: true, via: true, errorCode: true, error: true } },
    },
  })

/** Stores what a resident said about a case as one text message. */
export async function addInboundText(
  db: Db,
  said: { contactId: number; caseId: number; text: string; at: Date },
): Promise<void> {
  await db.message.create({ data: { ...said, direction: 'in', kind: 'text' }, select: { id: true } })
}

/** The texts that a contact sent since an instant, newest first, among their last `most` messages. */
export async function textsSince(db: Db, contactId: number, since: Date, most: number): Promise<string[]> {
  // By id, not by time: an index leads to the last messages, so the read is short for rare writers, too.
  const rows = await db.message.findMany({
    where: { contactId, direction: 'in' },
    orderBy: { id: 'desc' },
    take: most,
    select: { text: true, at: true },
  })
  return rows.filter(row => row.at > since).map(row => row.text)
}

/** The latest cases that a contact signed, for the names they use. */
export const namedCasesOf = (db: Db, contactId: number) => db.sql.all(SIGNED, { contactId })

const SIGNED = statement<{ contactId: number }>()(p =>
  tables
    .selectFrom('Case')
    .select(['nameSealed', 'phoneSealed'])
    .where('contactId', '=', p.contactId)
    .where('anonymous', '=', false)
    .orderBy('id', 'desc')
    .limit(10),
)

/** The first thousand messages of a case, for the names its writer uses. */
export const firstMessagesOfCase = (db: Db, caseId: number) =>
  db.message.findMany({
    where: { caseId },
    orderBy: { id: 'asc' },
    take: 1000,
    select: { direction: true, text: true, turnSealed: true },
  })

interface Words {
  text: string
  payload: string | null
  turnSealed: string | null
}

const WORDS = statement<{ caseId: number; since: number }>()(p =>
  tables
    .selectFrom('Message')
    .select(['id', 'text', 'payload', 'turnSealed'])
    .where('caseId', '=', p.caseId)
    .where('id', '>=', p.since)
    .orderBy('id')
    .limit(1000),
)
const SET_WORDS = statement<Stored<'Message', Words> & { id: number }>()(p =>
  tables
    .updateTable('Message')
    .set({ text: p.text, payload: p.payload, turnSealed: p.turnSealed })
    .where('id', '=', p.id),
)

/**
 * Rewrites the messages of a case, at most a thousand at once, and removes the names of its files.
 * @returns how many changed
 */
export async function hideInMessages(
  db: Db,
  { caseId, sinceMessageId }: { caseId: number; sinceMessageId: number },
  change: (row: Words) => Words,
): Promise<number> {
  let changed = 0
  for (const { id, ...stored } of await db.sql.all(WORDS, { caseId, since: sinceMessageId })) {
    const row = db.sql.openRow('Message', stored)
    const data = change(row)
    const { text, payload, turnSealed } = data
    if (text === row.text && payload === row.payload && turnSealed === row.turnSealed) continue
    await db.sql.run(SET_WORDS, { id, ...db.sql.sealRow('Message', { text, payload, turnSealed }) })
    changed++
  }
  return changed + (await dropFileNames(db, caseId))
}

export type ReproMessage = Awaited<ReturnType<typeof reproMessages>>[number]

const REPRO = {
  attachments: { select: { id: true, kind: true }, orderBy: { id: 'asc' } },
  outbox: { select: { purpose: true, dedupeKey: true } },
  case: { select: { number: true } },
} as const

/** A case's conversation with everything a replay needs, oldest first. */
export const reproMessages = (db: Db, caseId: number, limit = 500) =>
  db.message.findMany({ where: { caseId }, orderBy: { id: 'asc' }, take: limit, include: REPRO })

/** The same for a contact's last messages outside of cases. */
export const reproMessagesOutsideCases = async (db: Db, contactId: number, limit = 200) =>
  (
    await db.message.findMany({
      where: { contactId, caseId: null },
      orderBy: { id: 'desc' },
      take: limit,
      include: REPRO,
    })
  ).reverse()

/** The latest messages with a contact, newest first: the text, and the sealed record of the bot's turn. */
export const latestMessagesWith = async (
  db: Db,
  contactId: number,
  take: number,
): Promise<{ direction: string; text: string; turnSealed: string | null }[]> =>
  (await db.sql.all(LATELY, { contactId, take })).map(row => db.sql.openRow('Message', row))

const LATELY = statement<{ contactId: number; take: number }>()(p =>
  tables
    .selectFrom('Message')
    .select(['direction', 'text', 'turnSealed'])
    .where('contactId', '=', p.contactId)
    .orderBy('id', 'desc')
    .limit(p.take),
)

/** The payloads (JSON of an inbound message) of a contact's last events, newest first. */
export async function lastEventPayloads(db: Db, contactId: number, take: number): Promise<string[]> {
  const rows = await db.message.findMany({
    where: { contactId, direction: 'in', kind: 'event', payload: { not: null } },
    orderBy: { id: 'desc' },
    take,
    select: { payload: true },
  })
  return rows.map(({ payload }) => payload!)
}
