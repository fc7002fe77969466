import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The office's files by their path within OFFICE_DIR, e.g. `office.yaml`, `guides/hukou.yaml`. */
export type ContentFiles = ReadonlyMap<string, string>

const FOLDERS = ['calendar', 'guides', 'dialogues'] as const
const FILES = ['office.yaml', 'menu.yaml', 'catalogue.yaml'] as const

/** Reads every file that content is made of. A file that is missing or cannot be read is not in the result. */
export async function readContentFiles(dir: string): Promise<ContentFiles> {
  const names: string[] = [...FILES]
  for (const folder of FOLDERS) {
    const inside = await readdir(join(dir, folder)).catch(() => [] as string[])
    names.push(
      ...inside
        .filter(name => /\.ya?ml$/.test(name))
        .sort()
        .map(name => `${folder}/${name}`),
    )
  }
  const texts = await Promise.all(
    names.map(name => readFile(join(dir, name), 'utf8').catch(ifMissing(name, FILES))),
  )
  return new Map(names.flatMap((name, i) => (texts[i] === undefined ? [] : [[name, texts[i]] as const])))
}

/** These files may be missing: what follows from it, the checks say. */
const ifMissing = (name: string, may: readonly string[]) => (error: unknown) => {
  if (!may.includes(name)) throw error
  return undefined
}

/** The files of one folder, in order. */
export const inFolder = (files: ContentFiles, folder: (typeof FOLDERS)[number]) =>
  [...files].filter(([file]) => file.startsWith(`${folder}/`)).map(([file, text]) => ({ file, text }))
