import { z } from 'zod'
import type { Case } from '../../case.ts'
import { event } from '../event.ts'
import { defineMove } from '../move.ts'
import { needsWords } from './submit.ts'

/** A substantive reply, approved by a second person. */
export const answered = event({
  data: z.strictObject({ replyId: z.int(), first: z.boolean() }),
  writes: true,
  reactions: true,
  officeLine: d => (d.first ? '审核通过，答复群众' : '审核通过，再次答复群众'),
  residentLine: () => '已答复',
})

/** Approved like a reply. The reason and the right place are in `decline_proposed`, or here. */
const declined = event({
  data: z.strictObject({
    replyId: z.int(),
    first: z.boolean(),
    reason: z.string().optional(),
    redirect: z.string().optional(),
  }),
  writes: true,
  reactions: true,
  officeLine: () => '审核通过，告知不予受理',
  residentLine: () => '告知不受理的原因和去处',
})

export const ratingInvited = event({
  data: z.strictObject({ replyId: z.int() }),
  writes: false,
  reactions: true,
  officeLine: () => '请群众评价',
})

export const needsSubmitted = (c: Case) =>
  c.pending?.status === 'submitted' ? undefined : '没有待审核的答复。'

export const approve = defineMove({
  label: '审核通过',
  about: '通过答复或不予受理的告知，马上发给群众；不能由起草人自己通过。',
  done: '已通过，答复正在发给群众。',
  from: ['in_review'],
  to: ['answered', 'declined'],
  who: ['reviewer', 'manager'],
  input: z.strictObject({}),
  events: { answered, declined, rating_invited: ratingInvited },
  form: 'own',
  unless: (c, by) =>
    needsSubmitted(c) ??
    needsWords(c) ??
    (c.pending!.draftedById === by.id ? '自己写的答复要由另一位同事审核。' : undefined),
  apply: (c, _input, _by, { now }) => {
    const { id: replyId, purpose } = c.pending!
    const first = c.firstReplyAt === null
    const concluded = {
      firstReplyAt: c.firstReplyAt ?? now,
      answeredAt: now,
      concludedAt: now,
      pending: null,
      extensionAskedAt: null,
    }
    return purpose === 'decline'
      ? { next: { ...concluded, status: 'declined' }, events: [['declined', { replyId, first }]] }
      : {
          next: { ...concluded, status: 'answered' },
          events: [
            ['answered', { replyId, first }],
            ['rating_invited', { replyId }],
          ],
        }
  },
})
