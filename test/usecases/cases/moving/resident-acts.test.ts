import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATUSES, type Status } from '../../../../src/domain/cases/case.ts'
import {
  RESIDENT_ACTS,
  type ResidentAct,
  whyResidentCannot,
} from '../../../../src/domain/cases/resident-acts.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { findCaseByNumber, lockCase } from '../../../../src/store/cases/cases.ts'
import { moveCase, moveCaseIn, parseMove } from '../../../../src/usecases/cases/moving/move-case.ts'
import { openCase } from '../../../../src/usecases/cases/moving/open-case.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { assignCase, openedCase, SYSTEM } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'
import { chatCase } from '../../../helpers/talk.ts'

let ctx: TestContext
let lin: Actor & { id: number }
let zhang: Actor & { id: number }
beforeAll(async () => {
  ctx = await testContext()
  lin = await officer(ctx, 'dispatcher', '林')
  zhang = await officer(ctx, 'clerk', '张', 'construction')
})
afterAll(() => ctx.close())

const INPUTS: Record<ResidentAct, Record<string, unknown>> = {
  supplement: { text: '在卫生院门口' },
  urge: {},
  rate: { rating: 4 },
  reopen: { reason: '还是不亮' },
  withdraw: {},
}

/** Every state that the table tells apart: each status, and the merged and reopened cases with and without an answer. */
const STATES: { status: Status; replied: boolean }[] = STATUSES.flatMap(
  (status): { status: Status; replied: boolean }[] =>
    status === 'merged' || status === 'assigned'
      ? [false, true].map(replied => ({ status, replied }))
      : [{ status, replied: ['answered', 'closed', 'declined'].includes(status) }],
)

async function caseIn(state: { status: Status; replied: boolean }) {
  const number = await openedCase(ctx, { text: '路灯不亮' }, SYSTEM)
  const at = state.replied ? ctx.now() : null
  const lead =
    state.status === 'merged'
      ? await openCase(ctx, { kind: 'complaint', text: '路灯都不亮', channel: 'phone' }, { kind: 'system' })
      : null
  await ctx.db.inTransaction(async tx => {
    const into = lead && (await lockCase(tx, lead.number))
    await tx.case.update({
      where: { number },
      data: {
        status: state.status,
        firstReplyAt: at,
        answeredAt: at,
        ...(into && { mergedIntoId: into.id }),
      },
    })
  })
  return number
}

const act = (number: string, name: ResidentAct) =>
  ctx.db.inTransaction(async tx =>
    moveCaseIn(tx, ctx, (await lockCase(tx, number))!, name, parseMove(name, INPUTS[name]), {
      kind: 'resident',
    }),
  )

describe('what a resident may do, in every state', () => {
  for (const state of STATES) {
    for (const name of RESIDENT_ACTS) {
      it(`${state.status}${state.replied ? ' (answered before)' : ''}: ${name}`, async () => {
        const number = await caseIn(state)
        const why = whyResidentCannot(
          { status: state.status, firstReplyAt: state.replied ? ctx.now() : null, rating: null },
          name,
        )
        if (why === undefined) {
          await act(number, name)
          const after = await findCaseByNumber(ctx.db.read, number)
          expect(after!.lastEvent!.byKind).toBe('resident')
        } else {
          expect(why).toMatch(/^[\p{Script=Han}，。、]{6,}$/u)
          await expect(act(number, name)).rejects.toMatchObject({ code: 'move_refused', detail: why })
        }
      })
    }
    it(`${state.status}${state.replied ? ' (answered before)' : ''}: there is something to do, or a way on`, () => {
      const known = { status: state.status, firstReplyAt: state.replied ? new Date() : null, rating: null }
      const possible = RESIDENT_ACTS.filter(a => whyResidentCannot(known, a) === undefined)
      if (state.status === 'withdrawn')
        expect(whyResidentCannot(known, 'supplement')).toContain('请重新说一次')
      else expect(possible).toContain('supplement')
    })
  }

  it('is rated once', () => {
    for (const status of ['answered', 'closed', 'declined', 'merged'] as const)
      expect(whyResidentCannot({ status, firstReplyAt: new Date(), rating: 3 }, 'rate')).toBe(
        '这件已经评价过了。',
      )
  })
})

