import { expressionBuilder } from 'kysely'
import { COUNTING_VERSION } from '../../domain/numbers/version.ts'
import type { Database, Db } from '../base/database.ts'
import type { Tables } from '../base/kysely.ts'
import { statement, tables } from '../base/statement.ts'

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

const build = expressionBuilder<Tables>()

/** The shown version, for a condition; in a database without counts it is the current one. */
export const SHOWN = build.fn.coalesce(
  build
    .selectFrom('CountVersion')
    .select(({ fn }) => fn.max('version').as('version'))
    .where('state', '=', 'shown'),
  build.val(COUNTING_VERSION),
)

/** An update, because it locks and reads them in one statement. */
const LOCK = statement()(() =>
  tables
    .updateTable('CountVersion')
    .set(({ ref }) => ({ after: ref('after') }))
    .returning(['version', 'state', 'after']),
)

const BEGIN = statement()(() =>
  tables
    .insertInto('CountVersion')
    .values({ version: COUNTING_VERSION, state: 'shown', checked: true })
    .onConflict(at => at.column('version').doNothing()),
)

/** Locks them until the transaction ends. */
export async function lockVersions(tx: Db): Promise<CountVersions> {
  let rows = await tx.sql.all(LOCK, {})
  if (rows.length === 0) {
    await tx.sql.run(BEGIN, {})
    rows = await tx.sql.all(LOCK, {})
  }
  const shown = Math.max(...rows.filter(r => r.state === 'shown').map(r => r.version))
  const next = rows.find(r => r.state === 'counting')
  return { shown, counting: next ? { version: next.version, after: next.after } : null }
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

const DROP = statement<{ below: number }>()(p =>
  tables
    .deleteFrom('DayCount')
    .where(eb =>
      eb(
        eb.refTuple('version', 'dimension', 'x', 'key', 'y'),
        'in',
        eb
          .selectFrom('DayCount')
          .select(['version', 'dimension', 'x', 'key', 'y'])
          .where('version', '<', p.below)
          .limit(ROWS)
          .$asTuple('version', 'dimension', 'x', 'key', 'y'),
      ),
    ),
)

/** Deletes counts of old versions, in parts. */
export async function dropOldCounts(db: Database): Promise<void> {
  for (;;) {
    const gone = await db.inTransaction(async tx => {
      const { shown, counting } = await lockVersions(tx)
      if (counting) return 0
      const rows = await tx.sql.run(DROP, { below: shown })
      if (rows === 0) await tx.countVersion.deleteMany({ where: { version: { lt: shown } } })
      return rows
    })
    if (gone === 0) return
  }
}
