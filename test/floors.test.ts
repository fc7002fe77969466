import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'

/** The floor of each room: a room imports only rooms on lower floors (and itself). */
const FLOORS: Record<string, number> = {
  domain: 1,
  flow: 2,
  search: 2,
  store: 3,
  channels: 3,
  usecases: 4,
  web: 5,
  jobs: 5,
  cli: 5,
}

/** Files in src/ itself: main.ts joins everything; the others are read by everyone who may touch the machine. */
const SRC = join(ROOT, 'src')

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter(f => f.isFile() && /\.tsx?$/.test(f.name))
  .map(f => join(f.parentPath, f.name))
  .filter(f => !f.includes('/generated/'))

const importsOf = (file: string) =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(i => i.fileName)

const roomOf = (file: string) =>
  relative(SRC, file).split('/').length > 1 ? relative(SRC, file).split('/')[0]! : ''

/** `from → to` for each import that goes up or sideways. */
function breaches(): string[] {
  const found: string[] = []
  for (const file of files) {
    const room = roomOf(file)
    if (room === '') continue
    for (const name of importsOf(file).filter(i => i.startsWith('.'))) {
      const target = join(dirname(file), name)
      const other = roomOf(target)
      if (other === room) continue
      const upwards = other === '' ? !/\/(config|root)\.ts$/.test(target) : FLOORS[other]! >= FLOORS[room]!
      // The command line starts the house.
      if (upwards && !(room === 'cli' && target.endsWith('/main.ts'))) {
        found.push(`${relative(SRC, file)} → ${relative(SRC, target)}`)
      }
    }
  }
  return found
}

describe('the floors of the house', () => {
  it('every room has a floor', () => {
    const rooms = [...new Set(files.map(roomOf))].filter(Boolean)
    expect(rooms.filter(room => !(room in FLOORS))).toEqual([])
    expect(rooms.length).toBeGreaterThan(7)
  })

  it('a room imports only rooms on lower floors', () => {
    expect(breaches()).toEqual([])
  })

  it('only the store knows Prisma', () => {
    const others = files.filter(f => roomOf(f) !== 'store')
    const values = others.filter(f => {
      const source = readFileSync(f, 'utf8')
      return importsOf(f).some(i => i.startsWith('@prisma/')) || /^import (?!type).*generated\//m.test(source)
    })
    expect(values.map(f => relative(SRC, f))).toEqual([])
  })

  it('only config.ts reads the environment', () => {
    const readers = files.filter(f =>
      /process\.env/.test(readFileSync(f, 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '')),
    )
    expect(readers.map(f => relative(SRC, f))).toEqual(['config.ts'])
  })

  it('the pure rooms read no clock, file, network or chance', () => {
    const pure = files.filter(f => ['domain', 'flow', 'search'].includes(roomOf(f)))
    const impure = pure.filter(f => {
      const source = readFileSync(f, 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '')
      return (
        importsOf(f).some(i => /^node:(fs|net|http|https|child_process|timers)/.test(i)) ||
        /\bDate\.now\(\)|\bnew Date\(\)|Math\.random\(\)/.test(source)
      )
    })
    expect(impure.map(f => relative(SRC, f))).toEqual([])
  })
})
