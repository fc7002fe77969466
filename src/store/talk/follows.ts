import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

/** Contacts that want to know what is published: everything (an empty area), or of one village. */

/** @returns whether it was new */
export async function addFollow(tx: Db, contactId: number, areaId: string, now: Date): Promise<boolean> {
  const where = { contactId_areaId: { contactId, areaId } }
  if (await tx.follow.findUnique({ where, select: { id: true } })) return false
  await tx.follow.create({ data: { contactId, areaId, createdAt: now }, select: { id: true } })
  return true
}

/** Ends everything these contacts follow. @returns how much it was */
export async function removeFollows(tx: Db, contactIds: readonly number[]): Promise<number> {
  const { count } = await tx.follow.deleteMany({ where: { contactId: { in: [...contactIds] } } })
  return count
}

/** What a contact follows. */
export const followsOf = (db: Db, contactId: number) =>
  db.follow.findMany({
    where: { contactId },
    orderBy: { areaId: 'asc' },
    select: { areaId: true, createdAt: true },
  })

/** A follower, with what decides whether and how it can be reached. */
export interface Follower {
  contactId: number
  channel: string
  locale: string | null
  windowUntil: Date | null
  windowLeft: number
}

const FOLLOWERS = statement<{ areas: readonly string[]; after: number; now: Date; take: number }>()(p =>
  tables
    .selectFrom('Follow as f')
    .innerJoin('Contact as c', 'c.id', 'f.contactId')
    .select(['f.contactId', 'c.channel', 'c.locale', 'c.windowUntil', 'c.windowLeft'])
    .where('f.contactId', '>', p.after)
    .where('f.areaId', 'in', p.areas)
    .where('c.forgottenAt', 'is', null)
    .where('c.unfollowedAt', 'is', null)
    .where(eb => eb.or([eb('c.blockedUntil', 'is', null), eb('c.blockedUntil', '<=', p.now)]))
    .orderBy('f.contactId')
    .limit(p.take),
)

/** Followers of any of these areas by contact, those whose contact is gone or paused left out. One may come twice in a row. */
export const followersAfter = (
  db: Db,
  areas: readonly string[],
  after: number,
  now: Date,
  take: number,
): Promise<Follower[]> => db.sql.all(FOLLOWERS, { areas, after, now, take })
