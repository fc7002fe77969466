import { Refusal } from '../../base/errors.ts'
import { type ResidentAct, whyResidentCannot } from '../resident-acts.ts'
import { ENDING } from './ending.ts'
import { BEHALF_ACTS } from './inputs.ts'
import { ANY, type Recorded, type Rows } from './move.ts'
import { RESIDENT } from './resident.ts'

/**
 * 窗口代办: an officer does at the counter what a resident asks for, under the officer's own name and never as 群众. A rating
 * taken down this way is kept on record and counts in no number, nor does it stand in for the resident's own.
 */
export const BEHALF: Rows<'onBehalf'> = {
  onBehalf: {
    label: '窗口代办',
    from: ANY,
    who: ['clerk', 'dispatcher'],
    unless: c =>
      BEHALF_ACTS.some(act => whyResidentCannot(c, act) === undefined)
        ? undefined
        : whyResidentCannot(c, BEHALF_ACTS[0]),
    refuse: (c, { act, text, rating }) => {
      const why = whyResidentCannot(c, act)
      if (why) return why
      if (act === 'rate' && rating === undefined) return '请选群众给几分。'
      if ((act === 'supplement' || act === 'reopen') && !text) return '请写下群众说了什么。'
      return undefined
    },
    apply: (c, { act, text = '', rating, checked }, by, ctx) => {
      if (act === 'rate' && c.officerId === by.id)
        throw new Refusal('move_refused', '自己办的件，不能由自己代群众评价。请另一位同事代办。')
      const signed = ([type, data]: Recorded): Recorded => [type, { ...data, via: 'counter', checked }]
      const done = {
        supplement: () => RESIDENT.supplement.apply(c, { text }, by, ctx),
        urge: () => RESIDENT.urge.apply(c, {}, by, ctx),
        reopen: () => ENDING.reopen.apply(c, { reason: text }, by, ctx),
        rate: () => ({
          next: {},
          events: [['rated', { rating, ...(text && { text }) }] as Recorded],
        }),
      } satisfies Record<(typeof BEHALF_ACTS)[number] & ResidentAct, unknown>
      const { next, events } = done[act]()
      return { next, events: events.map(signed) }
    },
  },
}
