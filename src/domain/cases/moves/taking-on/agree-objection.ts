import { z } from 'zod'
import type { Case } from '../../case.ts'
import { event } from '../event.ts'
import { defineMove, NO_OBJECTION } from '../move.ts'

export const objectionAgreed = event({
  data: z.strictObject({ departmentId: z.string().nullable(), reason: z.string().nullable() }),
  writes: false,
  reactions: true,
  officeLine: () => '同意退单，重新分派',
})

export const needsObjection = (c: Case) => (c.objectedAt ? undefined : '没有等决定的退单。')

export const agreeObjection = defineMove({
  label: '同意退单',
  about: '同意退单，这件回到待分派。',
  done: '已同意退单，等重新分派。',
  from: ['assigned'],
  to: ['accepted'],
  who: ['dispatcher', 'manager'],
  input: z.strictObject({}),
  events: { objection_agreed: objectionAgreed },
  form: {
    hint: '回到待分派。想好了交给谁，用下面的“改派”一步办完。',
    fields: {},
    button: '同意退单',
  },
  unless: needsObjection,
  apply: c => ({
    next: { status: 'accepted', departmentId: null, officerId: null, pending: null, ...NO_OBJECTION },
    events: [['objection_agreed', { departmentId: c.departmentId, reason: c.objectionReason }]],
  }),
})
