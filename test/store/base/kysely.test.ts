import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { onCase, prismaSql, rowsOf, sqlFor } from '../../../src/store/base/kysely.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
beforeAll(async () => {
  ctx = await testContext()
})
afterAll(() => ctx.close())

const add = (name: string, value: number) => sqlFor.insertInto('Counter').values({ name, value })
const named = (name: string) =>
  sqlFor.selectFrom('Counter').select(['name', 'value']).where('name', '=', name)

it('writes values as parameters, in their order, whatever stands in them', async () => {
  const odd = `a'b"c?$1\\ -- 路灯`
  const { values } = prismaSql(add(odd, 7))
  expect(values).toEqual([odd, 7])
  await ctx.db.inTransaction(tx => tx.$executeRaw(prismaSql(add(odd, 7))))
  expect(await rowsOf(ctx.db.read, named(odd))).toEqual([{ name: odd, value: 7 }])
})

it('runs in the transaction of whoever asks, and is undone with it', async () => {
  await ctx.db
    .inTransaction(async tx => {
      expect(await tx.$executeRaw(prismaSql(add('undone', 1)))).toBe(1)
      expect(await rowsOf(tx, named('undone'))).toHaveLength(1)
      throw new Error('no')
    })
    .catch(() => undefined)
  expect(await rowsOf(ctx.db.read, named('undone'))).toEqual([])
})

it('compares instants as they are stored', async () => {
  const at = new Date('2026-11-29T02:00:00.000Z')
  const notice = { code: 'a:b', detail: '', firstAt: at, lastAt: at, count: 1 }
  await ctx.db.inTransaction(tx => tx.notice.create({ data: notice }))
  const since = (from: Date) =>
    rowsOf(ctx.db.read, sqlFor.selectFrom('Notice').select('lastAt').where('lastAt', '>=', from))
  expect((await since(at)).map(row => new Date(row.lastAt))).toEqual([at])
  expect(await since(new Date(at.getTime() + 1))).toEqual([])
})

it('knows no sealed column, and no column that is not there', () => {
  // @ts-expect-error sealed
  sqlFor.selectFrom('Case').select('title')
  // @ts-expect-error sealed
  sqlFor.updateTable('CaseEvent').set({ data: '{}' })
  // @ts-expect-error sealed
  onCase('title', '=', '路灯坏了')
  // @ts-expect-error no such column
  sqlFor.selectFrom('Case').select('headline')
  expect(prismaSql(sqlFor.selectFrom('Case').select(sql<number>`count(*)`.as('n'))).sql).toBe(
    'select count(*) as "n" from "Case"',
  )
})
