import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepToOwner } from '../src/data-dir.ts'
import { migrate } from '../src/store/base/migrate.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-rights-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const rights = (...path: string[]) => statSync(join(dir, ...path)).mode & 0o777

it('closes a directory that exists with looser rights, with the database, its side files and the key', () => {
  mkdirSync(join(dir, 'attachments', 'ab'), { recursive: true })
  const files = ['huiyin.db', 'huiyin.db-wal', 'huiyin.db-shm', 'secret.key', 'serve.lock']
  for (const name of files) {
    writeFileSync(join(dir, name), 'x')
    chmodSync(join(dir, name), 0o644)
  }
  for (const path of [['attachments', 'ab'], ['attachments'], []]) chmodSync(join(dir, ...path), 0o777)

  const { mended, failed } = keepToOwner(dir, `file:${join(dir, 'huiyin.db')}`)
  expect(failed).toEqual([])
  expect(mended).toHaveLength(files.length + 3)
  for (const name of files) expect([name, rights(name)]).toEqual([name, 0o600])
  expect([rights(), rights('attachments'), rights('attachments', 'ab')]).toEqual([0o700, 0o700, 0o700])
  expect(keepToOwner(dir, `file:${join(dir, 'huiyin.db')}`)).toEqual({ mended: [], failed: [] })
})

it('closes a database that lies elsewhere', () => {
  const other = join(dir, 'other.db')
  writeFileSync(other, 'x')
  chmodSync(other, 0o666)
  mkdirSync(join(dir, 'data'), { mode: 0o700 })
  keepToOwner(join(dir, 'data'), `file:${other}`)
  expect(rights('other.db')).toBe(0o600)
})

it('makes a new database its owner’s, whatever the umask', async () => {
  const file = join(dir, 'new', 'huiyin.db')
  await migrate(`file:${file}`)
  expect(rights('new')).toBe(0o700)
  expect(rights('new', 'huiyin.db')).toBe(0o600)
})
