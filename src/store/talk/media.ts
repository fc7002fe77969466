import type { Db } from '../base/database.ts'
import { type Stored, statement, tables } from '../base/statement.ts'
import { roughBytes } from '../cases/attachments.ts'
import type { Attachment } from '../generated/sqlite/client.ts'

/** A file whose bytes are stored. */
export interface KeptFile {
  hash: string
  /** The exact size; only a rough one is stored. */
  bytes: number
  mime: string
  kind: string
  cleaned: boolean
}

export interface NewMedia {
  contactId: number
  messageId: number
  kind: string
  /** The channel's reference to the file, if it must be fetched. */
  sourceRef: string | null
  /** Null until it has been fetched. */
  file: Omit<KeptFile, 'kind'> | null
  /** The type that the sender states. */
  mime: string | null
  name: string | null
  /** When to fetch it or make it playable; null: never. */
  nextAt: Date | null
  now: Date
}

/** Adds a file that came with a message. @returns its id */
export async function addMedia(db: Db, media: NewMedia): Promise<number> {
  const { file, now, mime, ...row } = media
  const stored = {
    ...row,
    status: file ? 'stored' : 'pending',
    hash: file?.hash ?? null,
    bytes: file ? roughBytes(file.bytes) : null,
    mime: file?.mime ?? mime,
    cleaned: file?.cleaned ?? null,
    createdAt: now,
  }
  return (await db.sql.all(ADD, db.sql.sealRow('Attachment', stored)))[0]!.id
}

type NewRow = Omit<NewMedia, 'file' | 'now'> &
  Pick<Attachment, 'status' | 'hash' | 'bytes' | 'cleaned' | 'createdAt'>

const ADD = statement<Stored<'Attachment', NewRow>>()(p =>
  tables
    .insertInto('Attachment')
    .values({
      contactId: p.contactId,
      messageId: p.messageId,
      kind: p.kind,
      sourceRef: p.sourceRef,
      mime: p.mime,
      name: p.name,
      nextAt: p.nextAt,
      status: p.status,
      hash: p.hash,
      bytes: p.bytes,
      cleaned: p.cleaned,
      createdAt: p.createdAt,
    })
    .returning('id'),
)

/** The kinds of some files, each once. */
export const kindsOfMedia = async (db: Db, ids: readonly number[]): Promise<string[]> =>
  (
    await db.attachment.findMany({
      where: { id: { in: [...ids] } },
      distinct: ['kind'],
      select: { kind: true },
    })
  ).map(file => file.kind)

/** What storing a fetched file needs to know. */
export interface FetchedMedia {
  kind: string
  name: string | null
  contactId: number | null
  caseId: number | null
  contact: { locale: string | null } | null
  case: { id: number; anonymous: boolean } | null
}

/** Read in the transaction that stores the file, because its case may have become anonymous meanwhile. */
export const mediaToKeep = (db: Db, id: number): Promise<FetchedMedia> =>
  db.attachment.findUniqueOrThrow({
    where: { id },
    select: {
      kind: true,
      name: true,
      contactId: true,
      caseId: true,
      contact: { select: { locale: true } },
      case: { select: { id: true, anonymous: true } },
    },
  })

/** Marks a file as fetched. @param more its name, and when to make it playable */
export async function setFetched(
  db: Db,
  id: number,
  { bytes, ...file }: KeptFile,
  more: { name: string | null; nextAt: Date | null },
): Promise<void> {
  await db.attachment.update({
    where: { id },
    data: { status: 'stored', ...file, bytes: roughBytes(bytes), ...more, error: null },
    select: { id: true },
  })
}

/** Records why a file could not be fetched. @param nextAt the next try; null: none */
export async function setNotFetched(db: Db, id: number, error: string, nextAt: Date | null): Promise<void> {
  await db.attachment.update({
    where: { id },
    data: { status: nextAt ? 'pending' : 'failed', error, nextAt },
    select: { id: true },
  })
}

/** Sets the version of a voice that browsers can play, by content hash, or why there is none. */
export async function setPlayable(
  db: Db,
  id: number,
  play: { hash: string } | { error: string },
): Promise<void> {
  await db.attachment.update({
    where: { id },
    data:
      'hash' in play
        ? { playHash: play.hash, error: null, nextAt: null }
        : { playHash: null, error: play.error, nextAt: null },
    select: { id: true },
  })
}

/** Postpones the next try of a file. */
export async function putOffMedia(db: Db, id: number, until: Date): Promise<void> {
  await db.attachment.update({ where: { id }, data: { nextAt: until }, select: { id: true } })
}
