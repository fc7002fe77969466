import { z } from 'zod'
import { sayDate } from '../../../base/civil-date.ts'
import { textField } from '../../../base/text/visible-text.ts'
import type { Deadlines } from '../../case.ts'
import { consultation } from '../../deadline.ts'
import { event, quoted, words } from '../event.ts'
import { defineMove } from '../move.ts'

const thirdPartyAnsweredEvent = event({
  data: z.strictObject({
    text: z.string(),
    from: z.string(),
    to: z.string(),
    deadlines: z.custom<Deadlines>(),
  }),
  writes: false,
  reactions: true,
  officeLine: d => `第三方已回复${quoted(d.text)}（时限改到 ${sayDate(words(d.to))}）`,
  residentLine: () => '第三方已回复，接着计时',
})

export const thirdPartyAnswered = defineMove({
  label: '第三方已回复',
  about: '记下第三方的意见，接着计时。',
  done: '已记下，接着计时。',
  from: ['accepted', 'assigned', 'awaiting_resident', 'in_review'],
  to: [],
  who: ['clerk', 'dispatcher'],
  input: z.strictObject({ text: textField(1000) }),
  events: { third_party_answered: thirdPartyAnsweredEvent },
  form: { fields: { text: { kind: 'text', label: '第三方怎么说', rows: 2 } }, button: '记下，接着计时' },
  unless: (c, _by, now) => (consultation(c.deadlines.reply, now) ? undefined : '没有在征求第三方意见。'),
  apply: (c, { text }, _by, ctx) => {
    const deadlines = ctx.consulted()
    const [from, to] = [c.deadlines.reply.dueOn, deadlines.reply.dueOn]
    return { next: { deadlines }, events: [['third_party_answered', { text, from, to, deadlines }]] }
  },
})
