import { z } from 'zod'
import { defineMove } from '../move.ts'
import { reminded } from '../system/remind.ts'

export const nudge = defineMove({
  label: '提醒承办',
  about: '提醒承办人尽快办，记在办理经过里。',
  done: '已提醒。',
  from: ['assigned', 'awaiting_resident'],
  to: [],
  who: ['dispatcher', 'manager'],
  input: z.strictObject({}),
  events: { reminded },
  form: { hint: '会记在办理经过里，承办人打开这件就能看到。', fields: {}, button: '提醒承办' },
  apply: () => ({ next: {}, events: [['reminded', { mark: 'nudge' }]] }),
})
