import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Secrets } from '../../domain/base/secrets.ts'

/**
 * Attachments lie under DATA_DIR/attachments, sealed (AES-256-GCM) under a key of SECRET_KEY, by a keyed hash of their content: the same
 * photo is kept once, a name from outside never becomes a path, and who has a photo cannot look whether the office has it. What an earlier
 * version kept in the clear, by its SHA-256, is still read until it is sealed.
 */
export interface Files {
  /** Durable when it resolves. A damaged file is replaced by the whole one. */
  put(bytes: Uint8Array): Promise<string>
  /** @throws ENOENT when it is not there, `DamagedFile` when it is not what it was. */
  get(hash: string): Promise<Buffer>
  /** Hashes of files untouched since then, some folders at a time. `next`: where to go on; undefined at the end. */
  untouched(before: Date, from?: number): Promise<{ hashes: string[]; next: number | undefined }>
  /** Removes a file unless it was put again meanwhile. @param isNeeded asked once more when nobody can reach it */
  remove(hash: string, before: Date, isNeeded: (hash: string) => Promise<boolean>): Promise<boolean>
  /** Removes what crashes have left half written. @returns how many. */
  removeHalves(before: Date): Promise<number>
}

/** A file on the disk that is no longer what was put there. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'
}

/** A sealed file begins so; nothing that was ever kept in the clear does. */
const MAGIC = Buffer.from('HYF1')
const FOLDERS = 256
/** Of the 256, looked through at a time. */
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
      const bytes = secrets.openBytes(raw.subarray(MAGIC.length), hash)
      if (secrets.keyBytes(bytes) === hash) return bytes
    } catch {
      // The same answer for every way of being damaged.
    }
    throw new DamagedFile(hash)
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
        // Young again, so that nobody removes it before a row refers to it.
        const now = new Date()
        const there = await utimes(path, now, now).then(() => true, ignoreMissing)
        if (there) return hash
      }
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      // Written aside and moved: a crash leaves no half photo under its hash.
      const aside = `${path}.${randomBytes(6).toString('hex')}`
      const file = await open(aside, 'wx', 0o600)
      try {
        await write(file, Buffer.concat([MAGIC, secrets.sealBytes(bytes, hash)]))
        await rename(aside, path)
      } catch (error) {
        await rm(aside, { force: true })
        throw error
      }
      // The name is as durable as the content only when its folder is.
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
      // Moved first: whoever puts the same content now finds none and writes it anew.
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
          // Whether it may go was still being asked: asked again the next time.
          if (rest === 'gone') await rename(path, pathOf(hash)).catch(ignoreMissing)
          else await rm(path, { force: true })
          removed++
        }
      }
      return removed
    },
  }
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
