import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Inbound } from '../../../src/domain/base/message.ts'
import { openCaseIn } from '../../../src/usecases/cases/moving/open-case.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { type TestContext, testContext, typed } from '../../helpers/context.ts'

const COMPLAINT = ['村口的路灯坏了半个月，晚上看不见路', '东山村', '村口小卖部旁', '跳过', '跳过', '确认']

/** How many statements a message costs, besides BEGIN and COMMIT. */
describe.skipIf(inject('postgres') !== undefined)('the statements of a message', () => {
  let ctx: TestContext
  const statements: string[] = []
  const passive = () => 1
  beforeAll(async () => {
    ctx = await testContext({ onStatement: ({ sql }) => statements.push(sql) })
  })
  afterAll(() => ctx.close())

  async function cost(inbound: Inbound): Promise<number> {
    statements.length = 0
    await receiveMessage(ctx, inbound, { passive })
    return statements.length
  }
  const says = (from: string, text: string, more: Partial<Inbound> = {}) => cost(typed(ctx, from, text, more))

  it('are few, in every turn of a complaint', async () => {
    const costs: [string, number][] = []
    for (const text of ['你好', '低保怎么申请', ...COMPLAINT.slice(0, -1)])
      costs.push([text, await says('a', text)])
    expect(costs.filter(([, n]) => n > 9)).toEqual([])
    // Opens the case, with its events and their place on the ledger's waiting list, its place in the search and everything that was said; and writes down how the
    // dialogue ended, in one statement.
    // Of a browser, its open cases are counted, too.
    expect(await says('a', '确认')).toBeLessThanOrEqual(18)
    expect(await says('a', '查进度')).toBeLessThanOrEqual(10)
    // Each is a move on the case: its record, its marks, and who is reminded.
    expect(await says('a', '催办')).toBeLessThanOrEqual(17)
    expect(await says('a', '撤回')).toBeLessThanOrEqual(10)
    expect(await says('a', '确定撤回')).toBeLessThanOrEqual(18)
    expect(await says('w', '低保怎么申请', { channel: 'wechat' })).toBeLessThanOrEqual(8)
  })

  it('are few for a resident who follows another’s case', async () => {
    const report = ['村口的路灯坏了半个月，晚上看不见路', '东山村', '跳过', '跳过', '跳过', '确认']
    for (const text of report) await says('first', text)
    for (const text of ['村口的路灯坏了半个月，晚上看不见路', '东山村', '1', '跳过', '跳过', '跳过'])
      expect(await says('second', text)).toBeLessThanOrEqual(9)
    // Two cases get a note each.
    expect(await says('second', '确认')).toBeLessThanOrEqual(26)
  })

  it('are prepared by us and not by Prisma', async () => {
    const byPrisma: string[] = []
    const report = ['我要举报', '村里的账目一直不公开', '跳过', '匿名', '确认']
    for (const text of [...COMPLAINT, '查进度', '催办', '撤回', '确定撤回', ...report]) {
      await says('p', text)
      byPrisma.push(...statements.filter(sql => sql.includes('`')))
    }
    expect(byPrisma).toEqual([])
  })

  it('are fewer for a repeated message', async () => {
    const message = typed(ctx, 'twice', '你好')
    await cost(message)
    expect(await cost(message)).toBeLessThanOrEqual(2)
  })

  it('do not grow with a resident’s messages and cases', async () => {
    await says('much', '你好')
    const before = [await says('much', '低保怎么申请'), await says('much', '你好')]
    const contact = await ctx.db.read.contact.findFirstOrThrow({ orderBy: { id: 'desc' } })
    for (let i = 0; i < 12; i++) {
      await says('much', '低保怎么申请')
      await ctx.db.inTransaction(tx =>
        openCaseIn(
          tx,
          ctx,
          { kind: 'complaint', text: `路灯坏了 ${i}`, channel: 'web' },
          { kind: 'resident', via: 'chat' },
          { contactId: contact.id },
        ),
      )
    }
    expect([await says('much', '低保怎么申请'), await says('much', '你好')]).toEqual(before)
  })
})
