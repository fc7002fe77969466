import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { event, quoted } from '../event.ts'
import { defineMove } from '../move.ts'

const extensionRefused = event({
  data: z.strictObject({ reason: z.string() }),
  writes: false,
  reactions: true,
  officeLine: d => `不同意延期${quoted(d.reason)}`,
})

export const refuseExtension = defineMove({
  label: '不同意延期',
  about: '不同意延期的申请，写明原因。',
  done: '已告诉承办人不同意延期。',
  from: ['accepted', 'assigned', 'in_review'],
  to: [],
  who: ['manager'],
  input: z.strictObject({ reason: textField(500) }),
  events: { extension_refused: extensionRefused },
  form: { fields: { reason: { kind: 'text', label: '为什么不同意', rows: 2 } }, button: '不同意延期' },
  unless: c => (c.extensionAskedAt ? undefined : '没有等批的延期申请。'),
  apply: (_c, { reason }) => ({
    next: { extensionAskedAt: null },
    events: [['extension_refused', { reason }]],
  }),
})
