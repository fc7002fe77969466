import type { Db } from '../base/database.ts'
import { roughBytes } from '../cases/attachments.ts'

/** What is known of a file once its bytes are kept. */
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
  /** Where the channel keeps it, when it has to be fetched. */
  sourceRef: string | null
  /** Null while it has to be fetched. */
  file: Omit<KeptFile, 'kind'> | null
  /** What its sender says it is. */
  mime: string | null
  name: string | null
  /** When it is to be fetched, or made playable; null: never. */
  nextAt: Date | null
  now: Date
}

/** Writes down what came along with a message. @returns its id */
export async function addMedia(db: Db, media: NewMedia): Promise<number> {
  const { file, now, mime, ...row } = media
  const { id } = await db.attachment.create({
    data: {
      ...row,
      status: file ? 'stored' : 'pending',
      hash: file?.hash ?? null,
      bytes: file ? roughBytes(file.bytes) : null,
      mime: file?.mime ?? mime,
      cleaned: file?.cleaned ?? null,
      createdAt: now,
    },
    select: { id: true },
  })
  return id
}

/** What has to be known of a file to keep what was fetched of it. */
export interface FetchedMedia {
  kind: string
  name: string | null
  contactId: number | null
  caseId: number | null
  contact: { locale: string | null } | null
  case: { id: number; anonymous: boolean } | null
}

/** By id. In the transaction that keeps it: its case may have become anonymous meanwhile. */
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

/** It was fetched. @param more its name, and when it is to be made playable */
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

/** It was not fetched, and why. @param nextAt when that is tried again; null: never */
export async function setNotFetched(db: Db, id: number, error: string, nextAt: Date | null): Promise<void> {
  await db.attachment.update({
    where: { id },
    data: { status: nextAt ? 'pending' : 'failed', error, nextAt },
    select: { id: true },
  })
}

/** What browsers play of a voice, by content hash, or why they cannot. */
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

/** What was to be done with a file is tried again then. */
export async function putOffMedia(db: Db, id: number, until: Date): Promise<void> {
  await db.attachment.update({ where: { id }, data: { nextAt: until }, select: { id: true } })
}
