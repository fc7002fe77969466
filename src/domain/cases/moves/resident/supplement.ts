import { z } from 'zod'
import { LONGEST_TEXT, textField } from '../../../base/text/visible-text.ts'
import type { Deadlines } from '../../case.ts'
import { whyResidentCannot } from '../../resident-acts.ts'
import { acted, sayVia } from '../acted.ts'
import { event, quoted } from '../event.ts'
import { ANY, backToWork, defineMove } from '../move.ts'

export const supplemented = event({
  data: z.strictObject({ text: z.string(), deadlines: z.custom<Deadlines>().optional(), ...acted }),
  writes: false,
  reactions: true,
  act: true,
  officeLine: d => `群众补充${quoted(d.text)}`,
  residentLine: d => `收到您补充的情况${sayVia(d)}`,
})

export const supplement = defineMove({
  label: '补充情况',
  about: '群众补充情况；在等补正的，接着计时。',
  done: null,
  // resident-acts.ts decides in which statuses.
  from: ANY,
  unless: c => whyResidentCannot(c, 'supplement'),
  to: ['received', 'accepted', 'assigned'],
  who: ['resident'],
  input: z.strictObject({ text: textField(LONGEST_TEXT) }),
  events: { supplemented },
  form: null,
  apply: (c, { text }, _by, ctx) => {
    if (c.status !== 'awaiting_resident') return { next: {}, events: [['supplemented', { text }]] }
    const deadlines = ctx.resumed()
    return { next: { status: backToWork(c), deadlines }, events: [['supplemented', { text, deadlines }]] }
  },
})
