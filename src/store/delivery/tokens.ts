import type { Secrets } from '../../domain/base/secrets.ts'
import type { TokenStore } from '../../domain/base/token-store.ts'
import { type Database, isDuplicate } from '../base/database.ts'

const CONTEXT = 'channel.token'

/** Claims are shorter than this. One that ends later was made before the clock was set back, and is ignored. */
const LONGEST_CLAIM_MS = 10 * 60_000

/** Channels' access tokens in the database: sealed, one per account, refreshed by the process that holds the claim. */
export function storedTokens(db: Database, secrets: Secrets): TokenStore {
  return {
    async get(account) {
      const row = await db.read.channelToken.findUnique({ where: { account } })
      const held = row?.tokenSealed && row.expiresAt
      return {
        current: held ? { token: secrets.open(row.tokenSealed!, CONTEXT), expiresAt: row.expiresAt! } : null,
        forcedAt: row?.forcedAt ?? null,
      }
    },

    async claim(account, holder, now, until) {
      const tooFar = new Date(now.getTime() + LONGEST_CLAIM_MS)
      const claim = { claimedBy: holder, claimedUntil: until, updatedAt: now }
      try {
        return await db.inTransaction(async tx => {
          if ((await tx.channelToken.findUnique({ where: { account } })) === null) {
            await tx.channelToken.create({ data: { account, ...claim } })
            return true
          }
          const { count } = await tx.channelToken.updateMany({
            where: {
              account,
              OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }, { claimedUntil: { gt: tooFar } }],
            },
            data: claim,
          })
          return count > 0
        })
      } catch (error) {
        if (isDuplicate(error)) return false // another process was first
        throw error
      }
    },

    async save(account, holder, now, fresh) {
      await db.inTransaction(tx =>
        tx.channelToken.updateMany({
          where: { account, claimedBy: holder },
          data: {
            claimedBy: null,
            claimedUntil: null,
            updatedAt: now,
            ...(fresh && {
              tokenSealed: secrets.seal(fresh.token.token, CONTEXT),
              expiresAt: fresh.token.expiresAt,
              ...(fresh.forcedAt && { forcedAt: fresh.forcedAt }),
            }),
          },
        }),
      )
    },
  }
}
