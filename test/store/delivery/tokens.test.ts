import { expect, it } from 'vitest'
import { storedTokens } from '../../../src/store/delivery/tokens.ts'
import { testContext } from '../../helpers/context.ts'

const now = new Date('2026-11-16T02:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const token = { token: 'T'.repeat(512), expiresAt: later(7200) }

it('lets one process refresh a token until its claim expires', async () => {
  const ctx = await testContext()
  const tokens = storedTokens(ctx.db, ctx.secrets)
  const tries = await Promise.all(
    Array.from({ length: 6 }, (_, i) => tokens.claim('wx1', `p${i}`, now, later(10))),
  )
  expect(tries.filter(Boolean)).toHaveLength(1)
  expect(await tokens.claim('wx1', 'late', later(9), later(20))).toBe(false)
  expect(await tokens.claim('wx1', 'late', later(10), later(20))).toBe(true)
  // The clock was set back by eight hours, and the holder has died.
  expect(await tokens.claim('wx1', 'after', later(-8 * 3600), later(-8 * 3600 + 10))).toBe(true)
  await ctx.close()
})

it('stores one sealed token per account', async () => {
  const ctx = await testContext()
  const tokens = storedTokens(ctx.db, ctx.secrets)
  await tokens.claim('wx1', 'p', now, later(10))
  await tokens.save('wx1', 'p', now, { token, forcedAt: now })
  expect(await tokens.get('wx1')).toEqual({ current: token, forcedAt: now })
  expect(await tokens.get('wx2')).toEqual({ current: null, forcedAt: null })
  const row = await ctx.db.read.channelToken.findUniqueOrThrow({ where: { account: 'wx1' } })
  expect(row.tokenSealed).not.toContain('TTTT')
  await ctx.close()
})

it('a holder whose claim has expired cannot overwrite the newer token', async () => {
  const ctx = await testContext()
  const tokens = storedTokens(ctx.db, ctx.secrets)
  await tokens.claim('wx1', 'slow', now, later(10))
  await tokens.claim('wx1', 'quick', later(11), later(20))
  await tokens.save('wx1', 'quick', later(12), { token })
  await tokens.save('wx1', 'slow', later(13), { token: { token: 'old', expiresAt: later(1) } })
  expect((await tokens.get('wx1')).current).toEqual(token)
  await ctx.close()
})
