import { type Case, OPEN } from '../case.ts'
import { backToWork, REPLIED, type Recorded, type Rows } from './move.ts'

/** Each resident of a merged case rates and reopens by themselves, once they have the answer. */
const mergedAndUnanswered = (c: Case) =>
  c.status === 'merged' && c.firstReplyAt === null ? '这件还没有答复。' : undefined

/** What a resident does with a case of their own. */
export const RESIDENT: Rows<'supplement' | 'urge' | 'rate' | 'withdraw'> = {
  supplement: {
    label: '补充情况',
    from: [...OPEN, ...REPLIED],
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
    from: OPEN,
    who: ['resident'],
    apply: () => ({ next: {}, events: [['urged', {}]] }),
  },

  rate: {
    label: '评价',
    from: ['answered', 'closed', 'declined', 'merged'],
    who: ['resident'],
    unless: c => mergedAndUnanswered(c) ?? (c.rating !== null ? '这件已经评价过了。' : undefined),
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
    from: OPEN,
    who: ['resident'],
    apply: (_c, input, _by, { now }) => ({
      next: { status: 'withdrawn', concludedAt: now, pending: null },
      events: [['withdrawn', { ...(input.reason && { reason: input.reason }) }]],
    }),
  },
}
