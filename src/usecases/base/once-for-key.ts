import { createHash } from 'node:crypto'
import { Refusal } from '../../domain/base/errors.ts'
import { isDuplicate } from '../../store/base/database.ts'
import {
  forgetRequest,
  type KeyedRequest,
  keepFirstAnswer,
  noteRequest,
  requestUnder,
} from '../../store/base/idempotency-keys.ts'
import type { Context } from './context.ts'

const KEY = /^[\x21-\x7e]{1,200}$/

/**
 * Does what an API client asks for once per officer and Idempotency-Key, and gives a repeat the first answer. The key
 * and the request are stored before anything is done, and `work` must be idempotent under the submission key it is
 * given, so a crash at any point duplicates and loses nothing. Answers may contain links that open a case, so they
 * are stored sealed.
 * @throws Refusal `conflict` when the key was used for another request, `invalid_field` for a bad key.
 */
export async function onceForKey<T>(
  ctx: Context,
  officerId: number,
  key: string,
  request: unknown,
  work: (submissionKey: string) => Promise<T>,
): Promise<T> {
  if (!KEY.test(key)) throw new Refusal('invalid_field', 'Idempotency-Key 应是 1–200 个可见的英文字符。')
  const of = { officerId, key }
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('base64url')
  const noted = await noteOrFind(ctx, of, requestHash)
  if (noted.requestHash !== requestHash) {
    throw new Refusal('conflict', '这个 Idempotency-Key 已经用于另一个请求。')
  }
  if (noted.answer !== null) return JSON.parse(ctx.secrets.open(noted.answer, 'idempotency')) as T
  const answer = await work(`api:${officerId}:${key}`).catch(async error => {
    // Nothing was done: the client may correct its request and use the key again.
    if (error instanceof Refusal) await ctx.db.inTransaction(tx => forgetRequest(tx, of))
    throw error
  })
  // Of two concurrent requests both get the answer of the first to write, because their own (a code) may differ.
  const sealed = ctx.secrets.seal(JSON.stringify(answer), 'idempotency')
  const kept = await ctx.db.inTransaction(tx => keepFirstAnswer(tx, of, sealed))
  // The other was refused and freed the key: then this answer stands alone.
  return kept === null ? answer : (JSON.parse(ctx.secrets.open(kept, 'idempotency')) as T)
}

/**
 * Records a request, or finds the one that has. That one may be refused meanwhile and free the key, which is then
 * ours.
 */
async function noteOrFind(
  ctx: Context,
  of: { officerId: number; key: string },
  requestHash: string,
): Promise<KeyedRequest> {
  for (let left = 5; left > 0; left--) {
    try {
      await ctx.db.inTransaction(tx => noteRequest(tx, of, requestHash, ctx.now()))
      return { requestHash, answer: null }
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
    const noted = await requestUnder(ctx.db.read, of)
    if (noted) return noted
  }
  throw new Refusal('unavailable', '同一个 Idempotency-Key 的请求太多，请再试一次。')
}
