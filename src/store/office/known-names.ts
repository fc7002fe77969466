import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

/** The lists of office.yaml whose entries may be removed. */
const NAMED = ['department', 'area', 'category'] as const
export type Named = (typeof NAMED)[number]

export interface KnownName {
  kind: Named
  id: string
  name: string
}

export async function knownNames(db: Db): Promise<KnownName[]> {
  const rows = await db.knownName.findMany({ orderBy: [{ kind: 'asc' }, { id: 'asc' }] })
  return rows.map(({ kind, id, name }) => ({ kind: kind as Named, id, name }))
}

const KEEP = statement<KnownName & { seenAt: Date }>()(p =>
  tables
    .insertInto('KnownName')
    .values({ kind: p.kind, id: p.id, name: p.name, seenAt: p.seenAt })
    .onConflict(at =>
      at.columns(['kind', 'id']).doUpdateSet(to => ({
        name: to.ref('excluded.name'),
        seenAt: to.ref('excluded.seenAt'),
      })),
    ),
)

/** Stores the latest name of an id. */
export const keepName = (db: Db, name: KnownName, seenAt: Date): Promise<number> =>
  db.sql.run(KEEP, { ...name, seenAt })
