import type { Case } from '../case.ts'
import { consultation } from '../deadline.ts'
import type { Rows } from './move.ts'

const notDisclosure = (c: Case) =>
  c.kind === 'disclosure' ? undefined : '只有依申请公开的件要征求第三方意见。'

/** What changes the clock: an extension, asking the resident (补正), consulting a third party. */
export const TIME: Rows<
  'extend' | 'refuseExtension' | 'askResident' | 'askThirdParty' | 'thirdPartyAnswered'
> = {
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

  askThirdParty: {
    label: '征求第三方意见',
    from: ['accepted', 'assigned'],
    who: ['clerk', 'dispatcher'],
    unless: (c, _by, now) =>
      notDisclosure(c) ?? (consultation(c.deadlines.reply, now) ? '已经在征求第三方意见。' : undefined),
    apply: (c, input, _by, ctx) => {
      const deadlines = ctx.consulting()
      return {
        next: { deadlines },
        events: [
          [
            'third_party_asked',
            {
              text: input.text,
              until: consultation(deadlines.reply, ctx.now)!.to,
              from: c.deadlines.reply.dueOn,
              to: deadlines.reply.dueOn,
              deadlines,
            },
          ],
        ],
      }
    },
  },

  thirdPartyAnswered: {
    label: '第三方已回复',
    from: ['accepted', 'assigned', 'awaiting_resident', 'in_review'],
    who: ['clerk', 'dispatcher'],
    unless: (c, _by, now) => (consultation(c.deadlines.reply, now) ? undefined : '没有在征求第三方意见。'),
    apply: (c, input, _by, ctx) => {
      const deadlines = ctx.consulted()
      const [from, to] = [c.deadlines.reply.dueOn, deadlines.reply.dueOn]
      return {
        next: { deadlines },
        events: [['third_party_answered', { text: input.text, from, to, deadlines }]],
      }
    },
  },
}
