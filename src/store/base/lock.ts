import { join } from 'node:path'
import { makePrivate } from './database.ts'

/** Another process uses this data directory. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse'
}

/**
 * Locks the data directory for this process, because two services on one SQLite file would send everything twice. The
 * lock is an open exclusive transaction on a separate file, so the operating system releases it however the process ends.
 * @returns a function that releases it
 * @throws DataDirInUse
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
    await adapter.executeScript('BEGIN EXCLUSIVE')
  } catch {
    await adapter.dispose()
    throw new DataDirInUse(
      `数据目录 ${dataDir} 正被另一个回音使用。请先停掉它；要同时开几个，请改用 PostgreSQL（DATABASE_URL）。`,
    )
  }
  return () => adapter.dispose()
}
