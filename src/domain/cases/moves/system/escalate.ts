import { z } from 'zod'
import { OPEN } from '../../case.ts'
import { event, words } from '../event.ts'
import { defineMove } from '../move.ts'
import { sayMark } from './mark.ts'

const escalated = event({
  data: z.strictObject({ mark: z.string() }),
  writes: false,
  reactions: true,
  officeLine: d => `上报领导（${sayMark(words(d.mark))}）`,
})

export const escalate = defineMove({
  label: '上报',
  about: '到期、超期时上报领导；自动记下。',
  done: null,
  from: OPEN,
  to: [],
  who: ['system'],
  input: z.strictObject({ mark: z.string() }),
  events: { escalated },
  form: null,
  apply: (_c, { mark }) => ({ next: {}, events: [['escalated', { mark }]] }),
})
