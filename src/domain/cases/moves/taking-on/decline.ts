import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { event, quoted } from '../event.ts'
import { defineMove } from '../move.ts'

const declineProposed = event({
  data: z.strictObject({ replyId: z.int(), reason: z.string(), redirect: z.string() }),
  later: ['replyId'],
  writes: true,
  reactions: true,
  officeLine: d => `拟不予受理${quoted(d.reason)}`,
})

/** 不予受理 is a reply like any other: a second person reads it before the resident does. */
export const decline = defineMove({
  label: '不予受理',
  about: '拟不予受理，写明原因和该去哪里办；审核通过后告诉群众。',
  done: '已送审，通过后告诉群众。',
  from: ['received', 'accepted', 'assigned'],
  to: ['in_review'],
  who: ['dispatcher', 'clerk'],
  input: z.strictObject({ reason: textField(500), redirect: textField(300) }),
  events: { decline_proposed: declineProposed },
  form: {
    hint: '会先交审核，通过后才告诉群众。',
    fields: {
      reason: { kind: 'text', label: '为什么不受理', rows: 2 },
      redirect: { kind: 'text', label: '该去哪里办', hint: '写清单位、地址和电话。', rows: 2 },
    },
    button: '送审',
  },
  apply: (c, input, by) => ({
    next: {
      status: 'in_review',
      pending: {
        id: 0,
        text: `${input.reason}\n您可以这样办：${input.redirect}`,
        status: 'submitted',
        purpose: 'decline',
        draftedById: by.id!,
        version: (c.pending?.version ?? 0) + 1,
      },
    },
    events: [['decline_proposed', { reason: input.reason, redirect: input.redirect }]],
  }),
})
