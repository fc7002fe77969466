import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Routing } from '../../../../src/domain/talk/routing.ts'
import { eraseExpired } from '../../../../src/usecases/talk/forget/erase.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { sweep } from '../../../../src/usecases/talk/sweep.ts'
import { type TestContext, testContext, typed } from '../../../helpers/context.ts'
import { findInTables } from '../../../helpers/stored-rows.ts'
import { sendLines } from '../../../helpers/talk.ts'

let ctx: TestContext
/** How the bot judges these words, however its rules are tuned. No guide answers them. */
const JUDGED: Record<string, Routing['intent']> = {
  东头那个老毛病: 'other',
  东头独角兽那个老毛病: 'other',
  那个政策是怎么定的: 'inquiry',
  村里有人收了钱: 'report',
}
beforeEach(async () => {
  ctx = await testContext()
  const content = ctx.content()
  ctx.content = () => ({
    ...content,
    classify: text => (JUDGED[text] ? { intent: JUDGED[text], score: 0.5 } : content.classify(text)),
    findGuides: text => (JUDGED[text] ? { decision: 'none', hits: [] } : content.findGuides(text)),
  })
})
afterEach(() => ctx.close())

const says = (from: string, ...lines: string[]) => sendLines(ctx, from, lines)
const rows = () => ctx.db.read.firstMessage.findMany({ orderBy: { id: 'asc' } })
const ends = async () =>
  (await rows()).map(row => `${row.text} ${row.outcome} ${row.kind ?? row.guideId ?? '-'}`)
const LAMP = ['村口的路灯坏了半个月，晚上看不见路', '东山村', '村口小卖部旁', '跳过', '跳过', '确认']
const REPORT = ['村里的账目一直不公开', '跳过', '匿名', '确认']

describe('a first message', () => {
  it('is written down with its case', async () => {
    await says('a', ...LAMP)
    expect(await rows()).toMatchObject([
      { text: LAMP[0], way: 'case', outcome: 'case', kind: 'complaint', missed: false },
    ])
    expect((await rows())[0]!.step).toMatch(/^complaint\./)
  })

  it('is written down when its guide was read, once the next message says so or the time is over', async () => {
    await says('a', '低保怎么申请')
    expect(await rows()).toEqual([])
    await says('a', '清楚了')
    await says('b', '低保怎么申请')
    ctx.clock.advance(3 * 60)
    await sweep(ctx)
    expect(await rows()).toMatchObject([
      { outcome: 'guide', guideId: 'subsistence-allowance', missed: false },
      { outcome: 'guide', guideId: 'subsistence-allowance' },
    ])
  })

  it('that ended in the menu is written down when nothing was chosen', async () => {
    await says('a', '东头那个老毛病')
    ctx.clock.advance(20)
    await sweep(ctx)
    expect(await rows()).toMatchObject([
      { text: '东头那个老毛病', outcome: 'menu', missed: true, step: null },
    ])
  })

  it('from before a choice in the menu belongs to the case that it began', async () => {
    await says('a', '东头那个老毛病', '1', '水管漏水，修了又漏', '东山村', '跳过', '跳过', '跳过', '确认')
    expect(await ends()).toEqual(['东头那个老毛病 case complaint'])
  })

  it('that was declined is missed', async () => {
    await says('a', '那个政策是怎么定的', '不用了')
    expect(await rows()).toMatchObject([{ outcome: 'none', missed: true, step: 'offer_inquiry.offer' }])
  })

  it('leaves no row when it is a greeting, a number or an emergency', async () => {
    await says('a', '你好', '2026-00001-3', '取消')
    await says('b', '我家着火了', '东山村', '跳过')
    expect(await rows()).toEqual([])
  })
})

describe('a report leaves nothing that ties its writer to it', () => {
  it('neither by itself, nor words from before it in the same dialogue', async () => {
    await says('a', '我要举报', ...REPORT)
    await says('b', '低保怎么申请', '我要举报', ...REPORT)
    await says('c', '东头那个老毛病', '举报', '村里的账目一直不公开', '跳过', '匿名', '确认')
    // Each of the messages belongs to the pseudonym of its case, so a row would tie it to the person.
    ctx.clock.advance(24 * 60)
    await sweep(ctx)
    expect(await ctx.db.read.case.count({ where: { anonymous: true } })).toBe(3)
    expect(await rows()).toEqual([])
  })

  it('nor a report with a name, nor one that was left off', async () => {
    await says('a', '我要举报', '村里的账目一直不公开', '跳过', '留名', '欧阳锺麟', '13918273645', '确认')
    await says('b', '我要举报', '村里的账目一直不公开', '跳过')
    await says('c', '村里有人收了钱')
    ctx.clock.advance(8 * 24 * 60)
    await sweep(ctx)
    expect(await rows()).toEqual([])
  })

  it('while words of another day stay the writer’s own', async () => {
    await says('a', '低保怎么申请', '清楚了')
    await says('a', '我要举报', ...REPORT)
    expect(await ends()).toEqual(['低保怎么申请 guide subsistence-allowance'])
  })
})

it('a repeated delivery writes nothing twice', async () => {
  const message = typed(ctx, 'a', '清楚了')
  await says('a', '低保怎么申请')
  for (let i = 0; i < 3; i++) await receiveMessage(ctx, message)
  expect(await rows()).toHaveLength(1)
})

it('two messages at once of one resident write one row each', async () => {
  await says('a', '低保怎么申请')
  const both = [typed(ctx, 'a', '清楚了'), typed(ctx, 'a', '谢谢')]
  await Promise.all(both.map(message => receiveMessage(ctx, message)))
  expect(await ends()).toEqual(['低保怎么申请 guide subsistence-allowance'])
})

it('its words are sealed, and go with the resident and with the time', async () => {
  const secret = '东头独角兽那个老毛病'
  await says('a', secret)
  await says('b', '低保怎么申请', '清楚了')
  ctx.clock.advance(3 * 60)
  await sweep(ctx)
  expect(await ends()).toHaveLength(2)
  expect(await findInTables(ctx, ['FirstMessage', 'Session'], ['独角兽', '低保'])).toEqual([])
  await says('a', '确认删除我的信息')
  expect(await ends()).toEqual(['低保怎么申请 guide subsistence-allowance'])
  ctx.clock.advance(89 * 24 * 60)
  await eraseExpired(ctx)
  expect(await rows()).toHaveLength(1)
  ctx.clock.advance(2 * 24 * 60)
  await eraseExpired(ctx)
  expect(await rows()).toEqual([])
})

it('an office that keeps conversations for a shorter time keeps these no longer', async () => {
  await says('b', '低保怎么申请', '清楚了')
  const content = ctx.content()
  const retention = { ...content.office.retention, conversations: { days: 30 } }
  ctx.content = () => ({ ...content, office: { ...content.office, retention } })
  ctx.clock.advance(31 * 24 * 60)
  await eraseExpired(ctx)
  expect(await rows()).toEqual([])
})
