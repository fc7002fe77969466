import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dayNumber, shanghaiDate } from '../../../../src/domain/base/civil-date.ts'
import { openFiles } from '../../../../src/store/base/files.ts'
import { openNotices } from '../../../../src/store/office/notices.ts'
import { lastBackup, noteBackup } from '../../../../src/usecases/office/backup/last-backup.ts'
import { nightlyBackup, timeOfBackup } from '../../../../src/usecases/office/backup/nightly.ts'
import { restoreBackup } from '../../../../src/usecases/office/backup/restore-backup.ts'
import { watchBackups } from '../../../../src/usecases/office/backup/watch-backups.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { emptyDatabaseUrl, type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
let dir: string
beforeEach(async () => {
  dir = join(mkdtempSync(join(tmpdir(), 'huiyin-nightly-')), 'backups')
  // Not encrypted: what the passphrase does is tested elsewhere, and it takes its time.
  ctx = await testContext({ config: { BACKUP_DIR: dir } })
})
afterEach(async () => {
  await ctx.close()
  rmSync(join(dir, '..'), { recursive: true, force: true })
})

const archives = () =>
  readdirSync(dir)
    .filter(name => timeOfBackup(name))
    .sort()
const pooled = () =>
  readdirSync(join(dir, 'attachments'), { recursive: true, encoding: 'utf8' })
    .map(name => name.split('/').at(-1)!)
    .filter(name => /^[0-9a-f]{64}$/.test(name))
    .sort()
const inPool = (hash: string) => join(dir, 'attachments', hash.slice(0, 2), hash)
const inData = (hash: string) => join(ctx.dir, 'attachments', hash.slice(0, 2), hash)
const photo = async (text: string) => {
  const hash = await ctx.files.put(Buffer.from(text))
  const row = await ctx.db.inTransaction(tx =>
    tx.attachment.create({
      data: { kind: 'photo', status: 'stored', hash, mime: 'image/jpeg', createdAt: ctx.now() },
    }),
  )
  return { hash, id: row.id }
}
const forget = async ({ hash, id }: { hash: string; id: number }) => {
  await ctx.db.inTransaction(tx => tx.attachment.delete({ where: { id } }))
  rmSync(inData(hash))
}
const codes = async () => (await openNotices(ctx.db)).map(n => n.code).sort()

