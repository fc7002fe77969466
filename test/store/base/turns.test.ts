import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { TURN_MS, Turns, turns } from '../../../src/store/base/turns.ts'
import { allCases, EXPORT_PART } from '../../../src/usecases/cases/shown/list-cases.ts'
import { casesTable } from '../../../src/usecases/numbers/export-cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'

describe('a turn', () => {
  it('lasts until others have waited long enough, then they come first', async () => {
    let elapsed = 0
    const mine = new Turns(() => elapsed)
    const order: string[] = []
    await mine.next()
    setImmediate(() => order.push('resident'))
    for (let i = 0; i < 3; i++) {
      await mine.next()
      order.push('query')
      elapsed += TURN_MS / 2
    }
    expect(order).toEqual(['query', 'query', 'resident', 'query'])
    expect(mine.yields).toBe(1)
  })

  it('is counted anew when the event loop came round by itself', async () => {
    let elapsed = 0
    const mine = new Turns(() => elapsed)
    for (let i = 0; i < 5; i++) {
      await mine.next()
      elapsed += TURN_MS * 2
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(mine.yields).toBe(0)
  })
})

describe('reading many rows', () => {
  let ctx: TestContext
  let manager: Actor & { id: number }
  beforeEach(async () => {
    ctx = await testContext()
    manager = await officer(ctx, 'manager', '李镇长')
  })
  afterEach(() => ctx.close())

  /** Some full parts and a half. */
  const CASES = EXPORT_PART * 4 + 20
  const fill = () =>
    ctx.db.inTransaction(tx =>
      tx.case.createMany({
        data: Array.from({ length: CASES }, (_, i) => ({
          number: `2026-${String(i).padStart(5, '0')}-0`,
          kind: 'complaint',
          status: 'closed',
          channel: 'phone',
          title: '路灯',
          text: '坏了',
          receivedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + Math.floor(i / 3) * 1000),
          acceptDueOn: '2026-01-05',
          replyDueOn: '2026-01-12',
          originalDueOn: '2026-01-12',
          replyDueAt: ctx.now(),
          nextDueAt: ctx.now(),
          acceptDueAt: ctx.now(),
          deadlines: '{}',
          updatedAt: ctx.now(),
        })),
      }),
    )

  it('is done in small parts, each case once, others in between', async () => {
    await fill()
    const parts: number[] = []
    const seen = new Set<string>()
    for await (const part of allCases(ctx, {}, manager)) {
      parts.push(part.length)
      for (const { number } of part) seen.add(number)
    }
    expect(Math.max(...parts)).toBeLessThanOrEqual(EXPORT_PART)
    expect(EXPORT_PART).toBeLessThanOrEqual(200)
    expect(seen.size).toBe(CASES)
  })

  it('goes round the event loop at least once a part', async () => {
    await fill()
    let rounds = 0
    let counting = true
    const count = () => {
      rounds++
      if (counting) setImmediate(count)
    }
    setImmediate(count)
    let rows = 0
    for await (const _row of casesTable(ctx, {}, manager).rows()) rows++
    counting = false
    expect(rows).toBe(CASES)
    expect(rounds).toBeGreaterThanOrEqual(Math.floor(CASES / EXPORT_PART))
    expect(turns.yields).toBeGreaterThanOrEqual(0)
  })
})
