import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeSecrets } from '../../../src/domain/base/secrets.ts'
import { DamagedFile, type Files, openFiles } from '../../../src/store/base/files.ts'

const KEY = 'a key for tests only, long enough to pass'
const PHOTO = Buffer.from('a photo of the broken lamp '.repeat(20))
let dir: string
let files: Files
const pathOf = (hash: string) => join(dir, 'attachments', hash.slice(0, 2), hash)
const age = (hash: string, hours: number) => {
  const then = new Date(Date.now() - hours * 3_600_000)
  utimesSync(pathOf(hash), then, then)
}
const yesterday = () => new Date(Date.now() - 24 * 3_600_000)
const nobody = async () => false

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-files-'))
  files = openFiles(dir, makeSecrets(KEY))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('files', () => {
  it('are sealed, under an address that nobody can compute who has the same file', async () => {
    const hash = await files.put(PHOTO)
    expect((await files.get(hash)).equals(PHOTO)).toBe(true)
    expect(readFileSync(pathOf(hash)).includes('broken lamp')).toBe(false)
    expect(hash).not.toBe(createHash('sha256').update(PHOTO).digest('hex'))
    expect(statSync(pathOf(hash)).mode & 0o777).toBe(0o600)
    const others = openFiles(dir, makeSecrets(`${KEY}, another`))
    expect(await others.put(PHOTO)).not.toBe(hash)
    await expect(others.get(hash)).rejects.toThrow(DamagedFile)
  })

  it('kept in the clear by an earlier version are still read', async () => {
    const hash = createHash('sha256').update(PHOTO).digest('hex')
    mkdirSync(join(dir, 'attachments', hash.slice(0, 2)), { recursive: true })
    writeFileSync(pathOf(hash), PHOTO)
    expect((await files.get(hash)).equals(PHOTO)).toBe(true)
    writeFileSync(pathOf(hash), 'something else')
    await expect(files.get(hash)).rejects.toThrow(DamagedFile)
  })

  it('that were damaged are refused, and whole again when the same is sent again', async () => {
    const hash = await files.put(PHOTO)
    for (const damage of [
      (b: Buffer) => b.fill(0, b.length - 4),
      (b: Buffer) => b.subarray(0, b.length - 1),
      () => Buffer.alloc(0),
      () => PHOTO,
    ]) {
      writeFileSync(pathOf(hash), damage(readFileSync(pathOf(hash))))
      await expect(files.get(hash)).rejects.toThrow(DamagedFile)
      expect(await files.put(PHOTO)).toBe(hash)
      expect((await files.get(hash)).equals(PHOTO)).toBe(true)
    }
  })

  it('one put in the place of another are noticed', async () => {
    const [a, b] = [await files.put(PHOTO), await files.put(Buffer.from('another'))]
    writeFileSync(pathOf(a), readFileSync(pathOf(b)))
    await expect(files.get(a)).rejects.toThrow(DamagedFile)
  })

  it('that nobody needs are removed when they are old, and not when they were put again', async () => {
    const [old, again, needed] = [
      await files.put(Buffer.from('old')),
      await files.put(Buffer.from('again')),
      await files.put(Buffer.from('needed')),
    ]
    for (const hash of [old, again, needed]) age(hash, 48)
    await files.put(Buffer.from('again'))
    const found: string[] = []
    for (let at: number | undefined = 0; at !== undefined; ) {
      const part = await files.untouched(yesterday(), at)
      found.push(...part.hashes)
      at = part.next
    }
    expect(found.sort()).toEqual([old, needed].sort())
    expect(await files.remove(old, yesterday(), nobody)).toBe(true)
    expect(await files.remove(again, yesterday(), nobody)).toBe(false)
    expect(await files.remove(needed, yesterday(), async () => true)).toBe(false)
    await expect(files.get(old)).rejects.toThrow('ENOENT')
    expect(String(await files.get(again))).toBe('again')
    expect(String(await files.get(needed))).toBe('needed')
  })

  it('half written by a crash go, and those that a crash left half removed come back', async () => {
    const hash = await files.put(PHOTO)
    const folder = join(dir, 'attachments', hash.slice(0, 2))
    writeFileSync(join(folder, `${hash}.0123456789ab`), 'half')
    writeFileSync(join(folder, `${hash.slice(0, 63)}0.gone`), 'was moved')
    expect(await files.removeHalves(new Date(Date.now() - 1000))).toBe(0)
    await files.removeHalves(new Date(Date.now() + 1000))
    expect(readdirSync(folder).sort()).toEqual([hash, `${hash.slice(0, 63)}0`].sort())
  })
})
