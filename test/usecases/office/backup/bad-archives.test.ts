import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync } from 'node:zlib'
import { extract, type Header, pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeBackup } from '../../../../src/usecases/office/backup/make-backup.ts'
import { restoreBackup } from '../../../../src/usecases/office/backup/restore-backup.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { emptyDatabaseUrl, type TestContext, testContext } from '../../../helpers/context.ts'

const PASSPHRASE = 'four words and a half'

let ctx: TestContext
let out: string
/** A good plain archive, and a good encrypted one. */
let plain: Buffer
let sealed: Buffer
let databaseUrl: string | undefined
beforeAll(async () => {
  ctx = await testContext()
  out = mkdtempSync(join(tmpdir(), 'huiyin-bad-'))
  await openedCase(ctx)
  await ctx.files.put(Buffer.from('a photo'))
  plain = readFileSync((await makeBackup(ctx, { to: out })).path)
  const secret = { ...ctx, config: { ...ctx.config, backup: { dir: undefined, passphrase: PASSPHRASE } } }
  sealed = readFileSync((await makeBackup(secret, { to: out, work: 4 })).path)
  databaseUrl = ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : undefined
})
afterAll(async () => {
  await ctx.close()
  rmSync(out, { recursive: true, force: true })
})

/** Restores bytes; whatever comes of it, a refused one leaves nothing behind. @returns the words */
async function refused(bytes: Uint8Array, more: { passphrase?: string | undefined } = {}): Promise<string> {
  const dir = mkdtempSync(join(out, 'case-'))
  writeFileSync(join(dir, 'backup'), bytes)
  const error = await restoreBackup({
    from: join(dir, 'backup'),
    to: join(dir, 'data'),
    passphrase: bytes[0] === 0x1f ? undefined : PASSPHRASE,
    secretKey: undefined,
    databaseUrl,
    force: false,
    confirm: async () => {},
    now: ctx.now,
    ...more,
  }).then(
    () => new Error('it was restored'),
    (thrown: Error) => thrown,
  )
  expect([error.name, error.message, error.stack]).toEqual([
    'BackupProblem',
    expect.any(String),
    expect.any(String),
  ])
  expect(readdirSync(dir)).toEqual(['backup'])
  if (databaseUrl) {
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    const { rows } =
      await client.query(`SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%'
      AND schemaname <> 'information_schema'`)
    const { rows: schemas } = await client.query(
      `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'huiyin%'`,
    )
    await client.end()
    expect([rows, schemas]).toEqual([[], []])
  }
  return error.message
}

interface Entry {
  header: Partial<Header> & { name: string }
  content: Buffer
}

async function entriesOf(archive: Buffer): Promise<Entry[]> {
  const tar = extract()
  tar.end(gunzipSync(archive))
  const entries: Entry[] = []
  for await (const entry of tar) entries.push({ header: entry.header, content: await buffer(entry) })
  return entries
}

async function archiveOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack()
  for (const { header, content } of entries) {
    const { name, type, linkname } = header
    const made = {
      name,
      type: type ?? ('file' as const),
      ...(linkname && { linkname }),
      size: content.length,
    }
    if (made.type === 'file') tar.entry(made, content)
    else tar.entry(made)
  }
  tar.finalize()
  return gzipSync(await buffer(tar), { level: 1 })
}

const file = (name: string, content: string | Buffer = 'x'): Entry => ({
  header: { name },
  content: Buffer.from(content),
})

/** The good archive with something else in it, right after its head. */
const withEntry = async (entry: Entry) => {
  const [head, ...rest] = await entriesOf(plain)
  return archiveOf([head!, entry, ...rest])
}
const changed = async (name: string, change: (text: string) => string) =>
  archiveOf(
    (await entriesOf(plain)).map(entry =>
      entry.header.name === name ? file(name, change(entry.content.toString('utf8'))) : entry,
    ),
  )

