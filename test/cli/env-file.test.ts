import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { loadEnvFile, unknownNames } from '../../src/cli/env-file.ts'

const dir = mkdtempSync(join(tmpdir(), 'huiyin-env-file-'))
const file = join(dir, '.env')
const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('adds the settings, and keeps what is in the environment, also when it is empty', () => {
  process.env['PORT'] = '4000'
  process.env['BACKUP_DIR'] = ''
  writeFileSync(file, 'PORT=3000\nBACKUP_DIR=/mnt\nMETRICS_TOKEN=abc # a comment\n')
  loadEnvFile(file)
  expect(process.env).toMatchObject({ PORT: '4000', BACKUP_DIR: '', METRICS_TOKEN: 'abc' })
})

it('starts without a .env', () => {
  expect(() => loadEnvFile(join(dir, 'none'))).not.toThrow()
  expect(unknownNames(join(dir, 'none'))).toEqual([])
})

it('stops at a .env that is there and cannot be read', () => {
  const unreadable = join(dir, 'folder')
  mkdirSync(unreadable)
  expect(() => loadEnvFile(unreadable)).toThrow(/读不了 .* 里的 \.env/)
})

it('stops at a value that a # would cut off, names its line and repeats no secret', () => {
  writeFileSync(file, 'PORT=3000\nBACKUP_PASSPHRASE=old tree by the gate#2026\n')
  expect(() => loadEnvFile(file)).toThrow(/BACKUP_PASSPHRASE：\.env 第 2 行/)
  expect(() => loadEnvFile(file)).not.toThrow(/old tree/)
})

it.each([
  ["BACKUP_PASSPHRASE='old tree by the gate#2026'", 'old tree by the gate#2026'],
  ['BACKUP_PASSPHRASE="old tree by the gate#2026"', 'old tree by the gate#2026'],
  ['BACKUP_PASSPHRASE=old tree by the gate # since 2026', 'old tree by the gate'],
])('reads %s whole', (line, value) => {
  writeFileSync(file, line)
  loadEnvFile(file)
  expect(process.env['BACKUP_PASSPHRASE']).toBe(value)
})

it('names what is no setting of Huiyin, and not what is for Node.js', () => {
  writeFileSync(file, 'BACKUP_DRI=/mnt\nPORT=3000\nTZ=UTC\nNODE_ENV=production\n')
  expect(unknownNames(file)).toEqual(['BACKUP_DRI'])
})
