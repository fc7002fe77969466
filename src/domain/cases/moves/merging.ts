import { backToWork, type Rows } from './move.ts'

/** Cases about the same matter. Each resident keeps number, clock, reply and rating. */
export const MERGING: Rows<'merge' | 'answerMerged' | 'leaveMerge'> = {
  merge: {
    label: '并案',
    from: ['received', 'accepted', 'assigned'],
    who: ['dispatcher'],
    refuse: (c, input) => (input.into === c.number ? '不能并入自己。' : undefined),
    apply: (_c, input, _by, { now }) => ({
      next: {
        status: 'merged',
        mergedInto: input.into,
        concludedAt: now,
        pending: null,
        objectedAt: null,
        objectionReason: null,
      },
      events: [['merged', { into: input.into }]],
    }),
  },

  // The case it was merged into was answered, and this resident gets the same reply under their own number.
  // The case stays merged; only its own resident's reply is recorded.
  answerMerged: {
    label: '随并案答复',
    from: ['merged'],
    who: ['reviewer', 'manager'],
    apply: (c, input, _by, { now }) => ({
      next: { firstReplyAt: c.firstReplyAt ?? now, answeredAt: now },
      events: [
        ['answered', { replyId: input.replyId, first: c.firstReplyAt === null }],
        ['rating_invited', { replyId: input.replyId }],
      ],
    }),
  },

  // The case it was merged into was withdrawn or declined: this resident is still owed an answer. Draft, number and
  // clock are its own; it stands where it stood before.
  leaveMerge: {
    label: '退出并案',
    from: ['merged'],
    who: ['system'],
    unless: c => (c.answeredAt ? '这件已经答复。' : undefined),
    apply: (c, { why }) => ({
      next: { status: backToWork(c), mergedInto: null, concludedAt: null },
      events: [['left_merge', { from: c.mergedInto, why }]],
    }),
  },
}
