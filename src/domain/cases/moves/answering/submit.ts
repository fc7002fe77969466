import { z } from 'zod'
import { isReadable } from '../../../base/text/visible-text.ts'
import type { Case } from '../../case.ts'
import { event } from '../event.ts'
import { defineMove } from '../move.ts'

const submitted = event({
  data: z.strictObject({ replyId: z.int(), version: z.int() }),
  writes: true,
  reactions: true,
  officeLine: () => '提交审核',
})

/** Drafts saved before blank texts were refused. */
export const needsWords = (c: Case) =>
  c.pending && !isReadable(c.pending.text) ? '答复里没有能读的字，请先写好。' : undefined

export const submit = defineMove({
  label: '提交审核',
  about: '把存好的答复送审。',
  done: '已送审。',
  from: ['assigned'],
  to: ['in_review'],
  who: ['clerk', 'dispatcher'],
  input: z.strictObject({}),
  events: { submitted },
  form: 'own',
  unless: c =>
    c.objectedAt
      ? '这件已经退单，等受理转办人员决定。'
      : !c.pending || c.pending.status === 'submitted'
        ? '还没有写答复，请先写好并保存。'
        : (needsWords(c) ??
          (c.kind === 'disclosure' && !c.outcome
            ? '还没有选处理结果：依申请公开的件办完要计入年度报告的一项。'
            : undefined)),
  apply: c => ({
    next: { status: 'in_review', pending: { ...c.pending!, status: 'submitted' } },
    events: [['submitted', { replyId: c.pending!.id, version: c.pending!.version }]],
  }),
})
