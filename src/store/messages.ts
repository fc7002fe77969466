import type { Outbound, Purpose } from '../domain/message.ts'
import type { Db } from './database.ts'

/** A message by the key of its delivery, with whose it is. */
export const findDelivery = (db: Db, dedupeKey: string) =>
  db.message.findUnique({
    where: { dedupeKey },
    select: {
      id: true,
      contactId: true,
      at: true,
      contact: { select: { externalKey: true, forgottenAt: true } },
    },
  })

/** The answers given to an inbound message, in order, with how they went out. */
export const answersTo = (db: Db, inReplyToId: number) =>
  db.message.findMany({
    where: { inReplyToId },
    orderBy: [{ ordinal: 'asc' }, { id: 'asc' }],
    include: { outbox: { select: { via: true, status: true } } },
  })

export const toOutbound = (row: { text: string; payload: string | null }): Outbound => ({
  ...(row.payload ? (JSON.parse(row.payload) as Partial<Outbound>) : {}),
  text: row.text,
})

export interface NewOutbound {
  contactId: number
  caseId?: number | null
  outbound: Outbound
  purpose: Purpose
  /** Unique for ever: makes a second row for the same thing impossible. */
  dedupeKey: string
  inReplyToId?: number
  ordinal?: number
  replyId?: number
  /** Rides on the waiting response of the channel: nothing is left to deliver. */
  passive?: boolean
  now: Date
}

/** Writes one message to a resident and its place in the outbox. */
export async function addOutbound(db: Db, input: NewOutbound): Promise<number> {
  const { text, ...more } = input.outbound
  const { channel } = await db.contact.findUniqueOrThrow({
    where: { id: input.contactId },
    select: { channel: true },
  })
  const message = await db.message.create({
    data: {
      contactId: input.contactId,
      caseId: input.caseId ?? null,
      direction: 'out',
      kind: 'text',
      text,
      payload: Object.keys(more).length > 0 ? JSON.stringify(more) : null,
      inReplyToId: input.inReplyToId ?? null,
      ordinal: input.ordinal ?? 0,
      at: input.now,
      outbox: {
        create: {
          contactId: input.contactId,
          channel,
          caseId: input.caseId ?? null,
          replyId: input.replyId ?? null,
          dedupeKey: input.dedupeKey,
          purpose: input.purpose,
          createdAt: input.now,
          ...(input.passive
            ? { status: 'sent', via: 'passive', sentAt: input.now, attempts: 1 }
            : { status: 'queued', nextAt: input.now }),
        },
      },
    },
  })
  return message.id
}

/** Everything said between the office and a contact that belongs to a case, oldest first. */
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

/** Joins what was said since a message to a case. */
export async function joinToCase(db: Db, contactId: number, sinceMessageId: number, caseId: number) {
  const loose = { contactId, caseId: null }
  await db.message.updateMany({ where: { ...loose, id: { gte: sinceMessageId } }, data: { caseId } })
  await db.attachment.updateMany({
    where: { ...loose, messageId: { gte: sinceMessageId } },
    data: { caseId },
  })
}

export type ReproMessage = Awaited<ReturnType<typeof reproMessages>>[number]

const REPRO = {
  attachments: { select: { id: true, kind: true }, orderBy: { id: 'asc' } },
  outbox: { select: { purpose: true, dedupeKey: true } },
  case: { select: { number: true } },
} as const

/** A case's conversation with what is needed to play it again, oldest first. */
export const reproMessages = (db: Db, caseId: number, limit = 500) =>
  db.message.findMany({ where: { caseId }, orderBy: { id: 'asc' }, take: limit, include: REPRO })

/** The same of the last that was said outside of cases. */
export const looseReproMessages = async (db: Db, contactId: number, limit = 200) =>
  (
    await db.message.findMany({
      where: { contactId, caseId: null },
      orderBy: { id: 'desc' },
      take: limit,
      include: REPRO,
    })
  ).reverse()
