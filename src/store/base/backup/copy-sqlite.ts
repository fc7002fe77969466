import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ROOT } from '../../../root.ts'
import { makePrivate } from '../database.ts'

/** Pages that are copied at once, 4 KiB each: a millisecond or two, in which nobody else in the process is served. */
const PAGES = 256

/**
 * Copies a database that is in use, as it is at one moment, with SQLite's own backup. A transaction stays open on the
 * source meanwhile: without it each message that arrives would make the copy begin anew, and a busy office would never
 * get one. Writers do not wait for it.
 */
export async function copySqlite(file: string, to: string): Promise<void> {
  const { default: Sqlite } = await import('better-sqlite3')
  makePrivate(to)
  const source = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 2000 })
  try {
    source.exec('BEGIN')
    source.prepare('SELECT count(*) FROM sqlite_master').get()
    await source.backup(to, { progress: () => PAGES })
  } finally {
    source.close()
  }
  // One file, without a log beside it.
  const copy = new Sqlite(to)
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** Whether a file is a sound database. @returns what is wrong, in Chinese */
export function faultOfSqlite(file: string): Promise<string | null> {
  const worker = new Worker(join(ROOT, 'src/store/base/backup/check-worker.mjs'), { workerData: file })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`the check ended with code ${code}`)))
  })
}
