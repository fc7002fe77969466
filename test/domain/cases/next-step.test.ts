import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPEN, STATUSES } from '../../../src/domain/cases/case.ts'
import { type CaseSituation, EXPLAINING_EVENTS, nextStep } from '../../../src/domain/cases/next-step.ts'
import { runs } from '../../helpers/runs.ts'

const plain: CaseSituation = {
  status: 'assigned',
  department: '规划建设办公室',
  holder: null,
  pending: null,
  last: null,
  extensionAsked: false,
  objected: false,
  supervisionDueOn: null,
  mergedInto: null,
}
const draft = { status: 'draft', purpose: 'answer', version: 2, drafter: '张工', note: null } as const

describe('why a case is where it is, and what happens next', () => {
  it.each<[string, Partial<CaseSituation>, string, string]>([
    ['nobody took it', {}, '已交给规划建设办公室，还没有人接', '单位里一个人接手写答复'],
    ['somebody holds it', { holder: '张工' }, '张工在办，还没写答复', '张工写答复'],
    ['a draft', { holder: '张工', pending: draft }, '张工写了第 2 稿，还没送审', '送审'],
    [
      'sent back',
      { pending: { ...draft, status: 'returned', note: '写上哪天修的' } },
      '审核退回：写上哪天修的',
      '张工改好再送审',
    ],
    [
      'a department objected',
      { status: 'accepted', last: { type: 'objected', words: '不归我们', department: '规划建设办公室' } },
      '规划建设办公室退单：不归我们',
      '重新分派',
    ],
    [
      'an objection waits',
      { objected: true, last: { type: 'objected', words: '不归我们', department: '规划建设办公室' } },
      '规划建设办公室退单：不归我们',
      '定退不退：改派，或仍由原单位办',
    ],
    [
      'the case it went with is over',
      { last: { type: 'left_merge', words: null, department: null }, holder: '张工' },
      '并入的那件不再答复，这件要单独办',
      '张工写答复',
    ],
    ['an extension waits', { holder: '张工', extensionAsked: true }, '张工在办，还没写答复', '等领导批延期'],
    [
      'the manager waits',
      { status: 'received', supervisionDueOn: '2026-11-20' },
      '新收到，还没受理',
      '11 月 20 日前回复督办；受理，或说明为什么不受理',
    ],
    [
      'a decline under review',
      { status: 'in_review', pending: { ...draft, status: 'submitted', purpose: 'decline' } },
      '张工拟不予受理，等审核',
      '审核',
    ],
  ])('%s', (_name, over, why, next) => {
    expect(nextStep({ ...plain, ...over })).toEqual({ why, next })
  })

  it('every standing has two short lines, and an open case always has something to do', () => {
    const standing: fc.Arbitrary<CaseSituation> = fc.record({
      status: fc.constantFrom(...STATUSES),
      department: fc.constantFrom('环保办', null),
      holder: fc.constantFrom('张工', null),
      pending: fc.constantFrom(null, draft, {
        ...draft,
        status: 'returned' as const,
        note: '长'.repeat(500),
      }),
      last: fc.option(
        fc.record({
          type: fc.constantFrom(...EXPLAINING_EVENTS),
          words: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 })),
          department: fc.constantFrom('环保办', null),
        }),
      ),
      extensionAsked: fc.boolean(),
      objected: fc.boolean(),
      supervisionDueOn: fc.constantFrom('2026-11-20', null),
      mergedInto: fc.constantFrom('2026-00001-1', null),
    })
    fc.assert(
      fc.property(standing, s => {
        const { why, next } = nextStep(s)
        for (const line of [why, next]) {
          expect(line).not.toMatch(/undefined|null|。$/)
          expect([...line].length).toBeGreaterThan(1)
          expect([...line].length).toBeLessThan(70)
        }
        if (OPEN.includes(s.status)) expect(next).not.toContain('没有要办的')
      }),
      runs(),
    )
  })
})
