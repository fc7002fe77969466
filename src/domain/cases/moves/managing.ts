import { shanghaiDate } from '../../base/civil-date.ts'
import { Refusal } from '../../base/errors.ts'
import { OPEN } from '../case.ts'
import { ANY, type Rows } from './move.ts'

/** What managers ask for: 督办, its answer, a nudge. */
export const MANAGING: Rows<'supervise' | 'answerSupervision' | 'nudge'> = {
  supervise: {
    label: '督办',
    from: OPEN,
    who: ['manager'],
    apply: (_c, input, _by, ctx) => {
      const dueOn = input.dueOn ?? ctx.superviseBy()
      if (dueOn < shanghaiDate(ctx.now)) {
        const message = '回复的期限不能早于今天。'
        throw new Refusal('invalid_field', message, { errors: [{ path: 'dueOn', message }] })
      }
      return {
        next: { supervisedAt: ctx.now, supervisionDueOn: dueOn },
        events: [['supervised', { instruction: input.instruction, dueOn }]],
      }
    },
  },

  // Owed to the manager, whatever became of the case since.
  answerSupervision: {
    label: '回复督办',
    from: ANY,
    who: ['clerk', 'dispatcher'],
    unless: c => (c.supervisionDueOn ? undefined : '没有等回复的督办。'),
    apply: (_c, input) => ({
      next: { supervisionDueOn: null },
      events: [['supervision_answered', { text: input.text }]],
    }),
  },

  nudge: {
    label: '提醒承办',
    from: ['assigned', 'awaiting_resident'],
    who: ['dispatcher', 'manager'],
    apply: () => ({ next: {}, events: [['reminded', { mark: 'nudge' }]] }),
  },
}
