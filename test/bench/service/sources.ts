import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../../../src/root.ts'
import type { CpuProfile } from './profile.ts'

/** Names frames of the bundle by their source: `normalise src/search/words.ts`, `run better-sqlite3`. */
export function sourceNames(): (frame: CpuProfile['nodes'][number]['callFrame']) => string {
  const maps = new Map<string, SourceMap | null>()
  const mapOf = (file: string) => {
    const known = maps.get(file)
    if (known !== undefined) return known
    const map = existsSync(`${file}.map`)
      ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
      : null
    maps.set(file, map)
    return map
  }
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (url === '') return functionName.startsWith('(') ? functionName : `${functionName} (native)`
    const name = functionName || '(anonymous)'
    if (!url.startsWith('file:')) return `${name} ${url}`
    const file = fileURLToPath(url)
    const library = file.split('/node_modules/').at(-1)
    if (file.includes('/node_modules/')) return `${name} ${packageOf(library ?? '')}`
    const entry = mapOf(file)?.findEntry(lineNumber, columnNumber)
    const source = entry && 'originalSource' in entry ? entry.originalSource : undefined
    const place = source ? source.replace(/^.*?(src\/)/, '$1') : relative(ROOT, file)
    // Functions without a name are told apart by their line.
    return functionName || !entry || !('originalLine' in entry)
      ? `${name} ${place}`
      : `${name} ${place}:${entry.originalLine + 1}`
  }
}

const packageOf = (path: string) =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')
