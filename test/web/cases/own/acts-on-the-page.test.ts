import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATUSES, type Status } from '../../../../src/domain/cases/case.ts'
import type { OfficerMove } from '../../../../src/domain/cases/moves.ts'
import {
  RESIDENT_ACTS,
  type ResidentAct,
  whyResidentCannot,
} from '../../../../src/domain/cases/resident-acts.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { openedCase, SYSTEM } from '../../../helpers/cases.ts'
import { officer } from '../../../helpers/context.ts'
import { type TestSite, testSite, Visitor } from '../../../helpers/site.ts'

/**
 * The case page in every state that the table of resident-acts.ts tells apart, each reached by the moves that lead there:
 * it offers what the table allows, and that works; it does not offer the rest, and whoever posts it anyway reads the
 * table's own sentence.
 */

let site: TestSite
let by: Record<'lin' | 'zhang' | 'wang' | 'zhou', Awaited<ReturnType<typeof officer>>>
beforeAll(async () => {
  site = await testSite()
  by = {
    lin: await officer(site.ctx, 'dispatcher', '林'),
    zhang: await officer(site.ctx, 'clerk', '张', 'construction'),
    wang: await officer(site.ctx, 'clerk', '王', 'civil-affairs'),
    zhou: await officer(site.ctx, 'reviewer', '周'),
  }
})
afterAll(() => site.close())

type Who = keyof typeof by
type Step = [Who, OfficerMove, Record<string, unknown>?]

const ASSIGN: Step[] = [
  ['lin', 'accept'],
  ['lin', 'assign', { department: 'construction', officer: 'clerk-张' }],
]
const REVIEW: Step[] = [...ASSIGN, ['zhang', 'draft', { text: '路灯修好了。' }], ['zhang', 'submit']]
const ANSWER: Step[] = [...REVIEW, ['zhou', 'approve']]
const DECLINE: Step[] = [
  ['lin', 'accept'],
  ['lin', 'decline', { reason: '这是供电公司的事。', redirect: '请打 95598。' }],
  ['zhou', 'approve'],
]

interface State {
  name: string
  status: Status
  steps: Step[]
  /** Acts of the resident, after the steps. */
  byResident?: [ResidentAct, Step[]?][]
  /** Merged into a case of another department, which was answered or not. */
  lead?: 'under way' | 'answered'
}

const STATES: State[] = [
  { name: 'received', status: 'received', steps: [] },
  { name: 'accepted', status: 'accepted', steps: [['lin', 'accept']] },
  { name: 'assigned', status: 'assigned', steps: ASSIGN },
  {
    name: 'objected to',
    status: 'assigned',
    steps: [...ASSIGN, ['zhang', 'object', { reason: '不归我们' }]],
  },
  {
    name: 'awaiting the resident',
    status: 'awaiting_resident',
    steps: [...ASSIGN, ['zhang', 'askResident', { text: '是哪一盏？' }]],
  },
  { name: 'in review', status: 'in_review', steps: REVIEW },
  { name: 'answered', status: 'answered', steps: ANSWER },
  { name: 'closed', status: 'closed', steps: [...ANSWER, ['lin', 'close']] },
  { name: 'closed and rated', status: 'closed', steps: ANSWER, byResident: [['rate']] },
  { name: 'declined', status: 'declined', steps: DECLINE },
  { name: 'declined and rated', status: 'declined', steps: DECLINE, byResident: [['rate']] },
  { name: 'reopened', status: 'assigned', steps: ANSWER, byResident: [['reopen']] },
  { name: 'reopened after a decline', status: 'accepted', steps: DECLINE, byResident: [['reopen']] },
  {
    name: 'reopened, awaiting the resident',
    status: 'awaiting_resident',
    steps: ANSWER,
    byResident: [['reopen', [['zhang', 'askResident', { text: '是哪一盏？' }]]]],
  },
  {
    name: 'reopened, in review',
    status: 'in_review',
    steps: ANSWER,
    byResident: [
      [
        'reopen',
        [
          ['zhang', 'draft', { text: '又修了。' }],
          ['zhang', 'submit'],
        ],
      ],
    ],
  },
  {
    name: 'set aside',
    status: 'set_aside',
    steps: [['lin', 'setAside', { code: 'test' }]],
  },
  { name: 'withdrawn', status: 'withdrawn', steps: ASSIGN, byResident: [['withdraw']] },
  { name: 'merged', status: 'merged', steps: [], lead: 'under way' },
  { name: 'merged after it was assigned', status: 'merged', steps: ASSIGN, lead: 'under way' },
  { name: 'merged and answered', status: 'merged', steps: [], lead: 'answered' },
  {
    name: 'merged, answered and rated',
    status: 'merged',
    steps: [],
    lead: 'answered',
    byResident: [['rate']],
  },
]

const FIELDS: Record<ResidentAct, Record<string, string>> = {
  supplement: { text: '在卫生院门口，第三盏' },
  urge: {},
  rate: { rating: '1', text: '没修好' },
  reopen: { reason: '卫生院门口的还是不亮' },
  withdraw: {},
}

/** What the page says when it is done. */
const DONE: Record<ResidentAct, string> = {
  supplement: '已发给承办单位',
  urge: '已提醒承办人',
  rate: '谢谢您的评价',
  reopen: '已重新办理',
  withdraw: '已撤回',
}

