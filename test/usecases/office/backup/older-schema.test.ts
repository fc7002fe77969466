import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWhole } from '../../../../src/store/base/backup/whole.ts'
import { migrate, migrateTo, migrationsOf } from '../../../../src/store/base/migrate.ts'
import { makeBackup } from '../../../../src/usecases/office/backup/make-backup.ts'
import { restoreBackup } from '../../../../src/usecases/office/backup/restore-backup.ts'
import { emptyDatabaseUrl, type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
let out: string
beforeEach(async () => {
  ctx = await testContext()
  out = mkdtempSync(join(tmpdir(), 'huiyin-older-'))
})
afterEach(async () => {
  await ctx.close()
  rmSync(out, { recursive: true, force: true })
})

it.each(['0001_tables', '0004_first_messages', '0006_witnesses'])(
  'a database that stands at %s is backed up as it is, restored as it was, and upgraded by the next start',
  async last => {
    const all = migrationsOf(ctx.db.provider).migrationDirectories.map(m => m.path)
    const had = all.slice(0, all.indexOf(last) + 1)
    const databaseUrl = await emptyDatabaseUrl()
    await migrateTo(databaseUrl, had)
    const office = { ...ctx, config: { ...ctx.config, databaseUrl } }
    // The new program is there, and has not been started yet.
    const { path, checked } = await makeBackup(office, { to: out })
    expect(checked).toBe('restored')
    const target =
      ctx.db.provider === 'postgresql' ? await emptyDatabaseUrl() : `file:${join(out, 'data', 'huiyin.db')}`
    await restoreBackup({
      from: path,
      to: join(out, 'data'),
      passphrase: undefined,
      secretKey: undefined,
      databaseUrl: target,
      force: false,
      confirm: async () => {},
      now: ctx.now,
    })
    for (const url of [databaseUrl, target]) {
      const whole = await openWhole(url)
      expect(await whole.migrations()).toEqual(had)
      await whole.close()
    }
    expect(await migrate(target)).toEqual(all.slice(had.length))
  },
)
