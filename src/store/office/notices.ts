import type { Troubles } from '../../domain/base/message.ts'
import type { Database, Db } from '../base/database.ts'

/** Raises a notice that administrators must act on; raised again, its count goes up. */
export const notice = (db: Database, code: string, detail: string, now: Date) =>
  db.inTransaction(tx => noticeIn(tx, code, detail, now))

export async function noticeIn(tx: Db, code: string, detail: string, now: Date): Promise<void> {
  const before = await tx.notice.findUnique({ where: { code } })
  // A cleared notice that comes back is a new one.
  const again = before && !before.clearedAt
  const fresh = { detail, firstAt: now, lastAt: now, count: 1, clearedAt: null }
  await tx.notice.upsert({
    where: { code },
    create: { code, ...fresh },
    update: again ? { detail, lastAt: now, count: { increment: 1 } } : fresh,
  })
}

/**
 * A message went through a channel, so the trouble with the channel, or with this route of it, is over. Codes are
 * `channel:about:code`; `about` is `account` or the name of a route.
 */
export const clearTrouble = (tx: Db, channel: string, via: string, now: Date) =>
  tx.notice.updateMany({
    where: {
      clearedAt: null,
      OR: [{ code: { startsWith: `${channel}:account:` } }, { code: { startsWith: `${channel}:${via}:` } }],
    },
    data: { clearedAt: now },
  })

/**
 * Another process may have raised a notice that this one finds resolved: how often that is checked, instead of at
 * every successful call.
 */
const CLEAR_AGAIN_MS = 60_000

/** Troubles that say nothing about the account: each with its only code. */
const ALONE: Readonly<Record<string, string>> = { circuit: 'open', clock: 'off' }

/** A channel's troubles as notices. */
export function storedTroubles(db: Database, channel: string, now: () => Date): Troubles {
  const cleared = new Map<string, number>()
  return {
    async raise({ about, code, detail }) {
      cleared.clear()
      await notice(db, `${channel}:${about}:${code}`, detail, now())
    },
    async clear(about) {
      const at = now().getTime()
      if (at - (cleared.get(about) ?? Number.NEGATIVE_INFINITY) < CLEAR_AGAIN_MS) return
      cleared.set(about, at)
      // Reaching WeChat, or being reached by it, does not mean that the account works.
      const own = ALONE[about]
      if (own) await clearNotice(db, `${channel}:${about}:${own}`, now())
      else await db.inTransaction(tx => clearTrouble(tx, channel, about, now()))
    },
  }
}

/** The trouble that stops a whole channel, as text for administrators: it is down, or its account is refused. */
export async function troubleOf(db: Db, channel: string): Promise<string | undefined> {
  const row = await db.notice.findFirst({
    where: {
      clearedAt: null,
      OR: [{ code: { startsWith: `${channel}:account:` } }, { code: { startsWith: `${channel}:circuit:` } }],
    },
    orderBy: { lastAt: 'desc' },
    select: { detail: true },
  })
  return row?.detail
}

/** Notices that are still open. */
export const openNotices = (db: Database) =>
  db.read.notice.findMany({ where: { clearedAt: null }, orderBy: { lastAt: 'desc' } })

export const clearNotice = (db: Database, code: string, now: Date) =>
  db.inTransaction(tx => tx.notice.updateMany({ where: { code, clearedAt: null }, data: { clearedAt: now } }))

export const isOpenNotice = async (db: Db, code: string): Promise<boolean> =>
  (await db.notice.findFirst({ where: { code, clearedAt: null }, select: { code: true } })) !== null
