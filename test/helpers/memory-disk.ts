import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

/** Memory that looks like a disk (Linux): thousands of small databases wait for no fsync there. */
const MEMORY = '/dev/shm'
/** A run takes less than half of it at its fullest; memory that is scarcer is better left to the programs. */
const ENOUGH_BYTES = 8 * 1024 ** 3

/** Moves the run's temporary files into memory where there is enough; what is left of them goes at the end. */
export default function setup(): (() => void) | undefined {
  if (!hasRoom()) return undefined
  const before = process.env['TMPDIR']
  const dir = mkdtempSync(join(MEMORY, 'huiyin-tests-'))
  chmodSync(dir, 0o755) // PostgreSQL runs as a user of its own and must reach its folder
  process.env['TMPDIR'] = dir
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(dir, { recursive: true, force: true })
  }
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > ENOUGH_BYTES
  } catch {
    return false
  }
}
