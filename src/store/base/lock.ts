import { join } from 'node:path'
import { makePrivate } from './database.ts'
import { connectionOf } from './sqlite.ts'

/** Another process uses this data directory. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse'
}

/**
 * Locks the data directory for this process, because two services on one SQLite file would send everything twice. The
 * lock is an open exclusive transaction on a separate file, so the operating system releases it however the process ends.
 * @returns a function that releases it
 * @throws DataDirInUse when another process holds it; SQLite's own error for anything else (a full or read-only disk)
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3')
  const file = join(dataDir, 'serve.lock')
  makePrivate(file)
  const adapter = await new PrismaBetterSqlite3({
    url: `file:${file}`,
    timeout: 0,
  }).connect()
  try {
    // Prisma's own error would not say whether the file was locked or the disk full.
    connectionOf(adapter).exec('BEGIN EXCLUSIVE')
  } catch (error) {
    await adapter.dispose()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new DataDirInUse(
      `数据目录 ${dataDir} 正被另一个回音使用。请先停掉它；要同时开几个，请改用 PostgreSQL（DATABASE_URL）。`,
    )
  }
  return () => adapter.dispose()
}
