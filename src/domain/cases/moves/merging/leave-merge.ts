import { z } from 'zod'
import { event, words } from '../event.ts'
import { backToWork, defineMove } from '../move.ts'

const LEFT = { withdrawn: '由群众撤回了', declined: '不予受理了', set_aside: '记为无效件了' } as const
const WHY = Object.keys(LEFT) as [keyof typeof LEFT, ...(keyof typeof LEFT)[]]

/** The case it was merged into will not be answered, so this one is owed separately again. */
const leftMerge = event({
  data: z.strictObject({ from: z.string(), why: z.enum(WHY) }),
  writes: false,
  reactions: true,
  officeLine: d =>
    `并入的 ${words(d.from)} ${LEFT[words(d.why) as keyof typeof LEFT] ?? '不办了'}，这件重新单独办理`,
})

/** It has its own draft, number and clock, and returns to the status it had. */
export const leaveMerge = defineMove({
  label: '退出并案',
  about: '并入的那件不再答复，这件重新单独办理；自动记下。',
  done: null,
  from: ['merged'],
  to: ['received', 'accepted', 'assigned'],
  who: ['system'],
  input: z.strictObject({ why: z.enum(WHY) }),
  events: { left_merge: leftMerge },
  form: null,
  unless: c => (c.answeredAt ? '这件已经答复。' : undefined),
  apply: (c, { why }) => ({
    next: { status: backToWork(c), mergedInto: null, concludedAt: null },
    events: [['left_merge', { from: c.mergedInto ?? '', why }]],
  }),
})
