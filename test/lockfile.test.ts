import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'

interface Entry {
  version?: string
  resolved?: string
  optionalDependencies?: Record<string, string>
}
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Entry>
}

// `npm install` drops the entries of platforms a registry does not carry, and then `npm ci` refuses the lock file.
it('lists the ready-made parts of every platform, so that npm ci works everywhere', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
    ),
  )
  expect(missing).toEqual([])
})

it('names no registry: each office uses its own', () => {
  expect(Object.values(packages).filter(entry => entry.resolved)).toEqual([])
})
