import type { Case } from '../case.ts'
import { type ResidentAct, whyResidentCannot } from '../resident-acts.ts'
import { ANY, backToWork, type Recorded, type Rows } from './move.ts'

/** The table of resident-acts.ts says when; the move only says what happens. */
const asTheTableSays = (act: ResidentAct) => ({
  from: ANY,
  unless: (c: Case) => whyResidentCannot(c, act),
})

/** What a resident does with a case of their own. */
export const RESIDENT: Rows<'supplement' | 'urge' | 'rate' | 'withdraw'> = {
  supplement: {
    label: '补充情况',
    ...asTheTableSays('supplement'),
    who: ['resident'],
    apply: (c, input, _by, ctx) => {
      if (c.status !== 'awaiting_resident')
        return { next: {}, events: [['supplemented', { text: input.text }]] }
      const deadlines = ctx.resumed()
      return {
        next: { status: backToWork(c), deadlines },
        events: [['supplemented', { text: input.text, deadlines }]],
      }
    },
  },

  urge: {
    label: '催办',
    ...asTheTableSays('urge'),
    who: ['resident'],
    apply: () => ({ next: {}, events: [['urged', {}]] }),
  },

  rate: {
    label: '评价',
    ...asTheTableSays('rate'),
    who: ['resident'],
    apply: (c, input, _by, { now }) => ({
      next: {
        rating: input.rating,
        ...(c.status === 'answered' ? { status: 'closed' as const, closedAt: now } : {}),
      },
      events: [
        ['rated', { rating: input.rating, ...(input.text && { text: input.text }) }],
        ...(c.status === 'answered' ? [['closed', { auto: true }] as Recorded] : []),
      ],
    }),
  },

  withdraw: {
    label: '撤回',
    ...asTheTableSays('withdraw'),
    who: ['resident'],
    apply: (_c, input, _by, { now }) => ({
      next: {
        status: 'withdrawn',
        // Their own number leaves the case it was merged into; the others there go on.
        mergedInto: null,
        concludedAt: now,
        pending: null,
        extensionAskedAt: null,
        objectedAt: null,
        objectionReason: null,
      },
      events: [['withdrawn', { ...(input.reason && { reason: input.reason }) }]],
    }),
  },
}
