import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { event, quoted } from '../event.ts'
import { ANY, defineMove } from '../move.ts'

const supervisionAnswered = event({
  data: z.strictObject({ text: z.string() }),
  writes: false,
  reactions: true,
  officeLine: d => `回复督办${quoted(d.text)}`,
})

/** The answer is owed to the manager whatever the case's status is by now. */
export const answerSupervision = defineMove({
  label: '回复督办',
  about: '向领导回复督办办得怎么样。',
  done: '已回复督办。',
  from: ANY,
  to: [],
  who: ['clerk', 'dispatcher'],
  input: z.strictObject({ text: textField(1000) }),
  events: { supervision_answered: supervisionAnswered },
  form: 'own',
  unless: c => (c.supervisionDueOn ? undefined : '没有等回复的督办。'),
  apply: (_c, { text }) => ({
    next: { supervisionDueOn: null },
    events: [['supervision_answered', { text }]],
  }),
})
