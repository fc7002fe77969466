import { z } from 'zod'
import { event, nameIn } from '../event.ts'
import { ANY, defineMove } from '../move.ts'

const STATES = {
  sent: '答复已发出',
  delivered: '答复已送达',
  read: '群众已看答复',
  held: '答复暂时发不出去，等群众下次来时先给',
  undeliverable: '答复送不到',
} as const
type State = keyof typeof STATES

const what = z.strictObject({
  replyId: z.int(),
  state: z.enum(Object.keys(STATES) as [State, ...State[]]),
  via: z.string().optional(),
  code: z.string().optional(),
})

const delivery = event({
  data: what,
  writes: false,
  reactions: true,
  officeLine: d => nameIn(STATES, d.state) ?? '送达情况更新',
})

export const recordDelivery = defineMove({
  label: '送达',
  about: '答复发出、送达、看过或送不到；自动记下。',
  done: null,
  from: ANY,
  to: [],
  who: ['system'],
  input: what,
  events: { delivery },
  form: null,
  apply: (_c, input) => ({ next: {}, events: [['delivery', { ...input }]] }),
})
