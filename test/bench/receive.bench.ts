import { afterAll, bench, describe } from 'vitest'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { testContext, typed } from '../helpers/context.ts'

/**
 * The hot path: one message of a resident, understood, answered and durable, beside what the disk alone costs
 * (an empty transaction with one write). The ratio of the two is what our own work costs.
 */
const ctx = await testContext()
afterAll(() => ctx.close())

let n = 0
const passive = () => 1

describe('one message', () => {
  bench('one durable write', async () => {
    await ctx.db.inTransaction(tx =>
      tx.counter.upsert({ where: { name: `n${++n}` }, create: { name: `n${n}`, value: 1 }, update: {} }),
    )
  })
  bench('a greeting from somebody new', async () => {
    await receiveMessage(ctx, typed(ctx, `new-${++n}`, '你好'), { passive })
  })
  bench('a question answered from a guide', async () => {
    await receiveMessage(ctx, typed(ctx, `asks-${++n}`, '低保怎么申请'), { passive })
  })
  bench('a retry of a message that was answered', async () => {
    await receiveMessage(ctx, again, { passive })
  })
})

const again = typed(ctx, 'retries', '你好')
