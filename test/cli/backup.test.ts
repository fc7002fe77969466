import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/root.ts'
import { huiyin } from '../helpers/cli.ts'

const PASSPHRASE = 'four words and a half'

let dir: string
let env: Record<string, string>
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-backup-cli-'))
  env = { DATA_DIR: join(dir, 'data'), OFFICE_DIR: join(ROOT, 'flows'), LOG_LEVEL: 'error' }
  const added = await run('officer add --login zhang --name 张三 --role admin')
  expect(added.code).toBe(0)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const run = (args: string, more: Record<string, string> = {}) =>
  huiyin(args.split(' '), { env: { ...env, ...more }, cwd: dir })

describe('huiyin backup and restore', () => {
  it('make one encrypted file, and an office of it again', async () => {
    const made = await run('backup --to office.tar.gz.age --json', { BACKUP_PASSPHRASE: PASSPHRASE })
    expect(made).toMatchObject({ code: 0, stderr: '' })
    const file = join(dir, 'office.tar.gz.age')
    expect(JSON.parse(made.stdout)).toMatchObject({
      path: file,
      encrypted: true,
      checked: 'restored',
      cases: 0,
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(dir, 'data'))).not.toContain(expect.stringContaining('backup-work'))
    expect(readFileSync(file).subarray(0, 22).toString()).toBe('age-encryption.org/v1\n')

    const wrong = await run('restore --from office.tar.gz.age --to restored', {
      BACKUP_PASSPHRASE: 'x'.repeat(16),
    })
    expect(wrong).toMatchObject({ code: 1, stdout: '' })
    expect(wrong.stderr).toContain('口令不对')
    expect(readdirSync(dir)).not.toContain('restored')

    // Without a data directory of its own it makes none.
    const restored = await run('restore --from office.tar.gz.age --to restored', {
      BACKUP_PASSPHRASE: PASSPHRASE,
      DATA_DIR: join(dir, 'nowhere'),
    })
    expect(restored).toMatchObject({ code: 0, stderr: '' })
    expect(restored.stdout).toContain('恢复好了')
    expect(readdirSync(dir)).not.toContain('nowhere')
    expect(readdirSync(join(dir, 'restored')).sort()).toEqual(['flows', 'huiyin.db', 'secret.key'])
    const officers = await run('officer list --json', {
      DATA_DIR: join(dir, 'restored'),
      OFFICE_DIR: join(dir, 'restored', 'flows'),
    })
    expect(JSON.parse(officers.stdout)).toEqual([expect.objectContaining({ login: 'zhang', name: '张三' })])

    const again = await run('restore --from office.tar.gz.age --to restored', {
      BACKUP_PASSPHRASE: PASSPHRASE,
    })
    expect(again.stderr).toContain('--force')
    const unasked = await run('restore --from office.tar.gz.age --to restored --force', {
      BACKUP_PASSPHRASE: PASSPHRASE,
    })
    expect(unasked.stderr).toMatch(/没有比备份新的[\s\S]*--yes/)
    const forced = await run('restore --from office.tar.gz.age --to restored --force --yes --json', {
      BACKUP_PASSPHRASE: PASSPHRASE,
    })
    expect(JSON.parse(forced.stdout)).toMatchObject({ keyWritten: true, setAside: { schema: null } })
    for (const { stdout, stderr } of [made, wrong, restored, again, unasked, forced])
      expect(stdout + stderr).not.toContain(PASSPHRASE)
  }, 60_000)

  it('say loudly what a plain backup gives away', async () => {
    const plain = await run('backup --to plain.tar.gz')
    expect(plain.code).toBe(0)
    expect(plain.stderr).toContain('没有加密，密钥也在里面')
    const keyless = await run('backup --to keyless.tar.gz --without-key')
    expect(keyless.stderr).toMatch(/没有加密，密钥不在里面[\s\S]*另外保存/)
    const twice = await run('backup --to plain.tar.gz')
    expect(twice).toMatchObject({ code: 1, stdout: '' })
    expect(twice.stderr).toContain('已经有了')
  })

  it('name a passphrase that is too short, without repeating it', async () => {
    for (const args of ['backup --to x', 'restore --from plain.tar.gz --to y']) {
      const { code, stderr } = await run(args, { BACKUP_PASSPHRASE: 'hunter2' })
      expect(code).toBe(1)
      expect(stderr).toContain('BACKUP_PASSPHRASE：至少 16 个字符')
      expect(stderr).not.toContain('hunter2')
    }
  })
})
