import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { adapterFactory, isDuplicate } from '../../../src/store/base/database.ts'
import { DatabaseTooNew, migrate } from '../../../src/store/base/migrate.ts'
import { testContext } from '../../helpers/context.ts'

const contact = (externalKey: string) => ({ channel: 'web', externalKey, createdAt: new Date() })

it('a throw undoes the whole transaction', async () => {
  const ctx = await testContext()
  await expect(
    ctx.db.inTransaction(async tx => {
      await tx.contact.create({ data: contact('a') })
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(await ctx.db.read.contact.count()).toBe(0)
  await ctx.close()
})

it('a reader beside an open transaction sees nothing of it', async () => {
  const ctx = await testContext()
  await ctx.db.inTransaction(async tx => {
    await tx.contact.create({ data: contact('a') })
    expect(await ctx.db.read.contact.count()).toBe(0)
  })
  expect(await ctx.db.read.contact.count()).toBe(1)
  await ctx.close()
})

it('fifty transactions at once count to fifty', async () => {
  const ctx = await testContext()
  await ctx.db.inTransaction(tx => tx.counter.create({ data: { name: 'n', value: 0 } }))
  await Promise.all(
    Array.from({ length: 50 }, () =>
      ctx.db.inTransaction(tx =>
        tx.counter.update({ where: { name: 'n' }, data: { value: { increment: 1 } } }),
      ),
    ),
  )
  expect((await ctx.db.read.counter.findUniqueOrThrow({ where: { name: 'n' } })).value).toBe(50)
  await ctx.close()
})

it('knows a duplicate from other errors', async () => {
  const ctx = await testContext()
  const create = () => ctx.db.inTransaction(tx => tx.contact.create({ data: contact('a') }))
  await create()
  const error = await create().catch((e: unknown) => e)
  expect(isDuplicate(error)).toBe(true)
  expect(isDuplicate(new Error('other'))).toBe(false)
  await ctx.close()
})

it('migrates an empty database once, and refuses one that is newer than the program', async () => {
  const url = `file:${join(mkdtempSync(join(tmpdir(), 'huiyin-migrate-')), 'x.db')}`
  expect(await migrate(url)).toContain('0001_tables')
  expect(await migrate(url)).toEqual([])
  const adapter = await (await adapterFactory(url)).connect()
  await adapter.executeScript(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES ('x', 'x', 1, '9999_from_the_future', 1, 1)`,
  )
  await adapter.dispose()
  await expect(migrate(url)).rejects.toThrow(DatabaseTooNew)
  await expect(migrate(url)).rejects.toThrow(/9999_from_the_future/)
})
