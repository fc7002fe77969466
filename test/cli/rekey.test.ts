import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepPending, pendingKey, swapKeys } from '../../src/cli/keep/key-files.ts'
import { ROOT } from '../../src/root.ts'
import { huiyin } from '../helpers/cli.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-rekey-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const run = (args: string, input = '', settings: Record<string, string> = {}) =>
  huiyin(args.split(' '), {
    env: { DATA_DIR: dir, OFFICE_DIR: join(ROOT, 'flows'), LOG_LEVEL: 'error', ...settings },
    input,
    cwd: dir,
  })
const ADD = 'officer add --login he --name 何静 --role manager'

describe('huiyin rekey', () => {
  it('makes a key of its own and keeps the one before', async () => {
    await run(ADD)
    const before = readFileSync(join(dir, 'secret.key'), 'utf8')
    const asked = await run('rekey')
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('加上 --yes')])
    expect(readFileSync(join(dir, 'secret.key'), 'utf8')).toBe(before)
    const { code, stdout } = await run('rekey --yes')
    expect([code, stdout]).toEqual([0, expect.stringContaining('没有一处还要旧密钥')])
    const now = readFileSync(join(dir, 'secret.key'), 'utf8')
    expect(now).not.toBe(before)
    expect(stdout + asked.stderr).not.toContain(now)
    const kept = readdirSync(dir).filter(name => name.startsWith('secret.key.'))
    expect(kept).toEqual([expect.stringMatching(/^secret\.key\.until-\d{4}-\d\d-\d\d$/)])
    expect(readFileSync(join(dir, kept[0]!), 'utf8')).toBe(before)
    expect(statSync(join(dir, kept[0]!)).mode & 0o077).toBe(0)
    expect((await run('audit verify')).code).toBe(0)
    expect((await run('backup --to after.hyb')).stdout).toContain('都对得上')
  })

  it('takes the key from a file or standard input when it is a setting, and never from the command line', async () => {
    const [old, next] = ['o'.repeat(40), 'n'.repeat(40)]
    const settings = { SECRET_KEY: old }
    await run(ADD, '', settings)
    expect((await run('rekey --yes', '', settings)).stderr).toContain('--new-key-file')
    expect((await run('rekey --yes --new-key-file missing', '', settings)).stderr).toContain('读不了新密钥')
    expect((await run('rekey --yes --new-key-file -', 'short', settings)).stderr).toContain('至少 32 个字符')
    expect((await run('rekey --yes --new-key-file -', old, settings)).stderr).toContain('和现在的一样')
    const done = await run('rekey --yes --new-key-file -', `${next}\n`, settings)
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('请把 SECRET_KEY 改成新密钥')])
    expect(existsSync(join(dir, 'secret.key'))).toBe(false)
    const forgotten = await run('officer list', '', settings)
    expect([forgotten.code, forgotten.stderr]).toEqual([1, expect.stringContaining('另一个密钥')])
    expect((await run('rekey --yes --new-key-file -', next, settings)).stdout).toContain('已经换成新密钥')
    expect((await run('officer list', '', { SECRET_KEY: next })).stdout).toContain('何静')
  })
})

describe('the files of the key', () => {
  const at = new Date('2026-11-30T10:00+08:00')
  const file = () => join(dir, 'secret.key')

  it('have a key under the usual name at every moment, and lose none', () => {
    writeFileSync(file(), 'a'.repeat(40))
    keepPending(file(), 'b'.repeat(40))
    expect(pendingKey(file())).toBe('b'.repeat(40))
    expect(swapKeys(file(), at)).toBe('secret.key.until-2026-11-30')
    keepPending(file(), 'c'.repeat(40))
    expect(swapKeys(file(), at)).toBe('secret.key.until-2026-11-30-2')
    expect(readdirSync(dir).map(name => readFileSync(join(dir, name), 'utf8')[0])).toEqual(['c', 'a', 'b'])
    expect(pendingKey(file())).toBeUndefined()
  })

  it('go on after a stop between the copy and the exchange', () => {
    writeFileSync(file(), 'a'.repeat(40))
    keepPending(file(), 'b'.repeat(40))
    writeFileSync(`${file()}.until-2026-11-30`, 'a'.repeat(40))
    expect(swapKeys(file(), at)).toBe('secret.key.until-2026-11-30')
    expect(readdirSync(dir)).toHaveLength(2)
  })
})
