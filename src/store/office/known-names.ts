import type { Db } from '../base/database.ts'

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

/** Stores the latest name of an id. */
export const keepName = (db: Db, { kind, id, name }: KnownName, seenAt: Date) =>
  db.knownName.upsert({
    where: { kind_id: { kind, id } },
    create: { kind, id, name, seenAt },
    update: { name, seenAt },
  })
