import { STALE_MS } from '../../../domain/base/backup/retention.ts'
import type { Database } from '../../../store/base/database.ts'
import { addBackup, type BackupNote, newestBackup } from '../../../store/office/backups.ts'
import type { Context } from '../../base/context.ts'

/** How it stands with backups: for the settings page, /metrics, /readyz and `huiyin doctor`. */
export interface BackupState {
  /** The last good one, nightly or by hand, of any process; null when there was none. */
  last: BackupNote | null
  /** Whether nightly backups are switched on (BACKUP_DIR). */
  nightly: boolean
  encrypted: boolean
  /** The last one is too old, or there was none. */
  stale: boolean
}

export async function lastBackup(ctx: Pick<Context, 'db' | 'config' | 'now'>): Promise<BackupState> {
  const last = await newestBackup(ctx.db.read)
  const { dir, passphrase } = ctx.config.backup
  const age = last && ctx.now().getTime() - last.at.getTime()
  return {
    last,
    nightly: dir !== undefined,
    encrypted: passphrase !== undefined,
    stale: age === null || age > STALE_MS,
  }
}

/** Notes a backup that was found good. */
export const noteBackup = (db: Database, note: BackupNote, now: Date): Promise<void> =>
  addBackup(db, note, now)
