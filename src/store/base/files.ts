import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Secrets } from '../../domain/base/secrets.ts'

/**
 * Attachments are stored under DATA_DIR/attachments, encrypted (AES-256-GCM) with a key derived from SECRET_KEY. The file
 * name is a keyed hash of the content: the same photo is stored once, a name from outside never becomes a path, and
 * nobody who has a photo can check whether the office has it. Files that an earlier version stored in the clear, named by
 * their SHA-256, are still read until they are encrypted.
 */
export interface Files {
  /** Stores a file; it is durable when the promise resolves. A damaged file is replaced. @returns its hash */
  put(bytes: Uint8Array): Promise<string>
  /** @throws ENOENT when there is no such file, `DamagedFile` when its content has changed. */
  get(hash: string): Promise<Buffer>
  /** Hashes of files not touched since `before`, some folders at a time. `next`: the next `from`; undefined at the end. */
  untouched(before: Date, from?: number): Promise<{ hashes: string[]; next: number | undefined }>
  /**
   * Removes a file unless it was stored again meanwhile.
   * @param isNeeded asked again when the file can no longer be found under its name
   */
  remove(hash: string, before: Date, isNeeded: (hash: string) => Promise<boolean>): Promise<boolean>
  /** Removes files that crashes left half written. @returns how many */
  removeHalves(before: Date): Promise<number>
}

/** A file whose content is not the one that was stored. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'
}

/** The first bytes of an encrypted file. No file stored in the clear begins like this. */
const MAGIC = Buffer.from('HYF1')
const FOLDERS = 256
/** Folders read in one call. */
const FOLDERS_AT_ONCE = 16

const ignoreMissing = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}

export function openFiles(dataDir: string, secrets: Secrets): Files {
  const root = join(dataDir, 'attachments')
  const pathOf = (hash: string) => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('not a content hash')
    return join(root, hash.slice(0, 2), hash)
  }
  const read = async (hash: string, path: string): Promise<Buffer> => {
    const raw = await readFile(path)
    if (!raw.subarray(0, MAGIC.length).equals(MAGIC)) {
      if (createHash('sha256').update(raw).digest('hex') !== hash) throw new DamagedFile(hash)
      return raw
    }
    try {
      // The name is authenticated with the content.
      return secrets.openBytes(raw.subarray(MAGIC.length), hash)
    } catch {
      // Any kind of damage gives the same error.
      throw new DamagedFile(hash)
    }
  }

  return {
    async put(bytes) {
      const hash = secrets.keyBytes(bytes)
      const path = pathOf(hash)
      const whole = await read(hash, path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT' || error instanceof DamagedFile) return false
          throw error
        },
      )
      if (whole) {
        // Touched, so that it is not removed before a row refers to it.
        const now = new Date()
        const there = await utimes(path, now, now).then(() => true, ignoreMissing)
        if (there) return hash
      }
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      // Written under another name and renamed: a crash leaves no half file under the hash.
      const aside = `${path}.${randomBytes(6).toString('hex')}`
      const file = await open(aside, 'wx', 0o600)
      try {
        await write(file, Buffer.concat([MAGIC, secrets.sealBytes(bytes, hash)]))
        await rename(aside, path)
      } catch (error) {
        await rm(aside, { force: true })
        throw error
      }
      // The name is durable only when the folder is synced, too.
      await syncFolder(dirname(path))
      await syncFolder(root)
      return hash
    },
    get: hash => read(hash, pathOf(hash)),
    async untouched(before, from = 0) {
      const hashes: string[] = []
      const end = Math.min(from + FOLDERS_AT_ONCE, FOLDERS)
      for (let folder = from; folder < end; folder++) {
        const dir = join(root, folder.toString(16).padStart(2, '0'))
        for (const name of (await readdir(dir).catch(ignoreMissing)) ?? []) {
          if (!/^[0-9a-f]{64}$/.test(name)) continue
          const known = await stat(join(dir, name)).catch(ignoreMissing)
          if (known && known.mtime < before) hashes.push(name)
        }
      }
      return { hashes, next: end < FOLDERS ? end : undefined }
    },
    async remove(hash, before, isNeeded) {
      const path = pathOf(hash)
      // Renamed first: whoever stores the same content now does not find it and writes it again.
      const aside = `${path}.gone`
      const moved = await rename(path, aside).then(() => true, ignoreMissing)
      if (!moved) return false
      const { mtime } = await stat(aside)
      if (mtime >= before || (await isNeeded(hash))) {
        await rename(aside, path)
        return false
      }
      await rm(aside, { force: true })
      return true
    },
    async removeHalves(before) {
      let removed = 0
      for (const folder of (await readdir(root).catch(ignoreMissing)) ?? []) {
        for (const name of (await readdir(join(root, folder)).catch(() => undefined)) ?? []) {
          const [, hash, rest] = /^([0-9a-f]{64})\.([0-9a-f]{12}|gone)$/.exec(name) ?? []
          if (!hash) continue
          const path = join(root, folder, name)
          const known = await stat(path).catch(ignoreMissing)
          if (!known || known.ctime >= before) continue
          // The process stopped before it knew whether the file is needed: restored, and decided next time.
          if (rest === 'gone') await rename(path, pathOf(hash)).catch(ignoreMissing)
          else await rm(path, { force: true })
          removed++
        }
      }
      return removed
    },
  }
}

/** Files of an earlier version that are not encrypted yet. */
export async function countClearFiles(dataDir: string): Promise<number> {
  const root = join(dataDir, 'attachments')
  let clear = 0
  for (const folder of (await readdir(root).catch(ignoreMissing)) ?? [])
    for (const name of (await readdir(join(root, folder)).catch(() => undefined)) ?? []) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue
      const file = await open(join(root, folder, name), 'r')
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
        if (!buffer.subarray(0, bytesRead).equals(MAGIC)) clear++
      } finally {
        await file.close()
      }
    }
  return clear
}

async function write(file: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
