import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { event, quoted } from '../event.ts'
import { defineMove } from '../move.ts'

/**
 * The department that objects. `waits`: it keeps the case until a dispatcher decides; in older records the case moved
 * at once.
 */
const objected = event({
  data: z.strictObject({
    reason: z.string(),
    departmentId: z.string().nullable(),
    waits: z.literal(true).optional(),
  }),
  writes: false,
  reactions: true,
  officeLine: d => `退单${quoted(d.reason)}`,
})

/** Compares letters and digits alone: a reason with another full stop is not a new reason. */
const sameWords = (a: string, b: string) => {
  const [x, y] = [a, b].map(said =>
    said
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  )
  return x === y
}

/** The department keeps the case until a dispatcher decides. */
export const object = defineMove({
  label: '退单',
  about: '承办单位认为不该自己办，写明原因；同意前仍由它办，时限照算。',
  done: '已退单，等受理转办人员决定。',
  from: ['assigned'],
  to: [],
  who: ['clerk'],
  input: z.strictObject({ reason: textField(500) }),
  events: { objected },
  form: {
    hint: '受理转办人员同意前，这件仍由本单位办，时限照算。',
    fields: {
      reason: { kind: 'text', label: '为什么不该本单位办', hint: '写明依据和建议交给谁。', rows: 2 },
    },
    button: '退单',
  },
  unless: c => (c.objectedAt ? '已经退单，等受理转办人员决定。' : undefined),
  refuse: (c, { reason }) =>
    c.objectionReason !== null && sameWords(reason, c.objectionReason)
      ? '这个理由已经退过一次，没有同意。有新的依据，写明了再退。'
      : undefined,
  apply: (c, { reason }, _by, { now }) => ({
    next: { objectedAt: now, objectionReason: reason },
    events: [['objected', { reason, departmentId: c.departmentId, waits: true as const }]],
  }),
})
