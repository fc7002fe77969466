import { COUNTING_VERSION } from '../../domain/numbers/version.ts'
import type { Database, Db } from '../base/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/**
 * Which version of the counting rules DayCount shows, and how far the next one is counted. Everything that writes counts
 * locks these rows first, so that a case is never counted into one version and missed in the other.
 */

export interface CountVersions {
  /** The version that readers see. */
  shown: number
  /** The next one: cases with ids up to `after` are counted. */
  counting: { version: number; after: number } | null
}

/** The shown version as SQL, for a condition; in a database without counts it is the current one. */
export const SHOWN = Prisma.sql`coalesce((SELECT max("version") FROM "CountVersion" WHERE "state" = 'shown'), ${COUNTING_VERSION})`

type Row = { version: number | bigint; state: string; after: number | bigint }

/** Locks them until the transaction ends. */
export async function lockVersions(tx: Db): Promise<CountVersions> {
  const lock = () =>
    tx.$queryRaw<Row[]>`UPDATE "CountVersion" SET "after" = "after" RETURNING "version", "state", "after"`
  let rows = await lock()
  if (rows.length === 0) {
    await tx.$executeRaw`INSERT INTO "CountVersion" ("version", "state", "checked")
      VALUES (${COUNTING_VERSION}, 'shown', true) ON CONFLICT ("version") DO NOTHING`
    rows = await lock()
  }
  const shown = Math.max(...rows.filter(r => r.state === 'shown').map(r => Number(r.version)))
  const next = rows.find(r => r.state === 'counting')
  return { shown, counting: next ? { version: Number(next.version), after: Number(next.after) } : null }
}

/** The shown version, the previous one, and whether stored reports must still be compared with it. */
export const shownVersion = (db: Db) =>
  db.countVersion.findFirst({
    where: { state: 'shown' },
    orderBy: { version: 'desc' },
    select: { version: true, before: true, checked: true },
  })

export const casesToCount = (db: Db): Promise<number> => db.case.count()

/** Begins to count by the current rules when an older version is shown. @returns whether counting is in progress. */
export const beginVersion = (db: Database): Promise<boolean> =>
  db.inTransaction(async tx => {
    const { shown, counting } = await lockVersions(tx)
    if (shown >= COUNTING_VERSION) return false
    if (counting?.version === COUNTING_VERSION) return true
    // A version that was never finished; its rows are deleted with the other old ones.
    if (counting) await tx.countVersion.delete({ where: { version: counting.version } })
    await tx.dayCount.deleteMany({ where: { version: COUNTING_VERSION } })
    await tx.countVersion.create({ data: { version: COUNTING_VERSION, state: 'counting', before: shown } })
    return true
  })

/** Records how far counting is; null: everything is counted, and readers see it from now on. */
export const setCounted = (tx: Db, version: number, after: number | null) =>
  tx.countVersion.update({ where: { version }, data: after === null ? { state: 'shown' } : { after } })

export const setChecked = (db: Database, version: number) =>
  db.inTransaction(tx => tx.countVersion.updateMany({ where: { version }, data: { checked: true } }))

const ROWS = 2000

/** Deletes counts of old versions, in parts. */
export async function dropOldCounts(db: Database): Promise<void> {
  const old = (version: number) => Prisma.sql`"version" < ${version}`
  for (;;) {
    const gone = await db.inTransaction(async tx => {
      const { shown, counting } = await lockVersions(tx)
      if (counting) return 0
      const rows =
        await tx.$executeRaw`DELETE FROM "DayCount" WHERE ("version", "dimension", "x", "key", "y") IN
        (SELECT "version", "dimension", "x", "key", "y" FROM "DayCount" WHERE ${old(shown)} LIMIT ${ROWS})`
      if (rows === 0) await tx.countVersion.deleteMany({ where: { version: { lt: shown } } })
      return rows
    })
    if (gone === 0) return
  }
}
