import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { event, quoted } from '../event.ts'
import { ANY, defineMove } from '../move.ts'

/** `mentions` were reminded; `unseen` (names) were mentioned but may not see the case. */
const noted = event({
  data: z.strictObject({
    text: z.string(),
    mentions: z.array(z.int()).optional(),
    unseen: z.array(z.string()).optional(),
  }),
  writes: false,
  reactions: true,
  officeLine: d => {
    const unseen = Array.isArray(d.unseen) ? d.unseen.join('、') : ''
    return `内部备注${quoted(d.text)}${unseen && `（${unseen}看不到这件，没有提醒）`}`
  },
})

/** The system adds notes, too: what happens to a merged case is noted on the one it was merged into. */
export const note = defineMove({
  label: '内部备注',
  about: '写一条内部备注，只有工作人员看得到；“@姓名”会提醒那位同事。',
  done: '已记下。',
  from: ANY,
  to: [],
  who: ['clerk', 'dispatcher', 'reviewer', 'manager', 'system'],
  input: z.strictObject({ text: textField(2000) }),
  events: { noted },
  form: {
    fields: {
      text: {
        kind: 'text',
        label: '备注',
        hint: '只有工作人员看得到。写“@姓名”会提醒那位同事。',
        mention: true,
        rows: 2,
      },
    },
    button: '记下',
  },
  names: ({ text }) => ({ mentionsIn: text }),
  apply: (_c, { text }, _by, { found: { mentioned } }) => ({
    next: {},
    events: [
      [
        'noted',
        {
          text,
          ...(mentioned.see.length > 0 && { mentions: [...mentioned.see] }),
          ...(mentioned.blind.length > 0 && { unseen: [...mentioned.blind] }),
        },
      ],
    ],
  }),
})
