import { z } from 'zod'
import { Refusal } from '../../../base/errors.ts'
import { textField } from '../../../base/text/visible-text.ts'
import { OPEN } from '../../case.ts'
import { event, words } from '../event.ts'
import { defineMove, NO_OBJECTION } from '../move.ts'

const merged = event({
  data: z.strictObject({ into: z.string() }),
  writes: false,
  reactions: true,
  officeLine: d => `并入 ${words(d.into)}`,
  residentLine: () => '和同样的诉求一起办',
})

/** Cases about the same matter. Each resident keeps number, clock, reply and rating. */
export const merge = defineMove({
  label: '并案',
  about: '并入同一件事的另一件；答复会同样发给这位群众，编号和时限仍是自己的。',
  done: '已并案。',
  from: ['received', 'accepted', 'assigned'],
  to: ['merged'],
  who: ['dispatcher'],
  input: z.strictObject({ into: textField(20) }),
  events: { merged },
  form: {
    confirm: '并案后这件不再单独办理，答复会同样发给这位群众。确定并案吗？',
    fields: { into: { kind: 'line', label: '并入哪一件（编号）', placeholder: '2026-00123-4' } },
    button: '并案',
  },
  names: ({ into }) => ({ lead: into }),
  refuse: (c, input) => (input.into === c.number ? '不能并入自己。' : undefined),
  apply: (_c, { into }, _by, { now, found: { lead } }) => {
    // A finished case will answer nobody any more.
    if (!lead?.seen || !OPEN.includes(lead.status)) {
      throw new Refusal('invalid_field', '要并入的诉求不存在，或已经不在办。', {
        errors: [{ path: 'into', message: '没有这件，或已经不在办' }],
      })
    }
    return {
      next: { status: 'merged', mergedInto: into, concludedAt: now, pending: null, ...NO_OBJECTION },
      events: [['merged', { into }]],
    }
  },
})
