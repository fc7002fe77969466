import type { Rows } from './move.ts'

/** What changes the clock: an extension, and asking the resident (补正). */
export const TIME: Rows<'extend' | 'refuseExtension' | 'askResident'> = {
  extend: {
    label: '延期',
    from: ['accepted', 'assigned', 'in_review'],
    who: ['clerk', 'dispatcher', 'manager'],
    unless: (c, by) =>
      c.extensions > 0
        ? '这件已经延期过一次，不能再延。'
        : c.extensionAskedAt && by.role !== 'manager'
          ? '已经申请过延期，等领导决定。'
          : undefined,
    apply: (c, input, by, ctx) => {
      if (by.role !== 'manager') {
        return {
          next: { extensionAskedAt: ctx.now },
          events: [['extension_requested', { days: input.days, reason: input.reason }]],
        }
      }
      const deadlines = ctx.extended(input.days)
      return {
        next: { deadlines, extensions: c.extensions + 1, extensionAskedAt: null },
        events: [
          [
            'extended',
            {
              days: input.days,
              reason: input.reason,
              from: c.deadlines.reply.dueOn,
              to: deadlines.reply.dueOn,
              deadlines,
            },
          ],
        ],
      }
    },
  },

  refuseExtension: {
    label: '不同意延期',
    from: ['accepted', 'assigned', 'in_review'],
    who: ['manager'],
    unless: c => (c.extensionAskedAt ? undefined : '没有等批的延期申请。'),
    apply: (_c, input) => ({
      next: { extensionAskedAt: null },
      events: [['extension_refused', { reason: input.reason }]],
    }),
  },

  askResident: {
    label: '请群众补充',
    from: ['accepted', 'assigned'],
    who: ['clerk', 'dispatcher'],
    apply: (_c, input, _by, ctx) => {
      const deadlines = ctx.awaiting()
      return {
        next: { status: 'awaiting_resident', deadlines },
        events: [['asked_resident', { text: input.text, deadlines }]],
      }
    },
  },
}