const EVENTS: Record<ResidentAct, string> = {
  supplement: 'supplemented',
  urge: 'urged',
  rate: 'rated',
  reopen: 'reopened',
  withdraw: 'withdrawn',
}

const go = async (number: string, steps: readonly Step[]) => {
  for (const [who, move, input] of steps) await moveCase(site.ctx, number, move, input ?? {}, by[who])
}
const register = (text: string) => openedCase(site.ctx, { text }, SYSTEM)
const rowOf = (number: string) => site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })

/** A case in this state, and its resident's browser on its page. */
async function caseIn({ steps, byResident = [], lead }: State) {
  const number = await register('石桥村的路灯不亮')
  await go(number, steps)
  let leader: string | undefined
  if (lead) {
    leader = await register('石桥村路灯都不亮')
    await go(leader, [
      ['lin', 'accept'],
      ['lin', 'assign', { department: 'civil-affairs', officer: 'clerk-王' }],
    ])
    await go(number, [['lin', 'merge', { into: leader }]])
    if (lead === 'answered')
      await go(leader, [
        ['wang', 'draft', { text: '修好了。' }],
        ['wang', 'submit'],
        ['zhou', 'approve'],
      ])
  }
  const browser = new Visitor(site.url)
  await browser.own(number, site.ctx.secrets.trackingCode(number))
  for (const [act, after = []] of byResident) {
    expect((await browser.post(`/c/${number}/${act}`, FIELDS[act])).status).toBe(303)
    await go(number, after)
  }
  return { number, leader, browser }
}

/** What stands above everything else on a page that refuses. */
const refusalOn = (text: string) => /role="alert"[^>]*>([^<]*)</.exec(text)?.[1]?.trim()
const offers = (text: string, number: string) =>
  RESIDENT_ACTS.filter(act => text.includes(`action="/c/${number}/${act}"`))

it('knows every status', () => {
  expect(new Set(STATES.map(s => s.status))).toEqual(new Set(STATUSES))
})

describe.each(STATES)('the page of a case that is $name', state => {
  it('offers what the table allows, and says why not of the rest', async () => {
    const { number, browser } = await caseIn(state)
    const row = await rowOf(number)
    expect(row.status).toBe(state.status)
    const known = { ...row, status: row.status as Status }
    const text = await browser.page(`/c/${number}`)
    const allowed = RESIDENT_ACTS.filter(act => whyResidentCannot(known, act) === undefined)
    expect(offers(text, number)).toEqual(allowed)
    for (const act of RESIDENT_ACTS) {
      const why = whyResidentCannot(known, act)
      if (why !== undefined) expect(text).toContain(why)
    }
  })

  it.each(RESIDENT_ACTS)(
    '%s: done where it is offered, else refused in the words of the table',
    async act => {
      const { number, leader, browser } = await caseIn(state)
      const row = await rowOf(number)
      const why = whyResidentCannot({ ...row, status: row.status as Status }, act)
      const before = await site.ctx.db.read.caseEvent.count()
      if (why !== undefined) {
        // Whatever stands in the form: what is not possible at all is said first.
        for (const fields of [
          FIELDS[act],
          {},
          { text: '\u200b', reason: '\u200b', rating: '9', phone: '1' },
        ]) {
          const refused = await browser.post(`/c/${number}/${act}`, fields)
          expect([refused.status, refusalOn(refused.text)]).toEqual([409, why])
          expect(offers(refused.text, number)).not.toContain(act)
        }
        expect(await site.ctx.db.read.caseEvent.count()).toBe(before)
        expect((await rowOf(number)).status).toBe(row.status)
        return
      }
      const done = await browser.post(`/c/${number}/${act}`, FIELDS[act])
      expect([done.status, done.location]).toEqual([303, `/c/${number}?done=${act}`])
      expect(await browser.page(done.location!)).toContain(DONE[act])
      // On record of their own number, as theirs.
      const own = await site.ctx.db.read.caseEvent.findFirstOrThrow({
        where: { case: { number }, type: EVENTS[act] },
        orderBy: { seq: 'desc' },
      })
      expect(own.byKind).toBe('resident')
      // Where the work is done: there it stands, and there somebody is told of it.
      const work = leader && row.status === 'merged' ? leader : number
      const worked = await rowOf(work)
      if (work !== number && act !== 'reopen') {
        const noted = await site.ctx.db.read.caseEvent.findFirst({
          where: { case: { number: work }, type: 'noted' },
          orderBy: { seq: 'desc' },
        })
        expect(noted?.data).toContain(number)
        if (act === 'supplement') expect(noted?.data).toContain(FIELDS.supplement['text'])
      }
      // Taken up again, a merged case is worked on under its own number.
      const where = act === 'reopen' ? await rowOf(number) : worked
      const told = await site.ctx.db.read.reminder.findMany({
        where: { caseId: where.id, kind: { in: [EVENTS[act], ...(act === 'rate' ? ['rated_badly'] : [])] } },
      })
      expect(told.length).toBeGreaterThan(0)
      expect(told.map(r => r.officerId)).toContain(where.officerId ?? by.lin.id)
    },
  )
})
