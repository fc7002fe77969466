import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ContentFiles } from './content-files.ts'

/**
 * The files of the last content that was free of mistakes, in one file of DATA_DIR. With it a service whose files were
 * broken while it ran (or by an editor just before the power failed) starts again, instead of leaving residents alone.
 */
const fileIn = (dataDir: string) => join(dataDir, 'last-good-content.json')

const stored = z.record(z.string().max(500), z.string())

/**
 * Keeps content that was found good. Written aside and renamed, so that a crash leaves the one before; aside under a name
 * of its own, because several processes may share the directory.
 */
export async function keepAsGood(dataDir: string, files: ContentFiles): Promise<void> {
  const path = fileIn(dataDir)
  const text = JSON.stringify(Object.fromEntries(files))
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const aside = `${path}.${randomBytes(6).toString('hex')}.new`
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await file.close()
    await rename(aside, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(aside, { force: true })
    throw error
  }
}

/** The files kept last; undefined when none were, or when they cannot be read. */
export async function lastGoodFiles(dataDir: string): Promise<ContentFiles | undefined> {
  try {
    const read = stored.safeParse(JSON.parse(await readFile(fileIn(dataDir), 'utf8')))
    return read.success ? new Map(Object.entries(read.data)) : undefined
  } catch {
    return undefined
  }
}
