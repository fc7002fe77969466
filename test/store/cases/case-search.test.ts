import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clockTime } from '../../../src/domain/cases/clock.ts'
import type { Kind } from '../../../src/domain/office/kinds.ts'
import { normalise } from '../../../src/search/mod.ts'
import { findCaseIds } from '../../../src/store/cases/case-search.ts'
import { sightWhere, VIEW_WHERE } from '../../../src/store/cases/lists/views.ts'
import { listCases } from '../../../src/usecases/cases/shown/list-cases.ts'
import { openedCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'
import { runs } from '../../helpers/runs.ts'

let ctx: TestContext
let dispatcher: Awaited<ReturnType<typeof officer>>
const numbers: string[] = []

const CASES: { kind: Kind; title: string; text: string; place?: string }[] = [
  {
    kind: 'complaint',
    title: '路灯坏了',
    text: '石桥村口的路灯坏了两个星期，晚上看不见。',
    place: '石桥村口',
  },
  { kind: 'complaint', title: '灯坏路不平', text: '村里的灯坏。路也不平，车牌是A12345。' },
  { kind: 'inquiry', title: '醫保怎麼報銷', text: 'ＡＢＣ药店不让用医保卡。' },
  { kind: 'help', title: '家里停水', text: '王庄停水三天了，𠮷先生家也没水。' },
]

beforeAll(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '林')
  for (const input of CASES) {
    numbers.push(await openedCase(ctx, { ...input, channel: 'web' }))
    ctx.clock.advance(60)
  }
})
afterAll(() => ctx.close())

const find = async (q: string) => {
  const { items } = await listCases(ctx, { q, view: 'all' }, dispatcher)
  return items.map(item => numbers.indexOf(item.number)).sort()
}

describe('searching cases', () => {
  it.each<[string, number[]]>([
    ['路灯', [0]],
    ['灯坏', [0, 1]],
    ['坏了两个星期', [0]],
    ['坏了 路灯', [0]],
    ['路灯 停水', []],
    ['水', [3]],
    ['石桥村口', [0]],
    ['医保怎么报销', [2]],
    ['abc药店', [2]],
    ['A12345', [1]],
    ['123', [1]],
    ['坏路也', []],
    ['𠮷先生', [3]],
    ['不存在的词', []],
  ])('%s', async (q, expected) => {
    expect(await find(q)).toEqual(expected)
  })

  it('finds a case by its number and by a part of it', async () => {
    expect(await find(numbers[2]!)).toEqual([2])
    expect(await find(numbers[2]!.slice(5, 10))).toEqual([2])
  })

  it('finds nothing for what holds no letter or digit, instead of everything', async () => {
    expect(await find('！？……')).toEqual([])
  })

  it('takes whatever is typed as words, never as a query language', async () => {
    const typed = fc.string({ unit: 'binary', maxLength: 100 })
    const syntax = fc.constantFrom(
      '" OR 1=1 --',
      "'); DROP TABLE",
      'NEAR(路 灯)',
      '路*',
      'grams:路',
      '路 & !灯',
      '%',
      '_',
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(typed, syntax), async q => {
        await listCases(ctx, { q, view: 'all' }, dispatcher)
      }),
      runs(60),
    )
  })

  it('finds every piece of every text, and nothing that is not there', async () => {
    const piece = fc
      .tuple(fc.nat(CASES.length - 1), fc.nat(30), fc.integer({ min: 1, max: 8 }))
      .map(([i, from, length]) => [...CASES[i]!.text].slice(from, from + length).join(''))
      // Digits alone also find case numbers, which is another test.
      .filter(text => /^[\p{L}\p{N}]+$/u.test(text) && !/^\d+$/.test(text))
    const holds = (c: (typeof CASES)[number], q: string) =>
      [c.title, c.text, c.place ?? ''].some(t => normalise(t).includes(normalise(q)))
    await fc.assert(
      fc.asyncProperty(piece, async q => {
        expect(await find(q)).toEqual(CASES.flatMap((c, i) => (holds(c, q) ? [i] : [])))
      }),
      runs(80),
    )
  })

  it('keeps filters, views and sight, and goes on page by page in the queue\u2019s order', async () => {
    expect((await listCases(ctx, { q: '灯坏', kind: 'inquiry' }, dispatcher)).items).toEqual([])
    const clerk = await officer(ctx, 'clerk', '何', 'environment')
    expect((await listCases(ctx, { q: '路灯' }, clerk)).items).toEqual([])
    for (const view of ['received', 'open', 'all'] as const) {
      const first = await listCases(ctx, { q: '灯坏', view, limit: 1 }, dispatcher)
      const second = await listCases(
        ctx,
        { q: '灯坏', view, limit: 1, cursor: first.nextCursor! },
        dispatcher,
      )
      const all = await listCases(ctx, { q: '灯坏', view }, dispatcher)
      expect([...first.items, ...second.items]).toEqual(all.items)
      expect(all.items).toHaveLength(2)
      expect(second.nextCursor).toBeNull()
    }
  })

  it('finds in each view what the view lists and the words are in', async () => {
    const clerk = await officer(ctx, 'clerk', '张', 'construction')
    await ctx.db.inTransaction(tx =>
      tx.case.update({ where: { id: 2 }, data: { status: 'assigned', departmentId: 'construction' } }),
    )
    for (const by of [dispatcher, clerk]) {
      for (const hours of [0, 24 * 6, 24 * 30]) {
        const later = new Date(ctx.now().getTime() + hours * 3_600_000)
        const at = clockTime(later, ctx.content().calendar)
        for (const [view, condition] of Object.entries(VIEW_WHERE)) {
          const wanted = { where: [condition(by, at)], sift: sightWhere(by) }
          const listed = await findCaseIds(ctx.db, wanted, { order: 'newest', take: 50 })
          const found = await findCaseIds(ctx.db, { ...wanted, query: '灯坏' }, { order: 'newest', take: 50 })
          expect([view, hours, found]).toEqual([view, hours, listed.filter(id => [1, 2].includes(id))])
        }
      }
    }
  })

  it('leaves nothing behind when the case is not made', async () => {
    const before = await ctx.db.read.caseSearch.count()
    const undone = ctx.db.inTransaction(async tx => {
      const { openCaseIn } = await import('../../../src/usecases/cases/moving/open-case.ts')
      await openCaseIn(
        tx,
        ctx,
        { kind: 'help', text: '会被撤销的独角兽', channel: 'web' },
        { kind: 'resident' },
      )
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await ctx.db.read.caseSearch.count()).toBe(before)
    expect(await find('独角兽')).toEqual([])
  })
})
