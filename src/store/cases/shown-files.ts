import type { Db } from '../base/database.ts'

/** What pages show of a file without opening it. */
export interface ShownFile {
  id: number
  kind: string
  status: string
  mime: string | null
  name: string | null
  playHash: string | null
  replyId: number | null
  error: string | null
}

export const SHOWN_FILE = {
  id: true,
  kind: true,
  status: true,
  mime: true,
  name: true,
  playHash: true,
  replyId: true,
  error: true,
} as const satisfies Record<keyof ShownFile, true>

/** What the resident sent for a case, oldest first. By the index on (caseId, id). */
export const filesOfCase = (db: Db, caseId: number): Promise<ShownFile[]> =>
  db.attachment.findMany({
    where: { caseId, replyId: null },
    orderBy: { id: 'asc' },
    select: SHOWN_FILE,
  })

/** A stored file, with the fields that decide who may open it. */
export interface FileToOpen {
  id: number
  status: string
  mime: string | null
  name: string | null
  error: string | null
  /** The hash its bytes are stored under; null while there are none. */
  hash: string | null
  /** For a voice message: the version that browsers can play. */
  playHash: string | null
  /** False: stored as received. Null: stored before cleaning existed. */
  cleaned: boolean | null
  case: {
    number: string
    anonymous: boolean
    departmentId: string | null
    officerId: number | null
    firstTakerId: number | null
  } | null
  /** For a picture in an answer. */
  reply: { status: string } | null
}

/** By its id. */
export const fileToOpen = (db: Db, id: number): Promise<FileToOpen | null> =>
  db.attachment.findUnique({
    where: { id },
    select: {
      id: true,
      status: true,
      mime: true,
      name: true,
      error: true,
      hash: true,
      playHash: true,
      cleaned: true,
      case: {
        select: {
          number: true,
          anonymous: true,
          departmentId: true,
          officerId: true,
          firstTakerId: true,
        },
      },
      reply: { select: { status: true } },
    },
  })
