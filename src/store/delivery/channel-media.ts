import type { MediaIds } from '../../domain/talk/media-ids.ts'
import type { Database } from '../base/database.ts'

/** Media ids in the database, shared by all processes. */
export const storedMediaIds = (db: Database): MediaIds => ({
  async get(account, hash, now) {
    const row = await db.read.channelMedia.findUnique({ where: { account_hash: { account, hash } } })
    return row && row.expiresAt > now ? row.mediaId : undefined
  },
  async put(account, hash, mediaId, expiresAt) {
    await db.inTransaction(async tx => {
      const data = { mediaId, expiresAt }
      await tx.channelMedia.upsert({
        where: { account_hash: { account, hash } },
        create: { account, hash, ...data },
        update: data,
      })
    })
  },
  async forget(account, hash) {
    await db.inTransaction(tx => tx.channelMedia.deleteMany({ where: { account, hash } }))
  },
})
