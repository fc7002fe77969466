import { z } from 'zod'
import { answered, ratingInvited } from '../answering/approve.ts'
import { defineMove } from '../move.ts'

/**
 * The case it was merged into was answered, so this resident gets the same reply under their own number. The case
 * stays merged; only its own resident's reply is recorded.
 */
export const answerMerged = defineMove({
  label: '随并案答复',
  about: '并入的那件答复了，这位群众收到同样的答复；随审核通过自动记下。',
  done: null,
  from: ['merged'],
  to: [],
  who: ['reviewer', 'manager'],
  input: z.strictObject({ replyId: z.int() }),
  events: { answered, rating_invited: ratingInvited },
  form: null,
  apply: (c, { replyId }, _by, { now }) => ({
    next: { firstReplyAt: c.firstReplyAt ?? now, answeredAt: now },
    events: [
      ['answered', { replyId, first: c.firstReplyAt === null }],
      ['rating_invited', { replyId }],
    ],
  }),
})
