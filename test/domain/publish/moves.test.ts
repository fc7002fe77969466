import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OfficerActor } from '../../../src/domain/people/actor.ts'
import type { Item } from '../../../src/domain/publish/item.ts'
import {
  ITEM_MOVE_NAMES,
  type ItemMoveContext,
  type ItemMoveName,
  itemMovesFor,
  itemRule,
  moveItem,
} from '../../../src/domain/publish/moves.ts'
import { privateIn } from '../../../src/domain/publish/private-in-item.ts'
import { runs } from '../../helpers/runs.ts'

const NOW = new Date('2026-11-30T02:00:00Z')
const officer = (id: number, role: OfficerActor['role'], more: Partial<OfficerActor> = {}): OfficerActor => ({
  kind: 'officer',
  id,
  name: `${id}`,
  role,
  ...more,
})
const WRITER = officer(1, 'correspondent')
const REVIEWER = officer(2, 'reviewer')
const MANAGER = officer(3, 'manager')

const DRAFT: Item = {
  id: 1,
  number: '2026-00001',
  columnId: 'news',
  areaId: null,
  departmentId: 'party-office',
  status: 'draft',
  openness: 'open',
  legalReason: null,
  workVersion: 1,
  liveVersion: null,
  draftedById: WRITER.id,
  reviewedById: null,
  secrecyById: null,
  publishAt: null,
  publishedAt: null,
  updatedLiveAt: null,
  withdrawnAt: null,
  withdrawnReason: null,
  endsOn: null,
  consultation: false,
  result: null,
  resultAt: null,
  version: 1,
}
const context = (more: Partial<ItemMoveContext> = {}): ItemMoveContext => ({
  now: NOW,
  today: '2026-11-30',
  found: { never: [], names: [] },
  namesReason: null,
  writers: [WRITER.id],
  ...more,
})

const make = (item: Item, name: ItemMoveName, by: OfficerActor, input: object = {}, ctx = context()) =>
  moveItem(item, name, input as never, by, ctx).next
const checked = { confirmed: true }
const published = () => {
  const submitted = make(DRAFT, 'submit', WRITER)
  return make(make(submitted, 'pass', REVIEWER), 'check', MANAGER, checked)
}

describe('the life of an item', () => {
  it('goes from the draft over two other persons to the public', () => {
    expect(published()).toMatchObject({
      status: 'published',
      liveVersion: 1,
      reviewedById: REVIEWER.id,
      secrecyById: MANAGER.id,
      publishedAt: NOW,
    })
  })

  it('never goes out without the secrecy check', () => {
    const passed = make(make(DRAFT, 'submit', WRITER), 'pass', REVIEWER)
    for (const name of ['publishNow', 'goLive'] as const) expect(() => make(passed, name, MANAGER)).toThrow()
    expect(passed.liveVersion).toBeNull()
  })

  it('is reviewed by nobody who wrote at it, and checked by nobody who reviewed it', () => {
    const dispatcher = officer(4, 'dispatcher')
    const submitted = make(DRAFT, 'submit', WRITER)
    expect(() => make(submitted, 'pass', dispatcher, {}, context({ writers: [WRITER.id, 4] }))).toThrow(
      '自己起草',
    )
    const passed = make(submitted, 'pass', REVIEWER)
    expect(() => make(passed, 'check', REVIEWER, checked)).toThrow('不能是同一个人')
    expect(() => make(passed, 'check', dispatcher, checked, context({ writers: [4] }))).toThrow('自己起草')
  })

  it('keeps what the public reads while it is being changed', () => {
    const draft = make(published(), 'amend', WRITER, { change: '改金额' })
    expect(draft).toMatchObject({ status: 'draft', liveVersion: 1 })
    expect(make(draft, 'abandon', WRITER)).toMatchObject({
      status: 'published',
      liveVersion: 1,
      workVersion: 1,
    })
    expect(() => make(draft, 'discard', WRITER)).toThrow('放弃修改')
  })

  it('waits for its time, and does not go out past its last day', () => {
    const item = { ...DRAFT, endsOn: '2026-12-01' }
    const passed = make(make(item, 'submit', WRITER), 'pass', REVIEWER)
    const later = new Date('2026-12-03T00:00:00Z')
    const scheduled = make(passed, 'check', MANAGER, { confirmed: true, publishAt: later })
    expect(scheduled).toMatchObject({ status: 'scheduled', liveVersion: null, publishAt: later })
    const system = { kind: 'system' } as unknown as OfficerActor
    expect(() => make(scheduled, 'goLive', system)).toThrow('还没有到')
    expect(() => make(scheduled, 'goLive', system, {}, context({ now: later, today: '2026-12-03' }))).toThrow(
      '截止日期已经过了',
    )
  })

  it('that is not open is filed, with what the public read before taken down', () => {
    const draft = make(published(), 'amend', WRITER, { change: '不再公开' })
    const closed: Item = { ...draft, openness: 'closed', legalReason: 'third-party' }
    const passed = make(make(closed, 'submit', WRITER), 'pass', REVIEWER)
    expect(make(passed, 'check', MANAGER, checked)).toMatchObject({
      status: 'filed',
      liveVersion: null,
      updatedLiveAt: null,
    })
  })

  it('asks for opinions until its last day, then says what came of them, once', () => {
    const item = { ...published(), consultation: true, endsOn: '2026-12-10' }
    expect(() => make(item, 'conclude', MANAGER, { result: '采纳 3 条' })).toThrow('还在征集')
    const after = context({ today: '2026-12-11' })
    const concluded = make(item, 'conclude', MANAGER, { result: '采纳 3 条' }, after)
    expect(concluded.result).toBe('采纳 3 条')
    expect(() => make(concluded, 'conclude', MANAGER, { result: '改口' }, after)).toThrow('已经公布')
  })
})

