import type { Secrets } from '../domain/secrets.ts'
import type { TokenStore } from '../domain/token-store.ts'
import { type Database, isDuplicate } from './database.ts'

const CONTEXT = 'channel.token'

/** Channels' access tokens in the database: sealed, one per account, refreshed by whichever process holds the claim. */
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
      const claim = { claimedBy: holder, claimedUntil: until, updatedAt: now }
      try {
        return await db.inTransaction(async tx => {
          if ((await tx.channelToken.findUnique({ where: { account } })) === null) {
            await tx.channelToken.create({ data: { account, ...claim } })
            return true
          }
          const { count } = await tx.channelToken.updateMany({
            where: { account, OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }] },
            data: claim,
          })
          return count > 0
        })
      } catch (error) {
        if (isDuplicate(error)) return false // somebody else was first
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
