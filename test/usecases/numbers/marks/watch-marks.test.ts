import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SupervisionRule } from '../../../../src/domain/office/supervision-rules.ts'
import type { OfficerActor } from '../../../../src/domain/people/actor.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { bulletin } from '../../../../src/usecases/numbers/marks/bulletin.ts'
import { liftMark } from '../../../../src/usecases/numbers/marks/lift-mark.ts'
import { listMarks, rankMarks } from '../../../../src/usecases/numbers/marks/list-marks.ts'
import { watchMarks } from '../../../../src/usecases/numbers/marks/watch-marks.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { sampleOffice, type TestContext, testContext } from '../../../helpers/context.ts'
import { addOfficers } from '../../../helpers/site.ts'

/** 电子监察 by the sample's rules: 24 hours before, a day late, three working days late, an instruction unanswered. */

let ctx: TestContext
let people: Record<'lin' | 'zhang' | 'zhou' | 'chen' | 'zhuren', OfficerActor>
beforeEach(async () => {
  ctx = await testContext()
  people = await addOfficers(ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    zhou: 'reviewer',
    chen: 'manager',
    zhuren: ['manager', 'construction'],
  })
})
afterEach(() => ctx.close())

/** An inquiry of Monday, 16 November, that is due at the end of the given day. */
async function opened(more: Parameters<typeof openedCase>[1] = {}) {
  const number = await openedCase(ctx, { kind: 'help', ...more })
  await assignCase(ctx, number, people.lin)
  const { replyDueOn } = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  expect(replyDueOn).toBe('2026-11-25')
  return number
}
const at = async (time: string) => {
  ctx.clock.set(`${time}+08:00`)
  return watchMarks(ctx)
}
const marks = async () =>
  (await ctx.db.read.mark.findMany({ orderBy: { id: 'asc' } })).map(m => [
    m.level,
    m.since,
    m.endedAt === null ? 'holds' : 'ended',
  ])
const withRules = (rules: SupervisionRule[]) =>
  sampleOffice().then(content => {
    const changed = { ...content, office: { ...content.office, supervision: { rules } } }
    ctx.content = () => changed
  })

