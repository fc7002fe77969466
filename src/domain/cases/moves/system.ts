import { OPEN } from '../case.ts'
import { ANY, type Rows } from './move.ts'

/** What is only written down: deliveries, and that time passes. */
export const SYSTEM: Rows<'recordDelivery' | 'remind' | 'escalate' | 'noteUnreachable'> = {
  recordDelivery: {
    label: '送达',
    from: ANY,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['delivery', { ...input }]] }),
  },

  remind: {
    label: '提醒',
    from: OPEN,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['reminded', { mark: input.mark }]] }),
  },

  escalate: {
    label: '上报',
    from: OPEN,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['escalated', { mark: input.mark }]] }),
  },

  noteUnreachable: {
    label: '记下联系不上',
    from: ANY,
    who: ['system'],
    apply: (_c, input) => ({ next: {}, events: [['unreachable', { ...input }]] }),
  },
}
