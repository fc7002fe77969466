import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Attachments lie under DATA_DIR/attachments by the SHA-256 of their content: the same photo is kept once, and a
 * name from outside never becomes a path.
 */
export interface Files {
  put(bytes: Uint8Array): Promise<string>
  /** @throws ENOENT when it is not there. */
  get(hash: string): Promise<Buffer>
}

export function openFiles(dataDir: string): Files {
  const pathOf = (hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('not a content hash')
    return join(dataDir, 'attachments', hash.slice(0, 2), hash)
  }
  return {
    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex')
      const path = pathOf(hash)
      if (
        await stat(path).then(
          () => true,
          () => false,
        )
      )
        return hash
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
      // Written aside and moved: a crash leaves no half photo under its hash.
      const aside = `${path}.${randomBytes(6).toString('hex')}`
      await writeFile(aside, bytes, { mode: 0o600, flush: true })
      await rename(aside, path)
      return hash
    },
    get: hash => readFile(pathOf(hash)),
  }
}
