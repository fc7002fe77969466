import { createHash } from 'node:crypto'
import { Refusal } from '../../domain/base/errors.ts'
import { isDuplicate } from '../../store/base/database.ts'
import type { Context } from './context.ts'

const KEY = /^[\x21-\x7e]{1,200}$/

/**
 * Does what an API client asks for once per officer and Idempotency-Key, and gives a repeat the first answer.
 * The key and what was asked are written down before anything is done, and `work` itself must be safe to repeat
 * under the submission key it is given: so a crash at any point leaves nothing double and nothing lost. Answers
 * may hold links that open a case, so they are kept sealed.
 * @throws Refusal `conflict` when the key was used for something else, `invalid_field` for a bad key.
 */
export async function onceForKey<T>(
  ctx: Context,
  officerId: number,
  key: string,
  request: unknown,
  work: (submissionKey: string) => Promise<T>,
): Promise<T> {
  if (!KEY.test(key)) throw new Refusal('invalid_field', 'Idempotency-Key 应是 1–200 个可见的英文字符。')
  const where = { officerId_key: { officerId, key } }
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('base64url')
  await ctx.db
    .inTransaction(tx =>
      tx.idempotencyKey.create({
        data: { officerId, key, requestHash, status: 0, response: '', createdAt: ctx.now() },
      }),
    )
    .catch(error => {
      if (!isDuplicate(error)) throw error
    })
  const row = await ctx.db.read.idempotencyKey.findUniqueOrThrow({ where })
  if (row.requestHash !== requestHash) {
    throw new Refusal('conflict', '这个 Idempotency-Key 已经用于另一个请求。')
  }
  if (row.status !== 0) return JSON.parse(ctx.secrets.open(row.response, 'idempotency')) as T
  const answer = await work(`api:${officerId}:${key}`).catch(async error => {
    // Nothing was done: the client may correct its request and use the key again.
    if (error instanceof Refusal) {
      await ctx.db.inTransaction(tx => tx.idempotencyKey.deleteMany({ where: { officerId, key, status: 0 } }))
    }
    throw error
  })
  // Of two at once the first to write gives both their answer: what each made of its own (a code) may differ.
  const kept = await ctx.db.inTransaction(async tx => {
    await tx.idempotencyKey.updateMany({
      where: { officerId, key, status: 0 },
      data: { status: 1, response: ctx.secrets.seal(JSON.stringify(answer), 'idempotency') },
    })
    return tx.idempotencyKey.findUniqueOrThrow({ where })
  })
  return JSON.parse(ctx.secrets.open(kept.response, 'idempotency')) as T
}