describe('a backup that is no good is refused in words, and nothing is left', () => {
  it('the wrong passphrase, or none', async () => {
    expect(await refused(sealed, { passphrase: 'not the right passphrase' })).toContain('口令不对')
    expect(await refused(sealed, { passphrase: undefined })).toContain('是加密的')
  })

  it('in the clear where a passphrase is set: somebody may have put it in the place of ours', async () => {
    expect(await refused(plain, { passphrase: PASSPHRASE })).toContain('没有加密')
  })

  it.each([0, 1, 2, 21, 22, 100, 300, 5000, -1, -20, -70_000])('cut off at %i', async at => {
    for (const archive of [plain, sealed])
      expect(await refused(archive.subarray(0, at === 0 ? 0 : at))).toMatch(
        /不完整|没有拷贝完整|不是回音的备份/,
      )
  })

  it('a flipped bit, wherever', async () => {
    for (const archive of [plain, sealed])
      for (const part of [0.01, 0.3, 0.6, 0.9]) {
        const bytes = Buffer.from(archive)
        const at = Math.floor(bytes.length * part) + 30
        bytes[at]! ^= 4
        expect(await refused(bytes)).toMatch(/坏了|不完整|不该有|不一样|不是/)
      }
  })

  it('something else altogether', async () => {
    expect(await refused(Buffer.from('hello'))).toContain('不是回音的备份')
    expect(await refused(randomBytes(10_000))).toContain('不是回音的备份')
    expect(await refused(gzipSync(randomBytes(10_000)))).toMatch(/坏了|不是回音的备份|不完整/)
    expect(await refused(await archiveOf([file('readme.txt')]))).toContain('不是回音的备份')
    expect(await refused(await archiveOf([file('manifest.json', '{}')]))).toContain('不是回音的备份')
  })

  it.each(['../evil', '/tmp/evil', 'office/../../evil', 'attachments/../evil', 'office/a\\..\\evil', 'evil'])(
    'the name %s',
    async name => {
      expect(await refused(await withEntry(file(name)))).toContain('不该有的内容')
      expect(existsSync('/tmp/evil')).toBe(false)
    },
  )

  it('links, devices and folders', async () => {
    for (const type of ['symlink', 'link', 'directory', 'character-device', 'fifo'] as const)
      expect(
        await refused(
          await withEntry({
            header: { name: 'office/evil.yaml', type, linkname: '/etc/passwd' },
            content: Buffer.alloc(0),
          }),
        ),
      ).toContain('不该有的内容')
  })

  it('a file twice, and a file after the end', async () => {
    const entries = await entriesOf(plain)
    for (const folder of ['attachments/', 'office/', 'database/']) {
      const at = entries.findIndex(entry => entry.header.name.startsWith(folder))
      expect(await refused(await archiveOf(entries.toSpliced(at, 0, entries[at]!)))).toContain('不该有的内容')
    }
    expect(await refused(await archiveOf([...entries, file('office/late.yaml')]))).toContain('不该有的内容')
  })

  it('a file that was added, taken away or changed, though the archive is whole', async () => {
    expect(await refused(await withEntry(file('office/added.yaml')))).toContain('坏了')
    const entries = await entriesOf(plain)
    expect(
      await refused(await archiveOf(entries.filter(e => !e.header.name.startsWith('attachments/')))),
    ).toContain('坏了')
    expect(await refused(await changed('office/office.yaml', text => `${text}#`))).toContain('坏了')
    expect(await refused(await archiveOf(entries.slice(0, -1)))).toContain('不完整')
  })

  it('sizes that are made up', async () => {
    const huge = 8 * 1024 ** 4
    const header = Buffer.from(
      gunzipSync(await archiveOf([file('database/huiyin.db', 'x'.repeat(10))])).subarray(0, 512),
    )
    header.write(huge.toString(8).padStart(11, '0').slice(-11), 124, 'latin1')
    // A size that needs more than eleven octal digits is written in base 256.
    header[124] = 0x80
    header.fill(0, 125, 136)
    header.writeUIntBE(huge / 2 ** 24, 128, 5)
    header.fill(' ', 148, 156)
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    )
    const head = gunzipSync(await archiveOf((await entriesOf(plain)).slice(0, 1))).subarray(0, 1024)
    const words = await refused(gzipSync(Buffer.concat([head, header, Buffer.alloc(4096)])))
    expect(words).toMatch(ctx.db.provider === 'sqlite' ? /磁盘放不下/ : /不该有的内容/)
    expect(await refused(await withEntry(file('secret.key', Buffer.alloc(2_000_000))))).toContain(
      '不该有的内容',
    )
  })

  it('of a newer Huiyin', async () => {
    const newer = (change: (head: Record<string, unknown>) => void) =>
      changed('backup.json', text => {
        const head = JSON.parse(text) as Record<string, unknown>
        change(head)
        return JSON.stringify(head)
      })
    expect(await refused(await newer(head => (head['format'] = 2)))).toContain('更新版本')
    expect(
      await refused(await newer(head => (head['migrations'] as string[]).push('9999_from_the_future'))),
    ).toContain('更新版本')
    expect(await refused(await newer(head => (head['provider'] = 'oracle')))).toContain('坏了')
  })

  it('SQL in the place of rows', async () => {
    if (ctx.db.provider !== 'postgresql') return
    const [table] = (await entriesOf(plain)).filter(e => /^database\/\d/.test(e.header.name))
    for (const text of [
      'DROP TABLE "Case";\n',
      'COPY "Case" ("id") FROM PROGRAM \'id\';\n\\.\n',
      'COPY "Officer" ("id") FROM stdin;\n1\n\\.\n',
    ])
      expect(await refused(await changed(table!.header.name, () => text))).toContain('坏了')
    expect(await refused(await changed('database/sequences.sql', () => 'DROP TABLE "Case";\n'))).toContain(
      '坏了',
    )
  })
})
