import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { SET_ASIDE_CODES, SET_ASIDE_IDS } from '../../set-aside.ts'
import { event, nameIn, quoted } from '../event.ts'
import { defineMove, NO_OBJECTION } from '../move.ts'

/** Not a real case (advertising, a test): a code of set-aside.ts, by a named officer. */
const setAsideEvent = event({
  data: z.strictObject({ code: z.enum(SET_ASIDE_IDS), note: z.string().optional() }),
  writes: false,
  reactions: true,
  officeLine: d => `记为无效件（${nameIn(SET_ASIDE_CODES, d.code) ?? '没有写明'}）${quoted(d.note)}`,
  residentLine: () => '记作广告、骚扰或测试，没有办理',
})

/** Never deleted, never counted as answered. One officer is enough, because it raises no rate. */
export const setAside = defineMove({
  label: '记为无效件',
  about: '把广告、骚扰和试用记为无效件；它仍算应答复、没有答复。',
  done: '已记为无效件。',
  from: ['received', 'accepted', 'assigned'],
  to: ['set_aside'],
  who: ['dispatcher', 'manager'],
  input: z.strictObject({ code: z.enum(SET_ASIDE_IDS, '请选是哪一种'), note: textField(500).optional() }),
  events: { set_aside: setAsideEvent },
  form: {
    hint: '只用于广告、骚扰和试用。编号、原因和您的名字都留着，报表里单列；它仍算应答复、没有答复。',
    fields: {
      code: { kind: 'choice', label: '是哪一种', choices: SET_ASIDE_CODES },
      note: { kind: 'line', label: '说明（可不填）', optional: true },
    },
    button: '记为无效件',
  },
  apply: (_c, { code, note }, _by, { now }) => ({
    next: {
      status: 'set_aside',
      concludedAt: now,
      pending: null,
      extensionAskedAt: null,
      ...NO_OBJECTION,
    },
    events: [['set_aside', { code, ...(note && { note }) }]],
  }),
})
