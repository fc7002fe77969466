import type { Secrets } from '../../domain/base/secrets.ts'
import { REMEMBERED_MS, type SignedQueries } from '../../domain/base/signed-queries.ts'
import { type Database, isDuplicate } from '../base/database.ts'

/** Used queries in the database, shared by all processes. Storing one removes those that are too old to be accepted. */
export function storedQueries(db: Database, secrets: Secrets): SignedQueries {
  return {
    async use({ sentAt, nonce }, what, oldest) {
      const key = secrets.key(`${sentAt.getTime()}:${nonce}`, 'query')
      const usedFor = secrets.key(what, 'query.use')
      const known = async () => (await db.read.signedQuery.findUnique({ where: { key } }))?.usedFor
      const use = () =>
        db.inTransaction(async tx => {
          const found = await tx.signedQuery.findUnique({ where: { key } })
          if (found) return found.usedFor === usedFor
          const newest = oldest ?? (await tx.signedQuery.findFirst({ orderBy: { sentAt: 'desc' } }))?.sentAt
          const from = oldest ?? (newest && new Date(newest.getTime() - REMEMBERED_MS))
          if (from && sentAt < from) return false
          if (from) await tx.signedQuery.deleteMany({ where: { sentAt: { lt: from } } })
          await tx.signedQuery.create({ data: { key, usedFor, sentAt } })
          return true
        })
      return use().catch(async error => {
        // Two concurrent deliveries: the other one was first.
        if (!isDuplicate(error)) throw error
        return (await known()) === usedFor
      })
    },
  }
}
