import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spanOf } from '../../../src/domain/numbers/digest.ts'
import { ENTRIES, type IndexRange, idsInParts, partsOfIndex } from '../../../src/store/base/index-parts.ts'
import { onCase, rowsOf, sqlFor } from '../../../src/store/base/kysely.ts'
import { candidatesFor, type Measure } from '../../../src/store/cases/case-measures.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
const CASES = 60
const START = Date.parse('2026-01-01T00:00:00Z')
const HOUR = 3_600_000
const hour = (n: number) => new Date(START + n * HOUR)

/** Three cases an hour; every fifth is owed, every fourth was reopened, and what is not owed ended a day later. */
beforeAll(async () => {
  ctx = await testContext()
  await ctx.db.inTransaction(tx =>
    tx.case.createMany({
      data: Array.from({ length: CASES }, (_, i) => ({
        id: i + 1,
        number: `2026-${String(i).padStart(5, '0')}-0`,
        kind: i % 2 ? 'complaint' : 'disclosure',
        status: 'closed',
        channel: 'phone',
        title: '路灯',
        text: '坏了',
        receivedAt: hour(Math.floor(i / 3)),
        owedUntil: i % 5 ? hour(Math.floor(i / 3) + 24) : null,
        acceptDueOn: '2026-01-05',
        replyDueOn: '2026-01-12',
        originalDueOn: `2026-01-${10 + (i % 7)}`,
        replyDueAt: ctx.now(),
        nextDueAt: ctx.now(),
        acceptDueAt: ctx.now(),
        deadlines: '{}',
        updatedAt: ctx.now(),
      })),
    }),
  )
  await ctx.db.inTransaction(tx =>
    tx.caseEvent.createMany({
      data: Array.from({ length: CASES / 4 }, (_, i) => ({
        caseId: 4 * i + 1,
        seq: 1,
        type: 'reopened',
        at: hour(i + 30),
        byKind: 'resident',
        data: '{}',
      })),
    }),
  )
})
afterAll(() => ctx.close())

describe('a range of an index in parts', () => {
  const RANGES: [string, IndexRange, (i: number) => boolean][] = [
    [
      'from an instant to another',
      { column: 'receivedAt', from: hour(3), before: hour(9) },
      i => i >= 9 && i < 27,
    ],
    ['to its end', { column: 'owedUntil', from: hour(30) }, i => i >= 18 && i % 5 !== 0],
    [
      'behind a column that is compared',
      { column: 'owedUntil', prefix: onCase('kind', '=', 'disclosure'), from: null },
      i => i % 2 === 0 && i % 5 !== 0,
    ],
    [
      'behind a column that has nothing',
      { column: 'receivedAt', prefix: onCase('owedUntil', 'is', null), from: null, before: hour(10) },
      i => i % 5 === 0 && i < 30,
    ],
    [
      'of days',
      { column: 'originalDueOn', from: '2026-01-11', before: '2026-01-13' },
      i => [1, 2].includes(i % 7),
    ],
    ['of nothing', { column: 'firstReplyAt', from: null }, () => false],
  ]

  it.each(RANGES)('%s: each row once, few at a time', async (_name, range, expected) => {
    const wanted = Array.from({ length: CASES }, (_, i) => i + 1).filter(id => expected(id - 1))
    for (const entries of [1, 2, 4, ENTRIES]) {
      const found: number[] = []
      for await (const part of partsOfIndex(ctx.db.read, range, entries)) {
        const rows = await rowsOf(ctx.db.read, sqlFor.selectFrom('Case').select('id').where(part))
        // Beyond the entries only equal values: three came in each hour, nine are due on each day.
        expect(rows.length).toBeLessThanOrEqual(entries + 9)
        found.push(...rows.map(row => row.id))
      }
      expect(found.toSorted((a, b) => a - b)).toEqual(wanted)
    }
    expect((await idsInParts(ctx.db.read, range)).toSorted((a, b) => a - b)).toEqual(wanted)
  })
})

describe('the cases behind a number', () => {
  const ids = async (measure: Measure, take: number, entries?: { Case: number; CaseEvent: number }) => {
    const span = spanOf({ id: '', from: '2026-01-01', to: '2026-01-01' }, ctx.now())
    const found: number[] = []
    for (let place = null; ; ) {
      const page = await candidatesFor(ctx.db.read, measure, span, place, take, entries)
      if (page.length === 0) return found
      expect(page.length).toBeLessThanOrEqual(take)
      found.push(...page.map(row => row.id))
      place = page.at(-1)!.place as never
    }
  }

  it.each(['received', 'concluded', 'due', 'owed'] as const)(
    'that say %s are the same in parts of any size, and on pages of any size',
    async measure => {
      const whole = await ids(measure, 1000)
      expect(whole.length).toBeGreaterThan(5)
      expect(new Set(whole).size).toBe(whole.length)
      for (const entries of [
        { Case: 1, CaseEvent: 1 },
        { Case: 7, CaseEvent: 4 },
      ])
        for (const take of [3, 1000]) expect(await ids(measure, take, entries)).toEqual(whole)
    },
  )
})
