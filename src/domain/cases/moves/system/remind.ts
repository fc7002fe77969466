import { z } from 'zod'
import { OPEN } from '../../case.ts'
import { event, words } from '../event.ts'
import { defineMove } from '../move.ts'
import { sayMark } from './mark.ts'

export const reminded = event({
  data: z.strictObject({ mark: z.string() }),
  writes: false,
  reactions: true,
  officeLine: d => `提醒承办人（${sayMark(words(d.mark))}）`,
})

export const remind = defineMove({
  label: '提醒',
  about: '时间过半、用了八成时提醒承办人；自动记下。',
  done: null,
  from: OPEN,
  to: [],
  who: ['system'],
  input: z.strictObject({ mark: z.string() }),
  events: { reminded },
  form: null,
  apply: (_c, { mark }) => ({ next: {}, events: [['reminded', { mark }]] }),
})
