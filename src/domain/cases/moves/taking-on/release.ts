import { z } from 'zod'
import { event } from '../event.ts'
import { defineMove } from '../move.ts'

/** Released from the held queue by an officer, or automatically because nobody looked in time. */
const released = event({
  data: z.strictObject({ auto: z.boolean() }),
  writes: false,
  reactions: true,
  officeLine: d => (d.auto ? '没有人看，自动从“待核”转入待受理' : '看过，从“待核”转入待受理'),
})

/** Moves a case from the held queue to triage. Its deadlines do not change. */
export const release = defineMove({
  label: '转入待受理',
  about: '把“待核”里的一件转入待受理；时限从收到时算起。',
  done: '已转入待受理。',
  from: ['received'],
  to: [],
  who: ['dispatcher', 'manager', 'system'],
  input: z.strictObject({}),
  events: { released },
  form: {
    hint: '短时间内来得太多，先放在“待核”。看过没问题的转入待受理；直接受理也一样。时限从收到时算起。',
    fields: {},
    button: '转入待受理',
  },
  unless: c => (c.heldAt ? undefined : '这件不在“待核”里。'),
  apply: (_c, _input, by) => ({
    next: { heldAt: null },
    events: [['released', { auto: by.kind === 'system' }]],
  }),
})
