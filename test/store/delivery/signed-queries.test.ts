import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryQueries } from '../../../src/channels/wechat/memory-queries.ts'
import type { SignedQueries } from '../../../src/domain/base/signed-queries.ts'
import { storedQueries } from '../../../src/store/delivery/signed-queries.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(() => ctx.close())

const at = (seconds: number) => new Date(1_795_000_000_000 + seconds * 1000)

describe.each<[string, () => SignedQueries]>([
  ['in the database', () => storedQueries(ctx.db, ctx.secrets)],
  ['in memory', memoryQueries],
])('signed queries %s', (_where, make) => {
  it('are valid for one message and its retries', async () => {
    const queries = make()
    const query = { sentAt: at(0), nonce: 'n' }
    expect(await queries.use(query, 'one', at(-600))).toBe(true)
    expect(await queries.use(query, 'one', at(-600))).toBe(true)
    expect(await queries.use(query, 'two', at(-600))).toBe(false)
    expect(await queries.use({ ...query, nonce: 'm' }, 'two', at(-600))).toBe(true)
    expect(await queries.use({ ...query, sentAt: at(1) }, 'two', at(-600))).toBe(true)
  })

  it('accept one message when several use the same query at once', async () => {
    const queries = make()
    const query = { sentAt: at(0), nonce: 'n' }
    const all = await Promise.all(['a', 'b', 'c', 'a', 'b'].map(what => queries.use(query, what, at(-600))))
    const winner = ['a', 'b', 'c'].filter((_, i) => all[i])
    expect(winner).toHaveLength(1)
  })

  it('are refused when they are too old to be remembered, if their age is not checked', async () => {
    const queries = make()
    for (let i = 0; i < 5; i++)
      expect(await queries.use({ sentAt: at(i * 300), nonce: 'n' }, `m${i}`)).toBe(true)
    expect(await queries.use({ sentAt: at(0), nonce: 'n' }, 'forged')).toBe(false)
    expect(await queries.use({ sentAt: at(0), nonce: 'captured before' }, 'forged')).toBe(false)
  })
})

it('signed queries are removed once they would be refused anyway, so the table stays small', async () => {
  const queries = storedQueries(ctx.db, ctx.secrets)
  for (let i = 0; i < 40; i++) await queries.use({ sentAt: at(i * 60), nonce: 'n' }, 'm', at(i * 60 - 600))
  expect(await ctx.db.read.signedQuery.count()).toBe(11)
})

it('signed queries are shared by all processes, and do not contain the sender', async () => {
  await storedQueries(ctx.db, ctx.secrets).use({ sentAt: at(0), nonce: 'n' }, 'oSomebody', at(-600))
  expect(await storedQueries(ctx.db, ctx.secrets).use({ sentAt: at(0), nonce: 'n' }, 'other', at(-600))).toBe(
    false,
  )
  expect(JSON.stringify(await ctx.db.read.signedQuery.findMany())).not.toContain('oSomebody')
})
