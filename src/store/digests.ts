import type { CivilDate } from '../domain/case.ts'
import type { Db } from './database.ts'
import type { Prisma } from './generated/sqlite/client.ts'

/** What is known of a case that was owed at an instant without reading its events. */
export interface OwedCase {
  id: number
  number: string
  /** Between these two lies the date that was in force at the instant. */
  earliest: CivilDate
  latest: CivilDate
  /** The columns do not say for sure: reopened or merged meanwhile. The events do. */
  unsure: boolean
}

interface Row {
  id: number
  number: string
  originalDueOn: CivilDate
  replyDueOn: CivilDate
  reopenedAt: Date | null
  status: string
}

/** Cases that may have been owed at the end of a period: all that were, and some more that are `unsure`. */
export async function owedAt(db: Db, until: Date, latestDue: CivilDate): Promise<OwedCase[]> {
  const select = {
    id: true,
    number: true,
    originalDueOn: true,
    replyDueOn: true,
    reopenedAt: true,
    status: true,
  } as const
  const received = { receivedAt: { lt: until } }
  const parts: Row[][] = await Promise.all([
    db.case.findMany({ where: { ...received, owedUntil: null }, select }),
    db.case.findMany({ where: { ...received, owedUntil: { gte: until } }, select }),
  ])
  return parts
    .flat()
    .map(row => {
      const [earliest, latest] = [row.originalDueOn, row.replyDueOn].sort()
      return {
        id: row.id,
        number: row.number,
        earliest: earliest!,
        latest: latest!,
        unsure: row.reopenedAt !== null || row.status === 'merged',
      }
    })
    .filter(row => row.unsure || row.earliest <= latestDue)
    .sort((a, b) =>
      a.earliest < b.earliest ? -1 : a.earliest > b.earliest ? 1 : a.number < b.number ? -1 : 1,
    )
}

/** Ids of the cases that were owed, answered or rated in these days, and some more. */
export async function touchedBetween(db: Db, from: Date, until: Date): Promise<number[]> {
  const received = { receivedAt: { lt: until } }
  const select = { id: true } as const
  const parts = await Promise.all([
    db.case.findMany({ where: { ...received, owedUntil: null }, select }),
    db.case.findMany({ where: { ...received, owedUntil: { gte: from } }, select }),
    // Answered long ago and rated or read only now.
    db.case.findMany({
      where: { ...received, owedUntil: { lt: from }, updatedAt: { gte: from } },
      select,
    }),
  ])
  return [...new Set(parts.flat().map(row => row.id))].sort((a, b) => a - b)
}

/** When the cases that were owed at an instant came in. */
export async function owedReceipts(db: Db, until: Date): Promise<Date[]> {
  const select = { receivedAt: true } as const
  const received = { receivedAt: { lt: until } }
  const rows = await db.case.findMany({ where: { ...received, owedUntil: null }, select })
  const since = await db.case.findMany({ where: { ...received, owedUntil: { gte: until } }, select })
  return [...rows, ...since].map(row => row.receivedAt)
}

/** Receipt and conclusion of the cases concluded in a span (by their last round). */
export async function concludedBetween(db: Db, from: Date, until: Date) {
  const rows = await db.case.findMany({
    where: { owedUntil: { gte: from, lt: until }, status: { notIn: ['withdrawn', 'set_aside'] } },
    select: { receivedAt: true, owedUntil: true },
  })
  return rows.map(row => ({ receivedAt: row.receivedAt, owedUntil: row.owedUntil! }))
}

/** The newest version of a stored report. */
export const latestDigest = (db: Db, period: string, scope = 'office') =>
  db.digest.findFirst({ where: { period, scope }, orderBy: { version: 'desc' } })

/** All versions of a stored report, oldest first. */
export const digestVersions = (db: Db, period: string, scope = 'office') =>
  db.digest.findMany({
    where: { period, scope },
    orderBy: { version: 'asc' },
    select: { version: true, reason: true, createdAt: true },
  })

/** What the name of a period of each kind holds, and no other. */
const NAMED: Record<'week' | 'month' | 'quarter', Prisma.DigestWhereInput> = {
  week: { period: { contains: 'W' } },
  month: { AND: [{ period: { not: { contains: 'W' } } }, { period: { not: { contains: 'Q' } } }] },
  quarter: { period: { contains: 'Q' } },
}

/** Stored periods of a kind, newest first; the newest version of each. */
export async function listDigests(db: Db, limit: number, type: keyof typeof NAMED, scope = 'office') {
  return db.digest.findMany({
    where: { scope, ...NAMED[type] },
    orderBy: [{ period: 'desc' }, { version: 'desc' }],
    distinct: ['period'],
    take: limit,
  })
}

/** Adds a version; an earlier one is never overwritten. */
export async function addDigest(
  db: Db,
  period: string,
  data: string,
  now: Date,
  reason: string | null = null,
  scope = 'office',
): Promise<number> {
  const version = ((await latestDigest(db, period, scope))?.version ?? 0) + 1
  await db.digest.create({ data: { period, scope, version, reason, data, createdAt: now } })
  return version
}

/** The latest version of each report that was stored since an instant, oldest period first. */
export async function digestsSince(db: Db, since: Date) {
  const rows = await db.digest.findMany({
    where: { createdAt: { gte: since } },
    orderBy: [{ period: 'asc' }, { scope: 'asc' }, { version: 'desc' }],
  })
  return rows.filter((row, i) => {
    const before = rows[i - 1]
    return before?.period !== row.period || before.scope !== row.scope
  })
}