describe('what a resident adds reaches the officer who works on it', () => {
  const remindersOf = (officerId: number) =>
    ctx.db.read.reminder.findMany({ where: { officerId }, include: { case: { select: { number: true } } } })

  async function assigned(text: string) {
    const number = await openedCase(ctx, { text }, lin)
    await assignCase(ctx, number, lin, { department: 'construction', officer: 'clerk-张' })
    return number
  }

  it('a merged case: its lead has it, and the lead’s officer is told', async () => {
    const lead = await assigned('青禾桥头的路灯不亮')
    const middle = await assigned('青禾桥的路灯不亮')
    const number = await openedCase(ctx, { text: '桥上的灯不亮' }, lin)
    await moveCase(ctx, number, 'merge', { into: middle }, lin)
    await moveCase(ctx, middle, 'merge', { into: lead }, lin)
    await act(number, 'supplement')
    await act(number, 'urge')
    const events = await ctx.db.read.caseEvent.findMany({ where: { case: { number: lead }, type: 'noted' } })
    expect(events.map(e => JSON.parse(e.data!).text)).toEqual([
      `并入的 ${number}，群众补充：在卫生院门口`,
      `并入的 ${number}，群众催办`,
    ])
    const told = (await remindersOf(zhang.id)).filter(r => r.case?.number === lead)
    expect(told.map(r => r.kind)).toEqual(expect.arrayContaining(['supplemented', 'urged']))
  })

  it('an answered, closed, declined or set aside case: on record, and somebody is told', async () => {
    for (const status of ['answered', 'closed', 'declined', 'set_aside'] as const) {
      const number = await assigned(`${status}：路灯不亮`)
      await ctx.db.inTransaction(tx => tx.case.update({ where: { number }, data: { status } }))
      await act(number, 'supplement')
      const told = (await remindersOf(zhang.id)).filter(r => r.case?.number === number)
      expect([status, told.some(r => r.kind === 'supplemented')]).toEqual([status, true])
    }
  })

  it('a case that nobody holds: the dispatchers are told', async () => {
    const number = await caseIn({ status: 'set_aside', replied: false })
    await act(number, 'supplement')
    const told = (await remindersOf(lin.id)).filter(r => r.case?.number === number)
    expect(told.map(r => r.kind)).toEqual(['supplemented'])
  })

  it('withdrawing a merged case takes it out of the other one', async () => {
    const number = await caseIn({ status: 'merged', replied: false })
    await act(number, 'withdraw')
    const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    expect([row.status, row.mergedIntoId]).toEqual(['withdrawn', null])
  })
})

describe('in the chat', () => {
  async function mine(from: string, status: Status) {
    const { id, number } = await chatCase(ctx, from, { text: '路灯不亮', channel: 'web' })
    await ctx.db.inTransaction(tx => tx.case.update({ where: { id }, data: { status } }))
    return number
  }
  const say = async (from: string, text: string, more = {}) =>
    (await receiveMessage(ctx, typed(ctx, from, text, more))).replies.map(r => r.text).join('\n')

  it('takes up again what was set aside, and says why something else is not possible', async () => {
    const number = await mine('aside', 'set_aside')
    expect(await say('aside', '催办')).toContain('请要求重新办理')
    expect(await say('aside', '没解决')).toContain('哪里没解决')
    expect(await say('aside', '真的是路灯不亮，不是广告')).toContain(`${number}已经退回再办`)
  })

  it('reminds of a merged case that waits for its answer', async () => {
    const number = await mine('merged', 'merged')
    expect(await say('merged', '催办')).toContain(`已经替您催了 ${number}`)
  })

  it('adds to an answered case', async () => {
    const number = await mine('answered', 'answered')
    await say('answered', '补充情况')
    await say('answered', '第三盏也不亮')
    expect(await say('answered', '完成')).toContain(number)
    const events = await ctx.db.read.caseEvent.findMany({ where: { case: { number } } })
    expect(events.map(e => e.type)).toContain('supplemented')
  })
})
