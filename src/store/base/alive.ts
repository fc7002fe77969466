import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from './database.ts'
import { freeBytes } from './incoming.ts'

/** The row that a probe writes. */
const PROBE = 'probe'
/** Largest value of the probe's row; after it the count begins again. */
const LAST = 1_000_000

/** Reads and writes one row. @throws what the database throws: it is down, locked, full or read-only */
export async function databaseWorks(db: Database): Promise<void> {
  const before = await db.read.counter.findFirst({ where: { name: PROBE }, select: { value: true } })
  const value = ((before?.value ?? 0) + 1) % LAST
  await db.inTransaction(async tx => {
    const { count } = await tx.counter.updateMany({ where: { name: PROBE }, data: { value } })
    // Two processes may probe an empty database at once: the transaction that meets a duplicate is repeated.
    if (count === 0) await tx.counter.create({ data: { name: PROBE, value } })
  })
}

/** Below this the database cannot write for long. Files are refused much earlier (usecases/base/media/enough-disk). */
const LEAST_BYTES = 16 * 1024 * 1024

/** Writes a small file and looks how much room is left. @throws the system's error, or ENOSPC when hardly any is left */
export async function diskWorks(
  dataDir: string,
  free: (dir: string) => Promise<number> = freeBytes,
): Promise<void> {
  const left = await free(dataDir)
  if (left < LEAST_BYTES)
    throw Object.assign(new Error(`ENOSPC: ${Math.floor(left / 1024 / 1024)} MB left`), { code: 'ENOSPC' })
  const path = join(dataDir, `.probe-${process.pid}`)
  const file = await open(path, 'w', 0o600)
  try {
    await file.write('probe\n')
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}
