import { z } from 'zod'
import { commentField } from '../../../base/text/visible-text.ts'
import { whyResidentCannot } from '../../resident-acts.ts'
import { acted, sayVia } from '../acted.ts'
import { closed } from '../ending/close.ts'
import { event, quoted } from '../event.ts'
import { ANY, defineMove } from '../move.ts'

export const rated = event({
  data: z.strictObject({ rating: z.int(), text: z.string().optional(), ...acted }),
  writes: true,
  reactions: true,
  act: true,
  officeLine: d => `群众评价 ${Number(d.rating)} 分${quoted(d.text)}`,
  residentLine: d => `您评价了 ${Number(d.rating)} 分${sayVia(d)}`,
})

export const rate = defineMove({
  label: '评价',
  about: '群众给答复打 1 到 5 分；答复过的随之办结。',
  done: null,
  from: ANY,
  unless: c => whyResidentCannot(c, 'rate'),
  to: ['closed'],
  who: ['resident'],
  input: z.strictObject({ rating: z.int().min(1).max(5), text: commentField(1000).optional() }),
  events: { rated, closed },
  form: null,
  apply: (c, { rating, text }, _by, { now }) => {
    const said = { rating, ...(text && { text }) }
    return c.status === 'answered'
      ? {
          next: { rating, status: 'closed', closedAt: now },
          events: [
            ['rated', said],
            ['closed', { auto: true }],
          ],
        }
      : { next: { rating }, events: [['rated', said]] }
  },
})
