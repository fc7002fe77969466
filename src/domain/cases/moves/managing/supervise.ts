import { z } from 'zod'
import { sayDate, shanghaiDate } from '../../../base/civil-date.ts'
import { Refusal } from '../../../base/errors.ts'
import { givenDate } from '../../../base/given-date.ts'
import { textField } from '../../../base/text/visible-text.ts'
import { OPEN } from '../../case.ts'
import { event, quoted, words } from '../event.ts'
import { defineMove } from '../move.ts'

const supervised = event({
  data: z.strictObject({ instruction: z.string(), dueOn: z.string().optional() }),
  writes: false,
  reactions: true,
  officeLine: d => `督办${d.dueOn ? `（${sayDate(words(d.dueOn))}前回复）` : ''}${quoted(d.instruction)}`,
})

export const supervise = defineMove({
  label: '督办',
  about: '领导对一件提出意见，要求几号前回复；不填日子就是 3 个工作日内。',
  done: '已督办。',
  from: OPEN,
  to: [],
  who: ['manager'],
  input: z.strictObject({ instruction: textField(1000), dueOn: givenDate().optional() }),
  events: { supervised },
  form: {
    fields: {
      instruction: { kind: 'text', label: '督办意见' },
      dueOn: { kind: 'date', label: '几号前回复', hint: '不填就是 3 个工作日内。' },
    },
    button: '督办',
  },
  apply: (_c, { instruction, dueOn: given }, _by, ctx) => {
    const dueOn = given ?? ctx.superviseBy()
    if (dueOn < shanghaiDate(ctx.now)) {
      const message = '回复的期限不能早于今天。'
      throw new Refusal('invalid_field', message, { errors: [{ path: 'dueOn', message }] })
    }
    return {
      next: { supervisedAt: ctx.now, supervisionDueOn: dueOn },
      events: [['supervised', { instruction, dueOn }]],
    }
  },
})
