import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isHash, nameOfAttachment } from '../../../domain/base/backup/member.ts'

/**
 * Attachments in a folder: DATA_DIR, or the pool beside nightly backups, which holds each file once for all of them. The
 * files are copied as they lie there, encrypted with the office's key.
 */

export const pathOfAttachment = (dir: string, hash: string): string => join(dir, nameOfAttachment(hash))

const ignoreMissing = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}

/** The hashes of all files, in order, a folder at a time. */
export async function* attachmentsIn(dir: string): AsyncGenerator<string> {
  const root = join(dir, 'attachments')
  for (const folder of ((await readdir(root).catch(ignoreMissing)) ?? []).sort()) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue
    for (const name of (await readdir(join(root, folder))).sort())
      if (isHash(name) && name.startsWith(folder)) yield name
  }
}

/** Whether an encrypted file begins like one (store/base/files). An older one in the clear goes into no pool. */
export async function isSealed(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.toString('latin1') === 'HYF1'
  } finally {
    await file.close()
  }
}

/**
 * Copies a file into a folder of attachments; durable, and whole or not at all.
 * @throws ENOENT when it is not there
 */
export async function copyAttachment(from: string, to: string, hash: string): Promise<void> {
  const target = pathOfAttachment(to, hash)
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const aside = `${target}.part`
  try {
    await copyFile(pathOfAttachment(from, hash), aside)
    const file = await open(aside, 'r+')
    try {
      await file.chmod(0o600)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, target)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

/** Whether two files have the same size: names are hashes of the content, which the nightly check reads by and by. */
export async function sameSize(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a), stat(b).catch(ignoreMissing)])
  return one.size === other?.size
}

/** Removes files that no backup needs. @returns how many */
export async function prunePool(dir: string, needed: ReadonlySet<string>): Promise<number> {
  let removed = 0
  for await (const hash of attachmentsIn(dir)) {
    if (needed.has(hash)) continue
    await rm(pathOfAttachment(dir, hash), { force: true })
    removed++
  }
  return removed
}

/** SHA-256 of a file, read in pieces. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
