import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import type { Deadlines } from '../../case.ts'
import { whyResidentCannot } from '../../resident-acts.ts'
import { acted, sayVia } from '../acted.ts'
import { event, quoted } from '../event.ts'
import { ANY, defineMove, NO_OBJECTION } from '../move.ts'

export const reopened = event({
  data: z.strictObject({ reason: z.string(), deadlines: z.custom<Deadlines>(), ...acted }),
  writes: false,
  reactions: true,
  act: true,
  officeLine: d => `重新办理${quoted(d.reason)}`,
  residentLine: d => `重新办理${sayVia(d)}`,
})

export const reopen = defineMove({
  label: '重新办理',
  about: '领导要求把答复过的一件重新办理，时限重新算起。',
  done: '已重新办理。',
  from: ANY,
  to: ['assigned', 'accepted'],
  who: ['resident', 'manager'],
  input: z.strictObject({ reason: textField(1000) }),
  events: { reopened },
  form: { fields: { reason: { kind: 'text', label: '为什么重新办理', rows: 2 } }, button: '重新办理' },
  // A manager may order what a resident may ask for: the same statuses and sentences.
  unless: c => whyResidentCannot(c, 'reopen'),
  apply: (c, { reason }, _by, ctx) => {
    const deadlines = ctx.reopened()
    return {
      next: {
        status: c.departmentId ? 'assigned' : 'accepted',
        deadlines,
        // Owed again separately: a merged case leaves the one it was merged into.
        mergedInto: null,
        reopenedAt: ctx.now,
        acceptedAt: c.acceptedAt ?? ctx.now,
        concludedAt: null,
        closedAt: null,
        rating: null,
        pending: null,
        extensions: 0,
        extensionAskedAt: null,
        ...NO_OBJECTION,
      },
      events: [['reopened', { reason, deadlines }]],
    }
  },
})
