import { sql } from 'kysely'
import { afterAll, beforeAll, expect, expectTypeOf, inject, it } from 'vitest'
import { fill, type SealedText, statement, tables } from '../../../src/store/base/statement.ts'
import { openCaseIn } from '../../../src/usecases/cases/moving/open-case.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await testContext()
})
afterAll(() => ctx.close())

const COUNTER = statement<{ name: string; value: number }>()(p =>
  tables.insertInto('Counter').values({ name: p.name, value: p.value }),
)
const NAMED = statement<{ names: readonly string[] }>()(p =>
  tables.selectFrom('Counter').select(['name', 'value']).where('name', 'in', p.names).orderBy('name'),
)

it('writes values as parameters, in their order, whatever stands in them', async () => {
  const odd = `a'b"c?$1\\ -- 路灯`
  await ctx.db.inTransaction(tx => tx.sql.run(COUNTER, { name: odd, value: 7 }))
  expect(await ctx.db.read.sql.all(NAMED, { names: [odd] })).toEqual([{ name: odd, value: 7 }])
})

it('takes lists of any length, also none', async () => {
  await ctx.db.inTransaction(async tx => {
    for (const name of ['l1', 'l2', 'l3']) await tx.sql.run(COUNTER, { name, value: 1 })
  })
  const named = async (...names: string[]) =>
    (await ctx.db.read.sql.all(NAMED, { names })).map(row => row.name)
  expect(await named()).toEqual([])
  expect(await named('l2')).toEqual(['l2'])
  expect(await named('l1', 'l3', 'l9')).toEqual(['l1', 'l3'])
  expect(await named('l2')).toEqual(['l2'])
})

it('numbers values and constants together', () => {
  const both = statement<{ names: readonly string[]; value: number }>()(p =>
    tables
      .selectFrom('Counter')
      .select('name')
      .where('value', '>', 3)
      .where('name', 'in', p.names)
      .where('value', '<', p.value),
  )
  const { text, values } = fill(both, { names: ['a', 'b'], value: 9 }, n => `$${n}`)
  expect(text).toBe('select "name" from "Counter" where "value" > $1 and "name" in ($2, $3) and "value" < $4')
  expect(values).toEqual([3, 'a', 'b', 9])
})

it('writes long lists in a few lengths only, so that few statements are prepared', () => {
  const filled = (n: number) =>
    fill(NAMED, { names: Array.from({ length: n }, (_, i) => `n${i}`) }, n => `$${n}`)
  expect(filled(5).text).toContain('in ($1, $2, $3, $4, $5, $6, $7, $8)')
  expect(filled(5).values).toEqual(['n0', 'n1', 'n2', 'n3', 'n4', 'n4', 'n4', 'n4'])
  expect(new Set(Array.from({ length: 1024 }, (_, i) => filled(i + 1).key)).size).toBe(11)
  // The longest ones as they are: a statement may have no more than some 32,000 values.
  expect(filled(1025).values).toHaveLength(1025)
})

it('adds as many rows as it is given', async () => {
  const ADD = statement<{ rows: readonly (readonly [string, number])[] }>()(p =>
    tables.insertInto('Counter').columns(['name', 'value']).expression(sql`values ${p.rows}`),
  )
  const rows = [
    ['r1', 1],
    ['r2', 2],
  ] as const
  expect(fill(ADD, { rows }, n => `$${n}`)).toMatchObject({
    text: 'insert into "Counter" ("name", "value") values ($1, $2), ($3, $4)',
    values: ['r1', 1, 'r2', 2],
  })
  expect(await ctx.db.inTransaction(tx => tx.sql.run(ADD, { rows }))).toBe(2)
  expect(await ctx.db.read.sql.all(NAMED, { names: ['r1', 'r2'] })).toEqual([
    { name: 'r1', value: 1 },
    { name: 'r2', value: 2 },
  ])
})

it('refuses to run without a value', async () => {
  const missing = { name: 'x' } as { name: string; value: number }
  await expect(ctx.db.inTransaction(tx => tx.sql.run(COUNTER, missing))).rejects.toThrow('no value for value')
})

it('gives instants, truth values and nothing as Prisma does', async () => {
  const at = new Date('2026-11-29T02:03:04.567Z')
  const { id } = await ctx.db.inTransaction(tx =>
    tx.contact.create({
      data: { channel: 'web', externalKey: 'k', lastInboundAt: at, createdAt: at },
    }),
  )
  const BY_ID = statement<{ id: number }>()(p =>
    tables.selectFrom('Contact').selectAll().where('id', '=', p.id),
  )
  expect(await ctx.db.read.sql.all(BY_ID, { id })).toEqual([
    await ctx.db.read.contact.findUniqueOrThrow({ where: { id } }),
  ])
  const SINCE = statement<{ at: Date }>()(p =>
    tables.selectFrom('Contact').select('id').where('lastInboundAt', '>=', p.at),
  )
  expect(await ctx.db.read.sql.all(SINCE, { at })).toEqual([{ id }])
  expect(await ctx.db.read.sql.all(SINCE, { at: new Date(at.getTime() + 1) })).toEqual([])
  const URGENT = statement()(() => tables.selectFrom('Case').select(['urgent', 'anonymous']))
  await ctx.db.inTransaction(tx =>
    openCaseIn(
      tx,
      ctx,
      { kind: 'complaint', text: '路灯坏了', channel: 'web' },
      { kind: 'resident', via: 'chat' },
    ),
  )
  expect(await ctx.db.read.sql.all(URGENT, {})).toEqual([{ urgent: false, anonymous: false }])
})

