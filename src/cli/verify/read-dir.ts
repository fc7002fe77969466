import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { mostBytes, type ReadFile } from '../../domain/numbers/ledger/verify/files.ts'

/** Reads the files of a folder that `huiyin export --ledger` wrote. */
export const readFrom =
  (dir: string): ReadFile =>
  async path => {
    const file = await open(join(dir, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
      throw error
    })
    if (!file) return null
    try {
      // One byte more shows that it is too long.
      const most = mostBytes(path) + 1
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, most)))
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }

/** The last week whose numbers are in a folder. */
export async function lastWeekIn(dir: string): Promise<string | undefined> {
  const names = await readdir(join(dir, 'rates')).catch(() => [])
  return names
    .flatMap(name => /^(\d{4}-W\d\d)\.json$/.exec(name)?.[1] ?? [])
    .sort()
    .at(-1)
}
