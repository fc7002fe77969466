import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { lockKnownContact } from '../../../src/store/talk/contacts.ts'
import { addMessage } from '../../../src/store/talk/messages.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { testContext, typed } from '../../helpers/context.ts'

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

describe.skipIf(inject('postgres') === undefined)('a locked row', () => {
  it('does not keep others from adding rows that refer to it', async () => {
    const ctx = await testContext()
    await receiveMessage(ctx, typed(ctx, 'r', '你好'))
    const { id: contactId } = await ctx.db.read.contact.findFirstOrThrow()
    const said = {
      contactId,
      direction: 'out',
      kind: 'text',
      text: '',
      payload: null,
      at: ctx.now(),
    } as const
    await ctx.db.inTransaction(async tx => {
      expect(await lockKnownContact(tx, ctx.secrets, 'web', 'r')).toMatchObject({ id: contactId })
      // An officer answers while the resident writes: neither waits for the other.
      await ctx.db.inTransaction(other => addMessage(other, said))
    })
    await ctx.close()
  })
})