it('takes and gives only sealed text where a column is sealed', async () => {
  const text = ctx.db.read.sql.seal('Message', 'text', '路灯坏了')
  expect(text).not.toContain('路灯')
  expect(ctx.db.read.sql.open('Message', 'text', text)).toBe('路灯坏了')
  expect(() => ctx.db.read.sql.open('Case', 'text', text)).toThrow()
  const TEXTS = statement()(() => tables.selectFrom('Message').select('text'))
  expectTypeOf(await ctx.db.read.sql.all(TEXTS, {})).toEqualTypeOf<{ text: SealedText }[]>()
  statement<{ text: string }>()(p =>
    // @ts-expect-error text that is not sealed
    tables.updateTable('Message').set({ text: p.text }),
  )
})

it('shares its transaction with Prisma, in both directions', async () => {
  await ctx.db
    .inTransaction(async tx => {
      await tx.sql.run(COUNTER, { name: 'both', value: 1 })
      expect(await tx.counter.findUnique({ where: { name: 'both' } })).toMatchObject({ value: 1 })
      await tx.counter.upsert({
        where: { name: 'both' },
        create: { name: 'both', value: 0 },
        update: { value: { increment: 1 } },
      })
      expect(await tx.sql.all(NAMED, { names: ['both'] })).toEqual([{ name: 'both', value: 2 }])
      throw new Error('no')
    })
    .catch(() => undefined)
  expect(await ctx.db.read.counter.findUnique({ where: { name: 'both' } })).toBeNull()
})

it('runs those that are asked for at once, one after the other', async () => {
  const rows = await ctx.db.inTransaction(async tx => {
    await Promise.all(
      ['m1', 'm2', 'm3'].flatMap(name => [
        tx.sql.run(COUNTER, { name, value: 1 }),
        tx.counter.create({ data: { name: `${name}-prisma`, value: 1 } }),
      ]),
    )
    return tx.counter.count({ where: { name: { startsWith: 'm' } } })
  })
  expect(rows).toBe(6)
})

it('locks rows until the transaction ends', async () => {
  const ONE = statement<{ name: string }>()(p =>
    tables.selectFrom('Counter').select('value').where('name', '=', p.name),
  )
  const SET = statement<{ name: string; value: number }>()(p =>
    tables.updateTable('Counter').set({ value: p.value }).where('name', '=', p.name),
  )
  await ctx.db.inTransaction(tx => tx.sql.run(COUNTER, { name: 'locked', value: 0 }))
  const addOne = () =>
    ctx.db.inTransaction(async tx => {
      expect(await tx.sql.lock(ONE, { name: 'locked' })).toBe(true)
      const [row] = await tx.sql.all(ONE, { name: 'locked' })
      await tx.counter.count()
      await tx.sql.run(SET, { name: 'locked', value: row!.value + 1 })
    })
  await Promise.all(Array.from({ length: 8 }, addOne))
  expect(await ctx.db.read.sql.all(NAMED, { names: ['locked'] })).toEqual([{ name: 'locked', value: 8 }])
})

it.runIf(inject('postgres'))('shares a queue: what another transaction has locked is left out', async () => {
  const ALL = statement<{ names: readonly string[] }>()(p =>
    tables.selectFrom('Counter').select('name').where('name', 'in', p.names).orderBy('name'),
  )
  const names = ['q1', 'q2']
  await ctx.db.inTransaction(async tx => {
    for (const name of names) await tx.sql.run(COUNTER, { name, value: 0 })
  })
  await ctx.db.inTransaction(async first => {
    expect(await first.sql.lockUnlocked(ALL, { names: ['q1'] })).toEqual([{ name: 'q1' }])
    await ctx.db.inTransaction(async second =>
      expect(await second.sql.lockUnlocked(ALL, { names })).toEqual([{ name: 'q2' }]),
    )
  })
  await ctx.db.inTransaction(async tx =>
    expect(await tx.sql.lockUnlocked(ALL, { names })).toEqual([{ name: 'q1' }, { name: 'q2' }]),
  )
})

it('is undone as a whole when a statement has failed, even if nobody asked why', async () => {
  const twice = ctx.db.inTransaction(async tx => {
    await tx.sql.run(COUNTER, { name: 'swallowed', value: 1 })
    await tx.sql.run(COUNTER, { name: 'swallowed', value: 1 }).catch(() => undefined)
  })
  // SQLite undoes the statement, PostgreSQL the transaction: it must not look kept.
  if (inject('postgres')) await expect(twice).rejects.toThrow('undone')
  else await twice
  const kept = await ctx.db.read.sql.all(NAMED, { names: ['swallowed'] })
  expect(kept).toHaveLength(inject('postgres') ? 0 : 1)
})

it('takes nothing more when its transaction has ended', async () => {
  let late: Promise<unknown> = Promise.resolve()
  let kept: Parameters<Parameters<typeof ctx.db.inTransaction>[0]>[0] | undefined
  await ctx.db.inTransaction(async tx => {
    kept = tx
    // Nobody waits for it: the transaction does.
    late = tx.counter.create({ data: { name: 'late', value: 1 } })
  })
  await late
  expect(await ctx.db.read.counter.count({ where: { name: 'late' } })).toBe(1)
  await expect(kept!.counter.count()).rejects.toThrow('the transaction has ended')
  await expect(kept!.sql.run(COUNTER, { name: 'later', value: 1 })).rejects.toThrow('has ended')
})
