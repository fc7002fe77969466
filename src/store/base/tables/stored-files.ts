import type { Db } from '../database.ts'

/**
 * The columns that hold the address of a stored file. What tidies, backs up and counts files reads all of them; a test
 * holds the table equal to the columns that a change of SECRET_KEY treats as files.
 */
export const FILE_COLUMNS = {
  Attachment: ['hash', 'playHash'],
  ItemFile: ['hash'],
  VisitPhoto: ['hash'],
} as const satisfies Record<string, readonly string[]>

export type FileModel = keyof typeof FILE_COLUMNS

export const FILE_MODELS = Object.keys(FILE_COLUMNS) as FileModel[]

/** Whether a table's rows have stored files. */
export const isFileModel = (name: string): name is FileModel => Object.hasOwn(FILE_COLUMNS, name)

/** Where the reading of addresses stands: the last id of each table. */
export type FileCursor = Partial<Record<FileModel, number>>

const PAGE = 500

const PAGES: Record<FileModel, (db: Db, after: number) => Promise<{ id: number; hashes: string[] }[]>> = {
  Attachment: async (db, after) =>
    (
      await db.attachment.findMany({
        where: { id: { gt: after }, OR: [{ hash: { not: null } }, { playHash: { not: null } }] },
        orderBy: { id: 'asc' },
        take: PAGE,
        select: { id: true, hash: true, playHash: true },
      })
    ).map(row => ({ id: row.id, hashes: [row.hash, row.playHash].filter(hash => hash !== null) })),
  ItemFile: async (db, after) =>
    (
      await db.itemFile.findMany({
        where: { id: { gt: after } },
        orderBy: { id: 'asc' },
        take: PAGE,
        select: { id: true, hash: true },
      })
    ).map(row => ({ id: row.id, hashes: [row.hash] })),
  VisitPhoto: async (db, after) =>
    (
      await db.visitPhoto.findMany({
        where: { id: { gt: after } },
        orderBy: { id: 'asc' },
        take: PAGE,
        select: { id: true, hash: true },
      })
    ).map(row => ({ id: row.id, hashes: [row.hash] })),
}

/**
 * Every address that is in use, table by table.
 * @param from where an earlier reading ended: only rows added since are read
 */
export async function* hashesInUse(
  db: Db,
  from: FileCursor = {},
): AsyncGenerator<{ cursor: FileCursor; hashes: string[] }> {
  const cursor: FileCursor = { ...from }
  for (const model of FILE_MODELS) {
    for (;;) {
      const rows = await PAGES[model](db, cursor[model] ?? 0)
      if (rows.length === 0) break
      cursor[model] = rows.at(-1)!.id
      yield { cursor: { ...cursor }, hashes: rows.flatMap(row => row.hashes) }
    }
  }
}
