import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeSecrets } from '../../../../src/domain/base/secrets.ts'
import { openDatabase, openForRekey } from '../../../../src/store/base/database.ts'
import { openFiles } from '../../../../src/store/base/files.ts'
import { rekey } from '../../../../src/usecases/base/rekey.ts'
import { makeBackup } from '../../../../src/usecases/office/backup/make-backup.ts'
import { nightlyBackup } from '../../../../src/usecases/office/backup/nightly.ts'
import { restoreBackup } from '../../../../src/usecases/office/backup/restore-backup.ts'
import { emptyDatabaseUrl, testContext } from '../../../helpers/context.ts'

const NEW = 'the key that follows it, long enough as well'

it('an office whose key was changed is backed up by hand and at night, with every attachment whole', async () => {
  const out = mkdtempSync(join(tmpdir(), 'huiyin-rekeyed-'))
  const ctx = await testContext({ config: { BACKUP_DIR: join(out, 'nightly') } })
  try {
    const hash = await ctx.files.put(Buffer.from('a photo'))
    await ctx.db.inTransaction(tx =>
      tx.attachment.create({
        data: { kind: 'photo', status: 'stored', hash, mime: 'image/jpeg', createdAt: ctx.now() },
      }),
    )
    const { secretKey, databaseUrl } = ctx.config
    const db = await openForRekey(databaseUrl, makeSecrets(secretKey))
    await rekey({ db, dataDir: ctx.dir, oldKey: secretKey, newKey: NEW, now: ctx.now })
    await db.close()

    const config = { ...ctx.config, secretKey: NEW }
    const opened = await openDatabase(databaseUrl, makeSecrets(NEW))
    const office = { ...ctx, config, db: opened, secrets: opened.secrets }
    const whole = { missing: [], damaged: [] }
    const byHand = await makeBackup(office, { to: out })
    expect(byHand.attachments).toEqual({ inside: 1, pooled: 0, ...whole })
    ctx.clock.advance(24 * 60)
    const nightly = (await nightlyBackup(office))!
    expect(nightly.attachments).toEqual({ inside: 0, pooled: 1, ...whole })
    await opened.close()

    for (const { path } of [byHand, nightly]) {
      const to = join(out, `restored-${path.length}`)
      const url =
        ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : `file:${join(to, 'huiyin.db')}`
      const restored = await restoreBackup({
        from: path,
        to,
        passphrase: undefined,
        secretKey: undefined,
        databaseUrl: url,
        force: false,
        confirm: async () => {},
        now: ctx.now,
      })
      expect(restored.attachments).toEqual({ restored: 1, ...whole })
      const again = await openDatabase(url, makeSecrets(NEW))
      const row = await again.read.attachment.findFirstOrThrow()
      expect((await openFiles(to, again.secrets).get(row.hash!)).toString()).toBe('a photo')
      await again.close()
    }
  } finally {
    await ctx.close()
    rmSync(out, { recursive: true, force: true })
  }
})
