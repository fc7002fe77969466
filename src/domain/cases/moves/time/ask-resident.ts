import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import type { Deadlines } from '../../case.ts'
import { event, quoted } from '../event.ts'
import { defineMove } from '../move.ts'

/** `deadlines` as they are while the clock stands (where the rule stops it). */
const askedResident = event({
  data: z.strictObject({ text: z.string(), deadlines: z.custom<Deadlines>().optional() }),
  writes: false,
  reactions: true,
  officeLine: d => `请群众补充${quoted(d.text)}`,
  residentLine: () => '请您补充情况',
})

export const askResident = defineMove({
  label: '请群众补充',
  about: '请群众补充情况（补正）；时限是否暂停由这类诉求的规则定。',
  done: '已发给群众，等补充。',
  from: ['accepted', 'assigned'],
  to: ['awaiting_resident'],
  who: ['clerk', 'dispatcher'],
  input: z.strictObject({ text: textField(1000) }),
  events: { asked_resident: askedResident },
  form: {
    fields: { text: { kind: 'text', label: '请群众补充什么', hint: '会原样发给群众。' } },
    button: '发给群众',
  },
  apply: (_c, { text }, _by, ctx) => {
    const deadlines = ctx.awaiting()
    return {
      next: { status: 'awaiting_resident', deadlines },
      events: [['asked_resident', { text, deadlines }]],
    }
  },
})
