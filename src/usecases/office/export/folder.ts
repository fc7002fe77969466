import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Refusal } from '../../../domain/base/errors.ts'
import { endingOf } from '../../../domain/base/media/media-type.ts'
import { textField } from '../../../domain/base/text/visible-text.ts'

/** What every export of personal data has in common: an empty folder, files for their owner only, a reason. */

export const reasonInput = z.object({
  reason: textField(500, { empty: '请写明原因。' }),
})

/** Makes a folder with folders in it. @throws Refusal when it has something in it */
export async function makeEmpty(dir: string, folders: readonly string[]): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  if ((await readdir(dir)).length > 0)
    throw new Refusal('conflict', `${dir} 里已经有东西。请给一个空的或还没有的目录。`)
  for (const folder of folders) await mkdir(join(dir, folder), { mode: 0o700 })
}

/** Writes a file that was not there, for its owner only. */
export const writePrivate = (path: string, content: string | Uint8Array): Promise<void> =>
  writeFile(path, content, { flag: 'wx', mode: 0o600 })

/** The ending of the name that the sender gave it, if it is one; otherwise that of its format. */
export const endingFor = (name: string | null, mime: string | null): string =>
  /\.[A-Za-z0-9]{1,8}$/.exec(name ?? '')?.[0].toLowerCase() ?? endingOf(mime)
