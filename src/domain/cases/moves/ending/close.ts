import { z } from 'zod'
import { event } from '../event.ts'
import { defineMove } from '../move.ts'

export const closed = event({
  data: z.strictObject({ auto: z.boolean().optional() }),
  writes: false,
  reactions: true,
  officeLine: d => (d.auto ? '办结（自动）' : '办结'),
  residentLine: () => '办结',
})

export const close = defineMove({
  label: '办结',
  about: '把答复过的一件办结；群众仍可评价或要求重新办理。',
  done: '已办结。',
  from: ['answered'],
  to: ['closed'],
  who: ['dispatcher', 'manager', 'system'],
  input: z.strictObject({}),
  events: { closed },
  form: { confirm: '办结后群众仍可评价或要求重新办理。确定办结吗？', fields: {}, button: '办结' },
  apply: (_c, _input, by, { now }) => ({
    next: { status: 'closed', closedAt: now },
    events: [['closed', { auto: by.kind === 'system' }]],
  }),
})
