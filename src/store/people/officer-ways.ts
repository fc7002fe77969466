import type { Way, WayMode } from '../../domain/notify/push-plan.ts'
import type { Db } from '../base/database.ts'

/** A route on which an officer is notified outside the desk. */
export interface OfficerWay {
  officerId: number
  way: string
  mode: string
  /** The mailbox. */
  addressSealed: string | null
  confirmedAt: Date | null
  contactId: number | null
  createdAt: Date
}

export const waysOf = (db: Db, officerId: number): Promise<OfficerWay[]> =>
  db.officerWay.findMany({ where: { officerId }, orderBy: { way: 'asc' } })

export const setWay = (
  db: Db,
  officerId: number,
  way: Way,
  to: { mode: WayMode; addressSealed?: string; confirmedAt: Date | null; contactId?: number },
  now: Date,
) =>
  db.officerWay.upsert({
    where: { officerId_way: { officerId, way } },
    create: { officerId, way, ...to, createdAt: now },
    update: { ...to, createdAt: now },
  })

export const setMode = (db: Db, officerId: number, way: Way, mode: WayMode) =>
  db.officerWay.updateMany({ where: { officerId, way }, data: { mode } })

/** Confirms a mailbox or chat that an officer has proved to be theirs; notifications are sent there from now on. */
export const confirmWay = (db: Db, officerId: number, way: Way, confirmedAt: Date) =>
  db.officerWay.updateMany({ where: { officerId, way }, data: { confirmedAt } })

/** Returns what was removed. */
export async function removeWays(
  db: Db,
  which: { officerId: number; way?: Way } | { contactId: number },
): Promise<OfficerWay[]> {
  const rows = await db.officerWay.findMany({ where: which })
  await db.officerWay.deleteMany({ where: which })
  return rows
}
