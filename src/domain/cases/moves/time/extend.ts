import { z } from 'zod'
import { sayDate } from '../../../base/civil-date.ts'
import { textField } from '../../../base/text/visible-text.ts'
import type { Deadlines } from '../../case.ts'
import { event, quoted, words } from '../event.ts'
import { defineMove } from '../move.ts'

const extensionRequested = event({
  data: z.strictObject({ days: z.int(), reason: z.string() }),
  writes: false,
  reactions: true,
  officeLine: d => `申请延期 ${Number(d.days)} 天${quoted(d.reason)}`,
})

const extended = event({
  data: z.strictObject({
    days: z.int(),
    reason: z.string(),
    from: z.string(),
    to: z.string(),
    deadlines: z.custom<Deadlines>(),
  }),
  writes: false,
  reactions: true,
  officeLine: d => `延期到 ${sayDate(words(d.to))}${quoted(d.reason)}`,
  residentLine: d => `延期到 ${sayDate(String(d.to))}`,
})

export const extend = defineMove({
  label: '延期',
  about: '领导批准延期，新的时限和原因告诉群众；别的角色是申请延期。只能延一次。',
  done: '已记下。',
  from: ['accepted', 'assigned', 'in_review'],
  to: [],
  who: ['clerk', 'dispatcher', 'manager'],
  input: z.strictObject({ days: z.int().min(1).max(90), reason: textField(500) }),
  events: { extension_requested: extensionRequested, extended },
  form: 'own',
  unless: (c, by) =>
    c.extensions > 0
      ? '这件已经延期过一次，不能再延。'
      : c.extensionAskedAt && by.role !== 'manager'
        ? '已经申请过延期，等领导决定。'
        : undefined,
  apply: (c, { days, reason }, by, ctx) => {
    if (by.role !== 'manager') {
      return { next: { extensionAskedAt: ctx.now }, events: [['extension_requested', { days, reason }]] }
    }
    const deadlines = ctx.extended(days)
    const [from, to] = [c.deadlines.reply.dueOn, deadlines.reply.dueOn]
    return {
      next: { deadlines, extensions: c.extensions + 1, extensionAskedAt: null },
      events: [['extended', { days, reason, from, to, deadlines }]],
    }
  },
})
