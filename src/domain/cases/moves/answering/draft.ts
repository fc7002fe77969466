import { z } from 'zod'
import { textField } from '../../../base/text/visible-text.ts'
import { APPLICANT_IDS, OUTCOME_IDS } from '../../disclosure.ts'
import { event } from '../event.ts'
import { defineMove } from '../move.ts'

/** `outcome` and `applicant` of a disclosure: ids of disclosure.ts. */
export const drafted = event({
  data: z.strictObject({
    replyId: z.int(),
    version: z.int(),
    outcome: z.string().optional(),
    applicant: z.string().optional(),
  }),
  later: ['replyId'],
  writes: true,
  reactions: false,
  officeLine: d => `保存答复草稿（第 ${Number(d.version ?? 1)} 稿）`,
})

export const draft = defineMove({
  label: '保存答复',
  about: '写答复，存为草稿；依申请公开的件还要选处理结果和申请人类别。',
  done: '草稿已存。',
  from: ['assigned'],
  to: [],
  who: ['clerk', 'dispatcher'],
  input: z.strictObject({
    text: textField(5000),
    /** How a disclosure application ends, and who applied (a person unless said otherwise): for the annual report. */
    outcome: z.enum(OUTCOME_IDS, '请从处理结果里选一项').optional(),
    applicant: z.enum(APPLICANT_IDS, '请从申请人类别里选一项').optional(),
  }),
  events: { drafted },
  form: 'own',
  refuse: (c, { outcome, applicant }) =>
    c.kind !== 'disclosure' && (outcome || applicant)
      ? '只有依申请公开的件要选处理结果和申请人类别。'
      : undefined,
  apply: (c, { text, outcome, applicant = outcome && 'person' }, by) => {
    const version = (c.pending?.version ?? 0) + 1
    return {
      next: {
        officerId: c.officerId ?? by.id ?? null,
        ...(outcome && { outcome }),
        pending: {
          id: c.pending?.id ?? 0,
          text,
          status: 'draft',
          purpose: 'answer',
          draftedById: by.id!,
          version,
        },
      },
      events: [['drafted', { version, ...(outcome && { outcome }), ...(applicant && { applicant }) }]],
    }
  },
})
