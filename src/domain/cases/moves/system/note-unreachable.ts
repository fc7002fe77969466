import { z } from 'zod'
import { event } from '../event.ts'
import { ANY, defineMove } from '../move.ts'

/** Why nothing reaches the resident any more, and what to do. */
export const UNREACHABLE = '群众已取消关注公众号，微信上发不到了。有答复请打电话或用别的办法告知'

/** Nothing can be delivered to this resident any more by the channel they came from. */
const unreachable = event({
  data: z.strictObject({ reason: z.literal('unfollowed') }),
  writes: false,
  reactions: false,
  officeLine: () => UNREACHABLE,
})

export const noteUnreachable = defineMove({
  label: '记下联系不上',
  about: '群众取消关注，微信上发不到了；自动记下。',
  done: null,
  from: ANY,
  to: [],
  who: ['system'],
  input: z.strictObject({ reason: z.literal('unfollowed') }),
  events: { unreachable },
  form: null,
  apply: (_c, { reason }) => ({ next: {}, events: [['unreachable', { reason }]] }),
})
