import { z } from 'zod'
import { commentField } from '../../../base/text/visible-text.ts'
import { whyResidentCannot } from '../../resident-acts.ts'
import { acted, sayVia } from '../acted.ts'
import { event, quoted } from '../event.ts'
import { ANY, defineMove, NO_OBJECTION } from '../move.ts'

const withdrawn = event({
  data: z.strictObject({ reason: z.string().optional(), ...acted }),
  writes: false,
  reactions: true,
  act: true,
  officeLine: d => `群众撤回${quoted(d.reason)}`,
  residentLine: d => `您已撤回${sayVia(d)}`,
})

/** It ends what is owed, so it is the resident's own act only. */
export const withdraw = defineMove({
  label: '撤回',
  about: '群众撤回；只能由本人办。',
  done: null,
  from: ANY,
  unless: c => whyResidentCannot(c, 'withdraw'),
  to: ['withdrawn'],
  who: ['resident'],
  input: z.strictObject({ reason: commentField(500).optional() }),
  events: { withdrawn },
  form: null,
  apply: (_c, { reason }, _by, { now }) => ({
    next: {
      status: 'withdrawn',
      // Their own case leaves the one it was merged into; the others stay.
      mergedInto: null,
      concludedAt: now,
      pending: null,
      extensionAskedAt: null,
      ...NO_OBJECTION,
    },
    events: [['withdrawn', { ...(reason && { reason }) }]],
  }),
})
