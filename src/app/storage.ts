import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { keepToOwner } from '../data-dir.ts'
import type { Secrets } from '../domain/base/secrets.ts'
import { type Database, openDatabase, providerOf } from '../store/base/database.ts'
import { lockDataDir } from '../store/base/lock.ts'
import { migrate } from '../store/base/migrate.ts'
import { refuseUnfinishedMove } from '../store/base/moving/unfinished.ts'
import type { Signals } from '../store/base/processes/signals.ts'
import { freeClaims } from '../store/talk/claims.ts'
import { openSignalsOf } from './signals.ts'

export interface Storage {
  db: Database
  /** To the other processes on the same PostgreSQL; on SQLite there are none. */
  signals: Signals | undefined
  close(): Promise<void>
}

/** Opens the database: unreadable for other users of the machine, locked against a second process, and migrated. */
export async function openStorage(
  config: Config,
  secrets: Secrets,
  now: () => Date,
  log: Logger,
): Promise<Storage> {
  const rights = keepToOwner(config.dataDir, config.databaseUrl)
  if (rights.mended.length > 0) log.warn({ paths: rights.mended }, 'others could read the data; not any more')
  if (rights.failed.length > 0)
    log.error({ paths: rights.failed }, 'others can read the data: it is not ours to close')
  const unlock =
    providerOf(config.databaseUrl) === 'sqlite' ? await lockDataDir(config.dataDir) : async () => {}
  await refuseUnfinishedMove(config.databaseUrl)
  await migrate(config.databaseUrl)
  const db = await openDatabase(
    config.databaseUrl,
    secrets,
    log.isLevelEnabled('trace') ? statement => log.trace(statement, 'sql') : undefined,
  )
  // With the lock no other process of ours is alive, so all claims are free.
  if (db.provider === 'sqlite') await freeClaims(db, now())
  const signals = await openSignalsOf(config, log)
  return {
    db,
    signals,
    async close() {
      await signals?.close()
      await db.close()
      await unlock()
    },
  }
}