describe('who may', () => {
  it('a village’s correspondent moves nothing of another village or of the office', () => {
    const own = officer(5, 'correspondent', { areaId: 'dongshan' })
    const moment = context()
    expect(itemMovesFor({ ...DRAFT, areaId: 'dongshan' }, own, moment)).toContain('submit')
    for (const areaId of ['xihe', null]) expect(itemMovesFor({ ...DRAFT, areaId }, own, moment)).toEqual([])
  })

  it('a department’s reviewer sees that department’s only; observers and clerks move nothing', () => {
    const submitted = make(DRAFT, 'submit', WRITER)
    const other = officer(6, 'reviewer', { departmentId: 'construction' })
    expect(itemMovesFor(submitted, other, context())).toEqual([])
    for (const role of ['clerk', 'observer', 'auditor', 'admin'] as const)
      expect(itemMovesFor(submitted, officer(7, role), context())).toEqual([])
  })
})

describe('personal data', () => {
  const OWN = new Set(['00008810001'])

  it('identity numbers and phones stop it, whatever reason is given', () => {
    const found = privateIn(['张三 510101199001011234，电话 13800001111'], OWN)
    expect(found.never.length).toBeGreaterThanOrEqual(2)
    expect(() => make(DRAFT, 'submit', WRITER, {}, context({ found, namesReason: '低保公示' }))).toThrow(
      '不能公开',
    )
  })

  it('names need a reason of public interest', () => {
    const found = privateIn(['| 姓名 | 金额 |\n| 王某 | 300 |'], OWN)
    expect(found).toMatchObject({ never: [], names: [expect.stringContaining('姓名')] })
    expect(() => make(DRAFT, 'submit', WRITER, {}, context({ found }))).toThrow('写明为什么')
    expect(
      make(DRAFT, 'submit', WRITER, {}, context({ found, namesReason: '《社会救助暂行办法》要求公示' }))
        .status,
    ).toBe('in_review')
  })

  it.each(['收入 3 万元。', '项目,金额\n修路,30000', '各位村民：路修好了。', '总投资 12 万元，项目按期完工'])(
    'ordinary words are no names: %s',
    text => expect(privateIn([text], OWN)).toEqual({ never: [], names: [] }),
  )

  it.each(['户主：张建国，3 口人', '感谢李秀英女士', '姓名,金额\n张三,300'])('these are: %s', text =>
    expect(privateIn([text], OWN).names).toHaveLength(1),
  )

  it('the office’s own number is no personal data', () => {
    expect(privateIn(['咨询电话 0000-8810001'], OWN).never).toEqual([])
  })
})

/** Inputs that a move accepts. */
const INPUTS: Partial<Record<ItemMoveName, object>> = {
  check: checked,
  return: { reason: '改' },
  amend: { change: '改' },
  withdraw: { reason: '错了' },
  conclude: { result: '好' },
}

it('whatever is tried in whatever order, nothing is public without review and secrecy check by two others', () => {
  const people = [
    WRITER,
    REVIEWER,
    MANAGER,
    officer(4, 'dispatcher'),
    { kind: 'system' } as unknown as OfficerActor,
  ]
  const step = fc.tuple(fc.constantFrom(...ITEM_MOVE_NAMES), fc.constantFrom(...people))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      let item: Item = DRAFT
      let passedBy: number | null = null
      let writers = [WRITER.id]
      for (const [name, by] of steps) {
        let next: Item
        try {
          next = moveItem(item, name, (INPUTS[name] ?? {}) as never, by, context({ writers })).next
        } catch {
          continue
        }
        expect(itemRule(name).to).toContain(next.status)
        if (name === 'pass') passedBy = by.id
        if (name === 'amend') {
          writers = [by.id]
          next = { ...next, workVersion: item.workVersion + 1, draftedById: by.id }
        }
        if (next.liveVersion !== null && next.liveVersion !== item.liveVersion) {
          expect(['check', 'publishNow', 'goLive']).toContain(name)
          expect(new Set([next.draftedById, next.reviewedById, next.secrecyById]).size).toBe(3)
          expect(next.reviewedById).toBe(passedBy)
          expect(writers).not.toContain(next.reviewedById)
          expect(writers).not.toContain(next.secrecyById)
        }
        expect((next.updatedLiveAt === null) === (next.liveVersion === null)).toBe(true)
        item = next
      }
    }),
    runs(),
  )
})
