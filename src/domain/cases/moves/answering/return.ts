import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { event, quoted } from '../event.ts'
import { backToWork, defineMove } from '../move.ts'
import { needsSubmitted } from './approve.ts'
import { drafted } from './draft.ts'

export const returned = event({
  data: z.strictObject({
    replyId: z.int(),
    reason: z.string(),
    /** The reviewer changed the text; the `drafted` event before this one is theirs. */
    edited: z.literal(true).optional(),
    /** A returned 不予受理, which an undo submits for review again. */
    decline: z.strictObject({ draftedById: z.int(), version: z.int() }).optional(),
  }),
  writes: true,
  reactions: true,
  officeLine: d => `${d.edited ? '改过后退回' : '退回修改'}${quoted(d.reason)}`,
})

export const returnForEdit = defineMove({
  label: '退回修改',
  about: '退回修改，写明要改什么；带上 text 就是替他改好，再由另一位同事审核。',
  done: '已退回修改。',
  from: ['in_review'],
  to: ['received', 'accepted', 'assigned'],
  who: ['reviewer', 'manager'],
  input: z.strictObject({ reason: textField(500), text: textField(5000).optional() }),
  events: { drafted, returned },
  form: 'own',
  unless: needsSubmitted,
  refuse: (c, input) =>
    input.text && c.pending!.purpose === 'decline' ? '不予受理的告知不能代改，请写明要改什么。' : undefined,
  apply: (c, { reason, text }, by) => {
    const pending = c.pending!
    const { id: replyId, draftedById } = pending
    // A refused 不予受理 leaves no draft to edit: the case is worked on as usual.
    if (pending.purpose === 'decline') {
      const decline = { draftedById, version: pending.version }
      return {
        next: { status: backToWork(c), pending: null },
        events: [['returned', { replyId, reason, decline }]],
      }
    }
    const back = { ...pending, status: 'returned' } as const
    if (text === undefined || text === pending.text) {
      return {
        next: { status: backToWork(c), pending: back },
        events: [['returned', { replyId, reason }]],
      }
    }
    // A reviewer who changes the text becomes its author and may no longer review it.
    const version = pending.version + 1
    return {
      next: { status: backToWork(c), pending: { ...back, text, draftedById: by.id!, version } },
      events: [
        ['drafted', { version }],
        ['returned', { replyId, reason, edited: true as const }],
      ],
    }
  },
})
