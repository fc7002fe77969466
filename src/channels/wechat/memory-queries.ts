import { REMEMBERED_MS, type SignedQueries } from '../../domain/base/signed-queries.ts'

/** Keeps used queries in this process's memory, by the rules of store/delivery/signed-queries. */
export function memoryQueries(): SignedQueries {
  const used = new Map<string, { sentAt: Date; what: string }>()
  return {
    async use({ sentAt, nonce }, what, oldest) {
      const key = `${sentAt.getTime()}:${nonce}`
      const found = used.get(key)
      if (found) return found.what === what
      const newest = Math.max(...[...used.values()].map(u => u.sentAt.getTime()))
      const from = oldest?.getTime() ?? newest - REMEMBERED_MS
      if (sentAt.getTime() < from) return false
      for (const [old, { sentAt: at }] of used) if (at.getTime() < from) used.delete(old)
      used.set(key, { sentAt, what })
      return true
    },
  }
}
