import type { Db } from '../base/database.ts'

/** What has names that office.yaml may drop. */
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

/** The last name of an id stands. */
export const keepName = (db: Db, { kind, id, name }: KnownName, seenAt: Date) =>
  db.knownName.upsert({
    where: { kind_id: { kind, id } },
    create: { kind, id, name, seenAt },
    update: { name, seenAt },
  })
