import type { Kind } from '../domain/case.ts'
import { OPEN } from '../domain/case.ts'
import { shanghaiDate } from '../domain/civil-date.ts'
import type { CaseRecord } from '../domain/facts.ts'
import type { ChannelName } from '../domain/message.ts'
import { toEvent } from './cases.ts'
import type { Db } from './database.ts'

const BATCH = 500

/**
 * Every case that can matter to a report, with its events, in batches: those that are open, those that something
 * happened to since `from`, and those that fell due since then.
 */
export async function* caseRecords(db: Db, from: Date, until: Date): AsyncGenerator<CaseRecord> {
  for (let after = 0; ; ) {
    const rows = await db.case.findMany({
      where: {
        id: { gt: after },
        receivedAt: { lt: until },
        OR: [
          { updatedAt: { gte: from } },
          { originalDueOn: { gte: shanghaiDate(from) } },
          { status: { in: [...OPEN] } },
        ],
      },
      orderBy: { id: 'asc' },
      take: BATCH,
      select: {
        id: true,
        number: true,
        kind: true,
        areaId: true,
        categoryId: true,
        departmentId: true,
        channel: true,
        events: { orderBy: { seq: 'asc' } },
      },
    })
    for (const { id: _, events, kind, channel, ...row } of rows) {
      yield { ...row, kind: kind as Kind, channel: channel as ChannelName, events: events.map(toEvent) }
    }
    if (rows.length < BATCH) return
    after = rows.at(-1)!.id
  }
}

/** The newest version of a stored report. */
export const latestDigest = (db: Db, period: string, scope = 'office') =>
  db.digest.findFirst({ where: { period, scope }, orderBy: { version: 'desc' } })

/** Stored reports, newest week first; the newest version of each. */
export async function listDigests(db: Db, limit: number, scope = 'office') {
  const rows = await db.digest.findMany({
    where: { scope },
    orderBy: [{ period: 'desc' }, { version: 'desc' }],
    distinct: ['period'],
    take: limit,
  })
  return rows
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
