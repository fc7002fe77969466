import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../../../src/config.ts'
import { makeSecrets } from '../../../../src/domain/base/secrets.ts'
import { openDatabase } from '../../../../src/store/base/database.ts'
import { openFiles } from '../../../../src/store/base/files.ts'
import { migrate } from '../../../../src/store/base/migrate.ts'
import { checkpointSizes } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import type { Context } from '../../../../src/usecases/base/context.ts'
import { viewCase } from '../../../../src/usecases/cases/shown/view-case.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { makeBackup } from '../../../../src/usecases/office/backup/make-backup.ts'
import { type RestoreOptions, restoreBackup } from '../../../../src/usecases/office/backup/restore-backup.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { emptyDatabaseUrl, officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'

const PASSPHRASE = 'four words and a half'
/** Little work for the passphrase: it is not what is tested. */
const work = 4

let ctx: TestContext
let out: string
beforeEach(async () => {
  ctx = await testContext({ config: { BACKUP_PASSPHRASE: PASSPHRASE } })
  out = mkdtempSync(join(tmpdir(), 'huiyin-out-'))
})
afterEach(async () => {
  await ctx.close()
  rmSync(out, { recursive: true, force: true })
})

/** Cases, one of them answered, a photo, a ledger with two closed days. */
async function livedOffice() {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const clerk = await officer(ctx, 'clerk', '李经办', 'construction')
  const reviewer = await officer(ctx, 'reviewer', '赵审核')
  await closeDays(ctx)
  const number = await openedCase(ctx)
  for (let i = 0; i < 5; i++) await openedCase(ctx, { text: `路灯坏了 ${i}` })
  await assignCase(ctx, number, dispatcher)
  await answerCase(ctx, number, '灯已换好，今晚亮灯。', [clerk, reviewer])
  const photo = await ctx.files.put(Buffer.from('a photo of a street lamp'))
  const { id } = await ctx.db.inTransaction(tx =>
    tx.attachment.create({
      data: { kind: 'photo', status: 'stored', hash: photo, mime: 'image/jpeg', createdAt: ctx.now() },
    }),
  )
  ctx.clock.set('2026-11-17T01:00+08:00')
  await closeDays(ctx)
  return { number, photo, attachmentId: id, dispatcher }
}

const restore = async (from: string, more: Partial<RestoreOptions> = {}) => {
  const asked: string[] = []
  const report = await restoreBackup({
    from,
    to: join(out, 'data'),
    passphrase: PASSPHRASE,
    secretKey: undefined,
    databaseUrl: ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : undefined,
    force: false,
    confirm: async loss => void asked.push(loss),
    now: ctx.now,
    ...more,
  })
  return { report, asked }
}

/** The restored office, as a process that starts there has it. */
async function opened(
  dir: string,
  databaseUrl: string | undefined,
): Promise<Context & { close(): Promise<void> }> {
  const config = readConfig({
    DATA_DIR: dir,
    OFFICE_DIR: join(dir, 'flows'),
    BASE_URL: 'https://office.example',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  })
  expect(await migrate(config.databaseUrl)).toEqual([])
  const secrets = makeSecrets(config.secretKey)
  const db = await openDatabase(config.databaseUrl, secrets)
  return { ...ctx, config, secrets, db, files: openFiles(dir, secrets), close: () => db.close() }
}