describe('the nightly backup', () => {
  it('puts each attachment beside the archives once, and an archive is restored with those it needs', async () => {
    await openedCase(ctx)
    const first = await photo('the first photo')
    expect((await nightlyBackup(ctx))!.attachments).toMatchObject({ inside: 0, pooled: 1 })
    const second = await photo('the second photo')
    const copied = readFileSync(inPool(first.hash))
    expect(copied).toEqual(readFileSync(inData(first.hash)))
    const before = new Date(0)
    utimesSync(inPool(first.hash), before, before)
    ctx.clock.advance(24 * 60)
    const report = await nightlyBackup(ctx)
    expect(report!.attachments).toEqual({ inside: 0, pooled: 2, missing: [], damaged: [] })
    expect(archives()).toEqual(['huiyin-20261116-1000.tar.gz', 'huiyin-20261117-1000.tar.gz'])
    expect(pooled()).toEqual([first.hash, second.hash].sort())

    const to = join(dir, '..', 'restored')
    const restored = await restoreBackup({
      from: report!.path,
      to,
      passphrase: undefined,
      secretKey: undefined,
      databaseUrl: ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : undefined,
      force: false,
      confirm: async () => {},
      now: ctx.now,
    })
    expect(restored.attachments).toEqual({ restored: 2, missing: [], damaged: [] })
    expect((await openFiles(to, ctx.secrets).get(second.hash)).toString()).toBe('the second photo')
  })

  it('says what the restored office lacks when the pool was left behind', async () => {
    const { id } = await photo('a photo')
    const { path } = (await nightlyBackup(ctx))!
    rmSync(join(dir, 'attachments'), { recursive: true })
    const restored = await restoreBackup({
      from: path,
      to: join(dir, '..', 'restored'),
      passphrase: undefined,
      secretKey: undefined,
      databaseUrl: ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : undefined,
      force: false,
      confirm: async () => {},
      now: ctx.now,
    })
    expect(restored.attachments.missing).toEqual([id])
  })

  it('removes old archives, and from the pool what no archive needs any more', async () => {
    const stays = await photo('stays')
    const goes = await photo('goes')
    await nightlyBackup(ctx)
    await forget(goes)
    writeFileSync(join(dir, 'notes of the administrator.txt'), 'not ours')
    // The nights of a week, without all that is in their archives.
    for (let day = 17; day <= 22; day++) {
      const name = `huiyin-202611${day}-1000.tar.gz`
      writeFileSync(join(dir, name), '')
      writeFileSync(join(dir, 'attachments', 'lists', `${name}.txt`), `${stays.hash}\n`)
    }
    ctx.clock.set('2026-11-22T11:00+08:00')
    await nightlyBackup(ctx)
    // The first archive still lists it.
    expect(pooled()).toEqual([stays.hash, goes.hash].sort())
    ctx.clock.set('2026-11-23T10:00+08:00')
    await nightlyBackup(ctx)
    expect(archives()).toEqual([
      ...['17', '18', '19', '20', '21'].map(day => `huiyin-202611${day}-1000.tar.gz`),
      'huiyin-20261122-1100.tar.gz',
      'huiyin-20261123-1000.tar.gz',
    ])
    expect(pooled()).toEqual([stays.hash])
    expect(readdirSync(join(dir, 'attachments', 'lists')).sort()).toEqual(
      archives().map(name => `${name}.txt`),
    )
    expect(existsSync(join(dir, 'notes of the administrator.txt'))).toBe(true)
  })

  it('mends a file of the pool that went bad, in the one of sixteen nights in which it is read', async () => {
    const { hash } = await photo('a photo')
    await nightlyBackup(ctx)
    const bytes = readFileSync(inPool(hash))
    bytes[20]! ^= 1
    writeFileSync(inPool(hash), bytes)
    const isGood = () =>
      openFiles(dir, ctx.secrets)
        .get(hash)
        .then(
          () => true,
          () => false,
        )
    const isItsNight = () => dayNumber(shanghaiDate(ctx.now())) % 16 === Number.parseInt(hash[0]!, 16)
    do ctx.clock.advance(24 * 60)
    while (isItsNight())
    await nightlyBackup(ctx)
    expect(await isGood()).toBe(false)
    do ctx.clock.advance(24 * 60)
    while (!isItsNight())
    await nightlyBackup(ctx)
    expect(await isGood()).toBe(true)
  })

  it('tells administrators of attachments that are gone, and no longer when they are back', async () => {
    const { hash } = await photo('a photo')
    const bytes = readFileSync(inData(hash))
    rmSync(inData(hash))
    await nightlyBackup(ctx)
    expect(await codes()).toEqual(['backup_files', 'backup_plain'])
    writeFileSync(inData(hash), bytes)
    ctx.clock.advance(24 * 60)
    await nightlyBackup(ctx)
    expect(await codes()).toEqual(['backup_plain'])
  })

  it('that fails leaves neither an archive nor a half one, and what was there stays', async () => {
    await nightlyBackup(ctx)
    const before = readdirSync(dir, { recursive: true }).sort()
    ctx.clock.advance(24 * 60)
    const broken = { ...ctx, config: { ...ctx.config, officeDir: join(ctx.dir, 'nowhere') } }
    await expect(nightlyBackup(broken)).rejects.toThrow()
    expect(readdirSync(dir, { recursive: true }).sort()).toEqual(before)
    expect((await lastBackup(ctx)).last!.at).toEqual(new Date('2026-11-16T10:00+08:00'))
  })

  it('stops when the process ends', async () => {
    const ending = AbortSignal.abort(new Error('the process ends'))
    await expect(nightlyBackup(ctx, ending)).rejects.toThrow('the process ends')
    expect(archives()).toEqual([])
  })

  it('is not made without BACKUP_DIR', async () => {
    const off = { ...ctx, config: { ...ctx.config, backup: { dir: undefined, passphrase: undefined } } }
    expect(await nightlyBackup(off)).toBeUndefined()
    expect(await lastBackup(off)).toEqual({ last: null, nightly: false, encrypted: false, stale: true })
  })
})

describe('how old the last backup is', () => {
  it('is known to every process, and told when it is more than a day and a half', async () => {
    await watchBackups(ctx)
    expect(await codes()).toEqual([])
    const at = ctx.now()
    await noteBackup(ctx.db, { at, bytes: 5_000_000_000, nightly: true }, at)
    ctx.clock.advance(36 * 60)
    expect(await lastBackup(ctx)).toEqual({
      last: { at, bytes: 5_000_000_000, nightly: true },
      nightly: true,
      encrypted: false,
      stale: false,
    })
    await watchBackups(ctx)
    expect(await codes()).toEqual([])
    ctx.clock.advance(1)
    expect((await lastBackup(ctx)).stale).toBe(true)
    await watchBackups(ctx)
    expect((await openNotices(ctx.db)).map(n => n.detail)).toEqual([
      expect.stringContaining('最近一次备份是 11 月 16 日 10:00 的'),
    ])
    await noteBackup(ctx.db, { at: ctx.now(), bytes: 1, nightly: false }, ctx.now())
    await watchBackups(ctx)
    expect(await codes()).toEqual([])
  })
})
