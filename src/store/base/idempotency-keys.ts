import type { Db } from './database.ts'

/** What a client asked for under an Idempotency-Key. */
export interface KeyedRequest {
  /** Tells whether a repeat asks for the same. */
  requestHash: string
  /** Sealed; null while nobody has answered. */
  answer: string | null
}

interface Key {
  officerId: number
  key: string
}

/** Stands in the column while nobody has answered, and once somebody has. */
const [UNANSWERED, ANSWERED] = [0, 1]

/** Writes down what is about to be done. @throws a duplicate (`isDuplicate`) when the key is taken */
export async function noteRequest(db: Db, of: Key, requestHash: string, now: Date): Promise<void> {
  await db.idempotencyKey.create({
    data: { ...of, requestHash, status: UNANSWERED, response: '', createdAt: now },
  })
}

/** By the primary key; null when nothing is noted under it, or not any more. */
export async function requestUnder(db: Db, of: Key): Promise<KeyedRequest | null> {
  const row = await db.idempotencyKey.findUnique({
    where: { officerId_key: of },
    select: { requestHash: true, status: true, response: true },
  })
  return row && { requestHash: row.requestHash, answer: row.status === UNANSWERED ? null : row.response }
}

/** Nothing was done: the key is free again. */
export async function forgetRequest(db: Db, { officerId, key }: Key): Promise<void> {
  await db.idempotencyKey.deleteMany({ where: { officerId, key, status: UNANSWERED } })
}

/** Keeps an answer, unless another one was first. @returns the one that is kept, sealed as it was given; null when the key was freed */
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
