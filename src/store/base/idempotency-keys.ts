import type { Db } from './database.ts'

/** A request that a client made with an Idempotency-Key. */
export interface KeyedRequest {
  /** Equal for repeats of the same request. */
  requestHash: string
  /** Encrypted; null until the request is answered. */
  answer: string | null
}

interface Key {
  officerId: number
  key: string
}

/** The values of the `status` column. */
const [UNANSWERED, ANSWERED] = [0, 1]

/** Records a request before it is carried out. @throws a duplicate (`isDuplicate`) when the key is taken */
export async function noteRequest(db: Db, of: Key, requestHash: string, now: Date): Promise<void> {
  await db.idempotencyKey.create({
    data: { ...of, requestHash, status: UNANSWERED, response: '', createdAt: now },
  })
}

/** The recorded request; null when there is none. By the primary key. */
export async function requestUnder(db: Db, of: Key): Promise<KeyedRequest | null> {
  const row = await db.idempotencyKey.findUnique({
    where: { officerId_key: of },
    select: { requestHash: true, status: true, response: true },
  })
  return row && { requestHash: row.requestHash, answer: row.status === UNANSWERED ? null : row.response }
}

/** Frees the key of a request that was not carried out. */
export async function forgetRequest(db: Db, { officerId, key }: Key): Promise<void> {
  await db.idempotencyKey.deleteMany({ where: { officerId, key, status: UNANSWERED } })
}

/**
 * Stores an answer, unless there is one already.
 * @returns the stored one, encrypted as it was given; null when the key was freed
 */
export async function keepFirstAnswer(db: Db, of: Key, sealed: string): Promise<string | null> {
  await db.idempotencyKey.updateMany({
    where: { ...of, status: UNANSWERED },
    data: { status: ANSWERED, response: sealed },
  })
  const row = await db.idempotencyKey.findUnique({
    where: { officerId_key: of },
    select: { response: true },
  })
  return row?.response ?? null
}
