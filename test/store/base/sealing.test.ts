import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSecrets } from '../../../src/domain/base/secrets.ts'
import { openDatabase } from '../../../src/store/base/database.ts'
import { makeSealing } from '../../../src/store/base/sealing.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { storedRows } from '../../helpers/stored-rows.ts'

let ctx: TestContext
let contactId: number
const at = new Date('2026-11-16T02:00:00Z')

beforeAll(async () => {
  ctx = await testContext()
  const { id } = await ctx.db.inTransaction(tx =>
    tx.contact.create({ data: { channel: 'web', externalKey: 'k', createdAt: at } }),
  )
  contactId = id
})
afterAll(() => ctx.close())

const message = (text: string) => ({ contactId, direction: 'in', kind: 'text', text, at })
const outbox = (dedupeKey: string, error: string | null) => ({
  contactId,
  dedupeKey,
  error,
  purpose: 'notice',
  status: 'held',
  createdAt: at,
})

describe('what people wrote', () => {
  it('is sealed in the table and plain to whoever asks the database', async () => {
    const { id } = await ctx.db.inTransaction(tx => tx.message.create({ data: message('路灯坏了') }))
    expect((await ctx.db.read.message.findUniqueOrThrow({ where: { id } })).text).toBe('路灯坏了')
    const stored = (await storedRows(ctx, 'Message')).find(row => row['id'] === id)!
    expect(stored['text']).toMatch(/^s:Message\.text:v1\.[\w-]+$/)
    expect(JSON.stringify(stored)).not.toContain('路灯')
  })

  it('is sealed by every way of writing, nested ones too', async () => {
    await ctx.db.inTransaction(async tx => {
      await tx.message.createMany({ data: [message('标记甲'), message('标记乙')] })
      const one = await tx.message.create({
        data: {
          ...message('标记丙'),
          outbox: {
            create: {
              ...outbox('a', '标记丁'),
              history: { create: { at, via: 'x', outcome: 'held', detail: '标记戊' } },
            },
          },
        },
        include: { outbox: { include: { history: true } } },
      })
      expect(one.outbox!.error).toBe('标记丁')
      expect(one.outbox!.history[0]!.detail).toBe('标记戊')
      await tx.message.update({
        where: { id: one.id },
        data: { text: { set: '标记己' }, payload: '标记庚', outbox: { update: { error: '标记辛' } } },
      })
      await tx.message.updateMany({ where: { id: one.id }, data: { payload: '标记壬' } })
      await tx.outbox.upsert({
        where: { dedupeKey: 'a' },
        create: { ...outbox('a', '标记甲甲'), messageId: one.id },
        update: { error: '标记乙乙' },
      })
      await tx.contact.update({
        where: { id: contactId },
        data: {
          messages: {
            createMany: { data: [{ direction: 'in', kind: 'text', text: '标记丙丙', at }] },
            updateMany: { where: { id: one.id }, data: { payload: '标记丁丁' } },
            update: { where: { id: one.id }, data: { text: '标记戊戊' } },
          },
        },
      })
      const back = await tx.contact.findUniqueOrThrow({
        where: { id: contactId },
        include: { messages: { orderBy: { id: 'asc' }, include: { outbox: true } } },
      })
      expect(back.messages.map(m => m.text)).toEqual(['路灯坏了', '标记甲', '标记乙', '标记戊戊', '标记丙丙'])
      expect(back.messages[3]!.payload).toBe('标记丁丁')
      expect(back.messages[3]!.outbox!.error).toBe('标记乙乙')
    })
    for (const table of ['Message', 'Outbox', 'DeliveryAttempt'])
      expect(JSON.stringify(await storedRows(ctx, table))).not.toContain('标记')
  })

  it('is opened in what SQL brings', async () => {
    const rows = await ctx.db.read.$queryRaw<
      { text: string }[]
    >`SELECT "text" FROM "Message" ORDER BY "id" LIMIT 1`
    expect(rows[0]!.text).toBe('路灯坏了')
  })

  it('leaves the arguments of a caller as they were', async () => {
    const data = message('只给一次')
    await ctx.db.inTransaction(tx => tx.message.create({ data }))
    expect(data.text).toBe('只给一次')
  })

  it('can be asked for whether it is there, and for nothing else', async () => {
    const { read } = ctx.db
    expect(await read.message.count({ where: { payload: { not: null } } })).toBe(1)
    const wrong = [
      () => read.message.findMany({ where: { text: '路灯坏了' } }),
      () => read.message.findMany({ where: { OR: [{ id: 1 }, { text: { contains: '路灯' } }] } }),
      () => read.contact.findMany({ where: { messages: { some: { text: { startsWith: '路' } } } } }),
      () => read.message.findMany({ orderBy: { text: 'asc' } }),
      () => read.message.findMany({ distinct: ['text'] }),
      () => read.message.groupBy({ by: ['text'], _count: true }),
      () => read.contact.findMany({ include: { messages: { where: { text: 'x' } } } }),
    ]
    for (const ask of wrong) await expect(async () => ask()).rejects.toThrow('is sealed')
  })

  it('opens in its own column only, and not with another key', async () => {
    const sealing = makeSealing(ctx.secrets)
    const sealed = sealing.seal('Message', 'text', '路灯坏了')
    expect(sealing.open('Message', 'text', sealed)).toBe('路灯坏了')
    expect(() => sealing.open('Case', 'text', sealed)).toThrow('sealed for Message.text')
    const moved = sealed.replace('Message.text', 'Case.text')
    expect(() => sealing.open('Case', 'text', moved)).toThrow()
    const other = makeSecrets('quite another key, and long enough as well')
    expect(() => makeSealing(other).open('Message', 'text', sealed)).toThrow()
    const stranger = await openDatabase(ctx.config.databaseUrl, other)
    await expect(stranger.read.message.findMany()).rejects.toThrow()
    await stranger.close()
  })

  it('is read as it is where it was written before columns were sealed, whatever it looks like', () => {
    const sealing = makeSealing(ctx.secrets)
    for (const old of ['路灯坏了', '', 's: 是', 's:Message.text:', 'v1.abc'])
      expect(sealing.open('Message', 'text', old)).toBe(old)
    const odd = 's:Message.text:v1.abc'
    expect(sealing.open('Message', 'text', sealing.seal('Message', 'text', odd))).toBe(odd)
  })
})
