import { join } from 'node:path'
import { makePrivate } from './database.ts'

/** Another process serves from this data directory. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse'
}

/**
 * Takes the data directory for this process: two services on one SQLite file would deliver and remind twice.
 * The lock is an open exclusive transaction on a file of its own, so the system lets go of it when the process
 * dies, however it dies.
 * @returns lets the next one in.
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