describe('marks', () => {
  it('come once for each beginning, and end when the case is answered', async () => {
    const number = await opened()
    await at('2026-11-24T10:02')
    expect(await marks()).toEqual([])
    expect(await at('2026-11-25T10:02')).toEqual({ set: 1, ended: 0 })
    expect(await at('2026-11-25T11:02')).toEqual({ set: 0, ended: 0 })
    expect(await at('2026-11-26T00:02')).toEqual({ set: 1, ended: 1 })
    await at('2026-11-30T00:02')
    expect(await marks()).toEqual([
      ['warning', '2026-11-25', 'ended'],
      ['yellow', '2026-11-26', 'holds'],
      ['red', '2026-11-30', 'holds'],
    ])
    await answerCase(ctx, number, '修好了。', [people.zhang, people.zhou])
    expect(await at('2026-11-30T11:02')).toEqual({ set: 0, ended: 2 })
    expect(await at('2026-12-30T11:02')).toEqual({ set: 0, ended: 0 })
    const ranking = await rankMarks(ctx, people.chen, { from: '2026-11-01', to: '2026-11-30' })
    expect(ranking[0]).toMatchObject({ departmentId: 'construction', warning: 1, yellow: 1, red: 1 })
  })

  it('come after an outage, too; of two processes at once each mark is one row', async () => {
    await opened()
    ctx.clock.set('2026-12-03T10:02+08:00')
    await Promise.all([watchMarks(ctx), watchMarks(ctx)])
    expect(await marks()).toEqual([
      ['yellow', '2026-11-26', 'holds'],
      ['red', '2026-11-30', 'holds'],
    ])
  })

  it('do not come while the clock waits for the resident, and come again when it runs', async () => {
    const number = await openedCase(ctx, { kind: 'disclosure', text: '申请公开低保名单' })
    await assignCase(ctx, number, people.lin)
    await moveCase(ctx, number, 'askResident', { text: '哪一年的？' }, people.zhang)
    await at('2027-01-20T10:02')
    expect(await marks()).toEqual([])
  })

  it('come for an instruction that nobody answered, and end with its answer', async () => {
    const number = await opened()
    await moveCase(ctx, number, 'supervise', { instruction: '快办', dueOn: '2026-11-18' }, people.chen)
    await at('2026-11-18T23:02')
    expect(await marks()).toEqual([])
    await at('2026-11-19T00:02')
    expect(await marks()).toEqual([['red', '2026-11-19', 'holds']])
    await moveCase(ctx, number, 'answerSupervision', { text: '在办' }, people.zhang)
    await at('2026-11-19T10:02')
    expect(await marks()).toEqual([['red', '2026-11-19', 'ended']])
  })

  it('count returns and openings, by rules of the office', async () => {
    await withRules([
      { id: 'returned', level: 'yellow', name: '退回两次', when: { condition: 'returnedTimes', value: 2 } },
      { id: 'reopened', level: 'red', name: '重新办理', when: { condition: 'reopenedTimes', value: 1 } },
    ])
    const number = await opened()
    for (let i = 0; i < 2; i++) {
      await at('2026-11-17T10:02')
      expect(await marks()).toEqual([])
      await moveCase(ctx, number, 'draft', { text: `第 ${i} 稿` }, people.zhang)
      await moveCase(ctx, number, 'submit', {}, people.zhang)
      await moveCase(ctx, number, 'return', { reason: '没说清' }, people.zhou)
    }
    await at('2026-11-17T11:02')
    expect(await marks()).toEqual([['yellow', '2026-11-17', 'holds']])
    await answerCase(ctx, number, '修好了。', [people.zhang, people.zhou])
    await at('2026-11-18T10:02')
    await moveCase(ctx, number, 'reopen', { reason: '又坏了' }, people.chen)
    await at('2026-11-18T11:02')
    expect(await marks()).toEqual([
      ['yellow', '2026-11-17', 'ended'],
      ['red', '2026-11-18', 'holds'],
    ])
  })

  it('end when office.yaml has their rule no longer, and begin in parts of any size', async () => {
    for (let i = 0; i < 3; i++) await opened({ text: `路灯坏了 ${i}` })
    await at('2026-11-26T10:02')
    expect((await marks()).length).toBe(3)
    await withRules([])
    expect(await at('2026-11-26T11:02')).toEqual({ set: 0, ended: 3 })
  })

  it('hold again when what ended them is undone', async () => {
    const number = await opened()
    await at('2026-11-26T10:02')
    await answerCase(ctx, number, '修好了。', [people.zhang, people.zhou])
    await watchMarks(ctx)
    expect(await marks()).toEqual([['yellow', '2026-11-26', 'ended']])
    // As the undoing of an approval within its minute leaves it.
    const { id } = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    await ctx.db.inTransaction(tx =>
      tx.case.update({
        where: { id },
        data: { status: 'assigned', overdueAt: new Date('2026-11-26T00:00+08:00') },
      }),
    )
    await watchMarks(ctx)
    expect(await marks()).toEqual([['yellow', '2026-11-26', 'holds']])
  })
})

describe('a mark that is taken back', () => {
  it('counts no longer, stays readable with its reason, and is taken back once', async () => {
    const number = await opened()
    await at('2026-11-26T10:02')
    const { id } = await ctx.db.read.mark.findFirstOrThrow()
    await liftMark(ctx, people.chen, id, { reason: '暴雨停工，县里有通知' })
    await expect(liftMark(ctx, people.chen, id, { reason: '再来' })).rejects.toMatchObject({
      code: 'conflict',
    })
    const span = { from: '2026-11-01', to: '2026-11-30' }
    expect((await rankMarks(ctx, people.chen, span)).every(r => r.yellow === 0)).toBe(true)
    expect((await listMarks(ctx, people.chen, 'open', span)).marks).toEqual([])
    const { marks: all } = await listMarks(ctx, people.chen, 'all', span)
    expect(all).toMatchObject([{ number, lifted: { by: 'chen同志', reason: '暴雨停工，县里有通知' } }])
    expect((await bulletin(ctx, people.chen, span)).marks).toEqual([])
    const entry = await ctx.db.read.auditEntry.findFirstOrThrow({ where: { action: 'mark_lifted' } })
    expect(entry).toMatchObject({ target: number, detail: '暴雨停工，县里有通知', officerId: people.chen.id })
    // It does not come again.
    expect(await at('2026-11-27T10:02')).toEqual({ set: 0, ended: 0 })
  })

  it.each(['zhang', 'zhuren', 'lin', 'zhou'] as const)('is not by %s', async login => {
    await opened()
    await at('2026-11-26T10:02')
    const { id } = await ctx.db.read.mark.findFirstOrThrow()
    await expect(liftMark(ctx, people[login], id, { reason: '不该有' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect((await ctx.db.read.mark.findFirstOrThrow()).liftedAt).toBeNull()
  })
})
