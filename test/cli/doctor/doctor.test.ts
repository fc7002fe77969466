import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { huiyin } from '../../helpers/cli.ts'

const dir = mkdtempSync(join(tmpdir(), 'huiyin-doctor-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const run = (args: string, env: Record<string, string>) =>
  huiyin(args.split(' '), { env: { OFFICE_DIR: join(ROOT, 'flows'), LOG_LEVEL: 'error', ...env }, cwd: dir })

it('says every wrong setting, makes nothing, and exits 1', async () => {
  const { code, stdout } = await run('doctor', {
    DATA_DIR: join(dir, 'none'),
    PORT: 'x',
    WECHAT_APP_ID: 'wx0000000000',
  })
  expect(code).toBe(1)
  for (const words of ['PORT：应是数字', 'WECHAT_APP_SECRET：', '不好']) expect(stdout).toContain(words)
  expect(existsSync(join(dir, 'none'))).toBe(false)
})

it('makes no data directory and no key where there is none', async () => {
  const { code, stdout } = await run('doctor', { DATA_DIR: join(dir, 'none') })
  expect([code, stdout.includes('没有这个数据目录')]).toEqual([1, true])
  expect(existsSync(join(dir, 'none'))).toBe(false)
})

it('looks at an office that has not begun, as JSON', async () => {
  const data = mkdtempSync(join(dir, 'data-'))
  const { code, stdout } = await run('doctor --json', { DATA_DIR: data })
  const { ok, findings } = JSON.parse(stdout)
  expect([code, ok]).toEqual([0, true])
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'database', level: 'warn', found: '还没有数据库' }),
  )
  expect(findings).toContainEqual(expect.objectContaining({ check: 'settings', level: 'warn' }))
  expect(existsSync(join(data, 'huiyin.db'))).toBe(false)
})

it('looks at a database file that is none', async () => {
  const { code, stdout } = await run('doctor', {
    DATA_DIR: dir,
    DATABASE_URL: `file:${join(ROOT, 'package.json')}`,
  })
  expect(code).toBe(1)
  expect(stdout).toContain('不好  数据库')
})

it('says that the key is missing where there is a database, and makes none', async () => {
  const data = mkdtempSync(join(dir, 'no-key-'))
  writeFileSync(join(data, 'huiyin.db'), 'SQLite format 3\0')
  const { code, stdout } = await run('doctor', { DATA_DIR: data })
  expect(code).toBe(1)
  expect(stdout).toContain('却没有密钥')
  expect(existsSync(join(data, 'secret.key'))).toBe(false)
})
