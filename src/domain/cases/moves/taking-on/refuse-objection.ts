import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { event, quoted, words } from '../event.ts'
import { defineMove } from '../move.ts'
import { needsObjection } from './agree-objection.ts'

const objectionRefused = event({
  data: z.strictObject({ reason: z.string(), departmentId: z.string().nullable() }),
  writes: false,
  reactions: true,
  officeLine: (d, names) =>
    `不同意退单，仍由${names.department(words(d.departmentId)) ?? '原单位'}办${quoted(d.reason)}`,
})

export const refuseObjection = defineMove({
  label: '不同意退单',
  about: '不同意退单，写明原因，仍由原单位办。',
  done: '已告诉承办单位：仍由他们办。',
  from: ['assigned'],
  to: [],
  who: ['dispatcher', 'manager'],
  input: z.strictObject({ reason: textField(500) }),
  events: { objection_refused: objectionRefused },
  form: 'own',
  unless: needsObjection,
  // The reason is kept, so that the same one cannot be given twice.
  apply: (c, { reason }) => ({
    next: { objectedAt: null },
    events: [['objection_refused', { reason, departmentId: c.departmentId }]],
  }),
})