describe('a restore drill', () => {
  it('brings back cases, photos, ledger and key, from a backup made while residents write', async () => {
    const { number, photo, dispatcher } = await livedOffice()
    let writing = true
    let accepted = 0
    const residents = (async () => {
      while (writing && accepted < 60) {
        await receiveMessage(ctx, typed(ctx, `resident-${accepted % 7}`, `我要投诉 ${accepted}`))
        accepted++
      }
    })()
    const path = join(out, 'office.tar.gz.age')
    const report = await makeBackup(ctx, { to: path, work })
    writing = false
    await residents
    expect(accepted).toBeGreaterThan(0)
    expect(report).toMatchObject({
      path,
      encrypted: true,
      keyInside: true,
      cases: 6,
      attachments: { inside: 1, pooled: 0, missing: [], damaged: [] },
      checked: 'restored',
    })
    expect(statSync(path)).toMatchObject({ size: report.bytes })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    // Nothing is left of what it was made of.
    expect(readdirSync(out)).toEqual(['office.tar.gz.age'])
    expect(readdirSync(ctx.dir).filter(name => name.startsWith('backup-work'))).toEqual([])

    const databaseUrl = ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : undefined
    const { report: restored } = await restore(path, { databaseUrl })
    expect(restored).toMatchObject({
      cases: 6,
      messages: report.messages,
      ledger: report.ledger,
      keyWritten: true,
      officeDir: join(out, 'data', 'flows'),
      setAside: { dir: null, schema: null },
    })
    const again = await opened(join(out, 'data'), databaseUrl)
    try {
      expect(again.config.secretKey).toBe(ctx.config.secretKey)
      expect((await viewCase(again, number, dispatcher)).replies[0]!.text).toBe('灯已换好，今晚亮灯。')
      expect((await again.files.get(photo)).toString()).toBe('a photo of a street lamp')
      // It goes on: new rows get new ids, and the ledger grows from where it was.
      const before = await checkpointSizes(again.db.read)
      expect(before).toEqual(await checkpointSizes(ctx.db.read))
      await openedCase(again, { text: '恢复以后的第一件' })
      ctx.clock.set('2026-11-18T01:00+08:00')
      await closeDays(again)
      expect((await checkpointSizes(again.db.read)).length).toBe(before.length + 1)
      await receiveMessage(again, typed(ctx, 'resident-1', '我要投诉路灯'))
    } finally {
      await again.close()
    }
  })

  it('works without a passphrase, and without the key when it is left out', async () => {
    await livedOffice()
    const plain = { ...ctx, config: { ...ctx.config, backup: { dir: undefined, passphrase: undefined } } }
    const withKey = await makeBackup(plain, { to: join(out, 'a.tar.gz') })
    expect(withKey).toMatchObject({ encrypted: false, keyInside: true })
    const without = await makeBackup(plain, { to: join(out, 'b.tar.gz'), withoutKey: true })
    expect(without).toMatchObject({ encrypted: false, keyInside: false })
    await expect(restore(without.path, { passphrase: undefined })).rejects.toThrow('没有密钥')
    await expect(
      restore(without.path, {
        passphrase: undefined,
        secretKey: 'another key, and long enough to pass too',
      }),
    ).rejects.toThrow('SECRET_KEY 和这份备份的密钥不一样')
    expect(existsSync(join(out, 'data'))).toBe(false)
    const { report } = await restore(without.path, {
      passphrase: undefined,
      secretKey: ctx.config.secretKey,
    })
    expect(report.keyWritten).toBe(false)
  })

  it('names the attachments that are gone or damaged, and goes on', async () => {
    const { photo, attachmentId } = await livedOffice()
    const lost = await ctx.files.put(Buffer.from('lost'))
    const { id } = await ctx.db.inTransaction(tx =>
      tx.attachment.create({
        data: { kind: 'photo', status: 'stored', hash: lost, mime: 'image/jpeg', createdAt: ctx.now() },
      }),
    )
    const pathOf = (hash: string) => join(ctx.dir, 'attachments', hash.slice(0, 2), hash)
    rmSync(pathOf(lost))
    const bytes = readFileSync(pathOf(photo))
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(pathOf(photo), bytes)
    const report = await makeBackup(ctx, { to: out, work })
    expect(report.attachments).toEqual({ inside: 1, pooled: 0, missing: [id], damaged: [photo] })
    expect(attachmentId).toBeLessThan(id)
    const { report: restored } = await restore(report.path)
    expect(restored.attachments).toEqual({ restored: 1, missing: [id], damaged: [photo] })
  })
})

describe('a backup', () => {
  it('is named after the time in a folder, and replaces no file', async () => {
    const { path } = await makeBackup(ctx, { to: out, work })
    expect(path).toBe(join(out, 'huiyin-20261116-1000.tar.gz.age'))
    const before = readFileSync(path)
    await expect(makeBackup(ctx, { to: path, work })).rejects.toThrow('已经有了')
    await expect(makeBackup(ctx, { to: join(out, 'no', 'where'), work })).rejects.toThrow('没有这个目录')
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(out)).toHaveLength(1)
  })

  it('is not made of a database that is not the office’s', async () => {
    const databaseUrl = await emptyDatabaseUrl()
    if (ctx.db.provider === 'sqlite') writeFileSync(databaseUrl.slice('file:'.length), '')
    const wrong = { ...ctx, config: { ...ctx.config, databaseUrl } }
    await expect(makeBackup(wrong, { to: out, work })).rejects.toThrow('没有回音的表')
    expect(readdirSync(out)).toEqual([])
  })

  it('tells of a gap in the events of a case, and is made all the same', async () => {
    const { number } = await livedOffice()
    const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    await ctx.db.inTransaction(tx => tx.caseEvent.deleteMany({ where: { caseId: row.id, seq: 2 } }))
    const report = await makeBackup(ctx, { to: out, work })
    expect(report.faults).toEqual([`第 ${row.id} 件（内部编号）的办理记录缺第 2 条`])
  })
})

describe('restoring over data', () => {
  it('is refused without --force, says what would be lost with it, and sets aside what was there', async () => {
    const { number, dispatcher } = await livedOffice()
    const { path } = await makeBackup(ctx, { to: out, work })
    const databaseUrl = ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : undefined
    await restore(path, { databaseUrl })
    const living = await opened(join(out, 'data'), databaseUrl)
    ctx.clock.advance(60)
    await openedCase(living, { text: '备份以后的一件' })
    await living.close()

    await expect(restore(path, { databaseUrl })).rejects.toThrow('没有恢复')
    const refused = new Error('no')
    await expect(
      restore(path, {
        databaseUrl,
        force: true,
        confirm: async () => {
          throw refused
        },
      }),
    ).rejects.toBe(refused)
    const still = await opened(join(out, 'data'), databaseUrl)
    expect(await still.db.read.case.count()).toBe(7)
    await still.close()

    const { report, asked } = await restore(path, { databaseUrl, force: true })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('会少掉备份之后的 1 件诉求、0 条消息')
    const aside = report.setAside.dir!
    expect(existsSync(join(aside, 'secret.key'))).toBe(true)
    expect(existsSync(join(aside, 'huiyin.db'))).toBe(ctx.db.provider === 'sqlite')
    expect(report.setAside.schema !== null).toBe(ctx.db.provider === 'postgresql')
    const again = await opened(join(out, 'data'), databaseUrl)
    expect(await again.db.read.case.count()).toBe(6)
    expect((await viewCase(again, number, dispatcher)).number).toBe(number)
    await again.close()
  })
})
