import { z } from 'zod'
import { sayDate } from '../../../base/civil-date.ts'
import { textField } from '../../../base/text/visible-text.ts'
import type { Deadlines } from '../../case.ts'
import { consultation } from '../../deadline.ts'
import { event, quoted, words } from '../event.ts'
import { defineMove } from '../move.ts'

/** `until`: when the clock continues at the latest, ISO 8601. The applicant is never told whom the office asks. */
const thirdPartyAsked = event({
  data: z.strictObject({
    text: z.string(),
    until: z.string(),
    from: z.string(),
    to: z.string(),
    deadlines: z.custom<Deadlines>(),
  }),
  writes: false,
  reactions: true,
  officeLine: d =>
    `征求第三方意见${quoted(d.text)}（时限从 ${sayDate(words(d.from))}先改到 ${sayDate(words(d.to))}）`,
  residentLine: () => '征求第三方意见，这段时间不算',
})

/** Disclosure (政府信息公开条例 art. 32). */
export const askThirdParty = defineMove({
  label: '征求第三方意见',
  about: '依申请公开的件征求第三方意见；这段时间不算，最多 15 个工作日。text 写征求谁，只有工作人员看得到。',
  done: '已记下，征求意见的时间不算。',
  from: ['accepted', 'assigned'],
  to: [],
  who: ['clerk', 'dispatcher'],
  input: z.strictObject({ text: textField(500) }),
  events: { third_party_asked: thirdPartyAsked },
  form: {
    hint: '征求意见的时间不算，最多 15 个工作日。新的日子会告诉申请人。',
    fields: { text: { kind: 'text', label: '征求谁的意见', hint: '只有工作人员看得到。', rows: 2 } },
    button: '开始征求',
  },
  unless: (c, _by, now) =>
    c.kind !== 'disclosure'
      ? '只有依申请公开的件要征求第三方意见。'
      : consultation(c.deadlines.reply, now)
        ? '已经在征求第三方意见。'
        : undefined,
  apply: (c, { text }, _by, ctx) => {
    const deadlines = ctx.consulting()
    const until = consultation(deadlines.reply, ctx.now)!.to!
    const [from, to] = [c.deadlines.reply.dueOn, deadlines.reply.dueOn]
    return {
      next: { deadlines },
      events: [['third_party_asked', { text, until, from, to, deadlines }]],
    }
  },
})
