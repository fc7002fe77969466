import type { Database, Db } from '../base/database.ts'

/** A backup that was found good. */
export interface BackupNote {
  /** The moment that its data is of. */
  at: Date
  bytes: number
  nightly: boolean
}

/** Enough to see how the size grows. */
const KEPT = 60

export const addBackup = (db: Database, note: BackupNote, finishedAt: Date): Promise<void> =>
  db.inTransaction(async tx => {
    const { id } = await tx.backup.create({ data: { ...note, finishedAt } })
    await tx.backup.deleteMany({ where: { id: { lte: id - KEPT } } })
  })

/** The good backup with the newest data. */
export const newestBackup = (db: Db): Promise<BackupNote | null> =>
  db.backup.findFirst({ orderBy: { at: 'desc' }, select: { at: true, bytes: true, nightly: true } })
