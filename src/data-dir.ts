import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

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
