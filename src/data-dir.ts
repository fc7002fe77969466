import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Makes the data directory, readable by its owner only, where there is none. One folder at a time: Node's
 * recursive mkdir never comes back from places where nothing can be made, such as /proc.
 * @returns why it cannot be, in Chinese with what to do, or nothing.
 */
export function makeDataDir(dir: string): string | undefined {
  const missing: string[] = []
  let there = dir
  while (!existsSync(there) && dirname(there) !== there) {
    missing.unshift(there)
    there = dirname(there)
  }
  if (!statSync(there).isDirectory()) return `${there} 是文件，不是目录。请换一个目录，或把这个文件移走。`
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
    for (const folder of missing) makeOne(folder)
    return undefined
  } catch {
    return `不能在 ${there} 里建立或写入文件。请换一个目录，或把写入权限给运行回音的用户。`
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process was first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Nobody but the owner reads, writes or enters. */
const OTHERS = 0o077

/**
 * Takes what others may do away from the data directory, the database with its side files, the key and the folders of
 * attachments, also where they were made with looser rights (a copied directory, an older version, a umask).
 * Files of attachments lie in folders that nobody else enters.
 * @returns what was mended, and what could not be because it is somebody else's
 */
export function keepToOwner(dataDir: string, databaseUrl: string): { mended: string[]; failed: string[] } {
  const inside = (dir: string) => (existsSync(dir) ? readdirSync(dir).map(name => join(dir, name)) : [])
  const attachments = join(dataDir, 'attachments')
  const database = databaseUrl.startsWith('file:') ? databaseUrl.slice('file:'.length) : undefined
  const paths = new Set([
    dataDir,
    ...inside(dataDir),
    ...inside(attachments),
    ...(database ? ['', '-wal', '-shm', '-journal'].map(end => database + end) : []),
  ])
  const mended: string[] = []
  const failed: string[] = []
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat || (stat.mode & OTHERS) === 0) continue
    try {
      chmodSync(path, stat.mode & ~OTHERS & 0o777)
      mended.push(path)
    } catch {
      failed.push(path)
    }
  }
  return { mended, failed }
}
