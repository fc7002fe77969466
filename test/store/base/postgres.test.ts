import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { testContext } from '../../helpers/context.ts'

describe.skipIf(inject('postgres') === undefined)('a connection that breaks', () => {
  it('fails the transaction on it, and neither the process nor the next one', async () => {
    const ctx = await testContext()
    const killer = new pg.Client({ connectionString: ctx.config.databaseUrl })
    await killer.connect()
    const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`
    const add = (name: string) => ({ data: { name, value: 1 } })
    const cut = ctx.db.inTransaction(async tx => {
      await tx.counter.create(add('cut'))
      await killer.query(others)
      await tx.counter.create(add('after'))
    })
    await expect(cut).rejects.toThrow()
    // Without Prisma's own listener: only prepared statements, or nothing yet.
    await expect(ctx.db.inTransaction(() => killer.query(others))).rejects.toThrow()
    await ctx.db.inTransaction(tx => tx.counter.create(add('next')))
    expect((await ctx.db.read.counter.findMany()).map(row => row.name)).toEqual(['next'])
    await killer.end()
    await ctx.close()
  })
})
