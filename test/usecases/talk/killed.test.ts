import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import type { Inbound, Received } from '../../../src/domain/base/message.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { type TestContext, testContext, typed } from '../../helpers/context.ts'
import { cutAt, leftBehind } from '../../helpers/killed.ts'
import { runs } from '../../helpers/runs.ts'

/** A whole matter, and a message about it afterwards. */
const TALK = ['村口的路灯坏了半个月，晚上看不见路', '东山村', '村口小卖部旁', '跳过', '跳过', '确认', '催办']

const receive = (ctx: TestContext, inbound: Inbound) => receiveMessage(ctx, inbound, { passive: () => 1 })
const told = ({ replies }: Received) => replies.map(reply => reply.text)

/** What must be there exactly once, and in order. */
async function stateOf(ctx: TestContext) {
  const { read } = ctx.db
  const events = await read.caseEvent.findMany({
    orderBy: [{ caseId: 'asc' }, { seq: 'asc' }],
    select: { seq: true, type: true },
  })
  return {
    inbound: await read.message.count({ where: { direction: 'in' } }),
    outbound: await read.message.count({ where: { direction: 'out' } }),
    outbox: await read.outbox.count(),
    cases: (await read.case.findMany({ select: { number: true, status: true } })).map(c => [
      c.number,
      c.status,
    ]),
    events: events.map(e => `${e.seq} ${e.type}`),
    ledger: await read.ledgerWaiting.count(),
  }
}

let ctx: TestContext
let onStatement: (() => void) | undefined
beforeEach(async () => {
  onStatement = undefined
  ctx = await testContext({
    onStatement: () => onStatement?.(),
  })
})
afterEach(() => ctx.close())

describe.skipIf(inject('postgres') !== undefined)('a process that is killed, on SQLite', () => {
  it('after any statement of any message loses nothing that was acknowledged and doubles nothing', async () => {
    let killed = 0
    for (const [i, text] of TALK.entries()) {
      const message = typed(ctx, 'villager', text)
      const left: string[] = []
      onStatement = () => left.push(leftBehind(ctx.dir))
      const answer = await receive(ctx, message)
      onStatement = undefined
      // Committed, and not acknowledged: the channel sends it again.
      left.push(leftBehind(ctx.dir))
      const state = await stateOf(ctx)
      // The turns between have no statement that these have not.
      for (const dir of i === 0 || i >= 5 ? left : []) {
        const again = await testContext({ dir, clock: ctx.clock })
        expect(told(await receive(again, message))).toEqual(told(answer))
        expect(await stateOf(again)).toEqual(state)
        await again.close()
        killed++
      }
    }
    expect(killed).toBeGreaterThan(25)
  })

  it('by a power cut that tears the log off anywhere keeps everything that was acknowledged', async () => {
    for (const text of TALK.slice(0, -2)) await receive(ctx, typed(ctx, 'villager', text))
    const acknowledged = await stateOf(ctx)
    const log = (dir: string) => join(dir, 'huiyin.db-wal')
    const safe = statSync(log(ctx.dir)).size
    const last = typed(ctx, 'villager', '确认')
    const answer = await receive(ctx, last)
    const after = await stateOf(ctx)
    const written = statSync(log(ctx.dir)).size
    expect(written).toBeGreaterThan(safe)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: safe, max: written }), fc.boolean(), async (end, garbage) => {
        const dir = leftBehind(ctx.dir)
        const whole = readFileSync(log(dir))
        // What was not synced yet is missing, or was not written although its room was made.
        writeFileSync(
          log(dir),
          garbage
            ? Buffer.concat([whole.subarray(0, end), Buffer.alloc(whole.length - end, 7)])
            : whole.subarray(0, end),
        )
        const again = await testContext({ dir, clock: ctx.clock })
        try {
          expect([acknowledged, after]).toContainEqual(await stateOf(again))
          expect(told(await receive(again, last))).toEqual(told(answer))
          expect(await stateOf(again)).toEqual(after)
        } finally {
          await again.close()
        }
      }),
      runs(15),
    )
  })
})

/** Brings a villager to where the message comes next: a village each, so that nobody's matter is one reported before. */
async function talkTo(message: string, villager: string, nth: number): Promise<void> {
  if (message === TALK[0]) return
  const { areas } = ctx.content().office
  const says = async (text: string) => told(await receive(ctx, typed(ctx, villager, text))).join('')
  const matter = message === '确认' ? TALK[0]! : '养猪场的污水排到河里，臭得很'
  let answer = ''
  for (const text of [matter, areas[nth % areas.length]!.name, ...Array<string>(6).fill('跳过')]) {
    if (answer.includes('请看看对不对')) break
    answer = await says(text)
  }
  expect(answer).toContain('请看看对不对')
  if (message !== '确认') expect(await says('确认')).toContain('登记好了')
}

describe.skipIf(inject('postgres') === undefined)('a process that is killed, on PostgreSQL', () => {
  it('at any statement of any message loses nothing that was acknowledged and doubles nothing', async () => {
    let cut = 0
    for (const i of [0, TALK.indexOf('确认'), TALK.indexOf('催办')]) {
      for (let nth = 1, reached = true; reached; nth++) {
        const villager = `villager-${i}-${nth}`
        await talkTo(TALK[i]!, villager, nth)
        const message = typed(ctx, villager, TALK[i]!)
        const before = await stateOf(ctx)
        const end = cutAt(nth)
        const answer = await receive(ctx, message).catch((error: Error) => error)
        reached = end()
        if (!reached) break
        cut++
        expect(answer).toBeInstanceOf(Error)
        // Undone as a whole; or done as a whole, when the connection was cut as it committed.
        const state = await stateOf(ctx)
        expect([before.inbound, before.inbound + 1]).toContain(state.inbound)
        if (state.inbound === before.inbound) expect(state).toEqual(before)
        const again = told(await receive(ctx, message))
        const after = await stateOf(ctx)
        expect(after.inbound).toBe(before.inbound + 1)
        expect(after.cases.length - before.cases.length).toBe(TALK[i] === '确认' ? 1 : 0)
        expect(told(await receive(ctx, message))).toEqual(again)
        expect(await stateOf(ctx)).toEqual(after)
      }
    }
    expect(cut).toBeGreaterThan(20)
  })
})
