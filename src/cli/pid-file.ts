import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const fileOf = (dataDir: string) => join(dataDir, 'serve.pid')

/** Writes this process's id to the data directory, for `reload`. Call it after locking the directory. */
export function writePid(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(fileOf(dataDir), `${process.pid}\n`, { mode: 0o600 })
  return () => {
    // Of several processes on PostgreSQL, the last one to start is in the file.
    if (readPid(dataDir) === process.pid) rmSync(fileOf(dataDir), { force: true })
  }
}

/** The service of this data directory, if its process is alive. */
export function readPid(dataDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(fileOf(dataDir), 'utf8'))
    if (!Number.isSafeInteger(pid) || pid <= 1) return undefined
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}
