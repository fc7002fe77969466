import { z } from 'zod'
import { Refusal } from '../../../base/errors.ts'
import { textField } from '../../../base/text/visible-text.ts'
import { whyResidentCannot } from '../../resident-acts.ts'
import { reopen, reopened } from '../ending/reopen.ts'
import { ANY, defineMove } from '../move.ts'
import { rated } from './rate.ts'
import { supplement, supplemented } from './supplement.ts'
import { urge, urged } from './urge.ts'

/** A withdrawal ends what is owed, so it is the resident's own act only (NUMBERS, rule 4). */
export const BEHALF_ACTS = ['supplement', 'urge', 'rate', 'reopen'] as const

/**
 * 窗口代办: an officer does at the counter what a resident asks for, under the officer's own name and never as 群众. A
 * rating recorded this way is kept, but counts in no number and does not replace the resident's own.
 */
export const onBehalf = defineMove({
  label: '窗口代办',
  about: '在窗口或电话里替群众补充、催办、评价或要求重新办理，记工作人员的名字和怎么核对的。',
  done: '已代群众记下，写的是您的名字。',
  from: ANY,
  to: ['received', 'accepted', 'assigned'],
  who: ['clerk', 'dispatcher'],
  input: z.strictObject({
    act: z.enum(BEHALF_ACTS, '请选代办什么'),
    /** The resident's words: the addition, or why the case should be reopened. */
    text: textField(1000).optional(),
    rating: z.int().min(1).max(5).optional(),
    /** How the officer knew whose case it is, e.g. 看了身份证, 回拨登记的电话. */
    checked: textField(200),
  }),
  events: { supplemented, urged, rated, reopened },
  form: 'own',
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
    const way = { via: 'counter', checked } as const
    switch (act) {
      case 'supplement':
        return { ...supplement.apply(c, { text }, by, ctx), way }
      case 'urge':
        return { ...urge.apply(c, {}, by, ctx), way }
      case 'reopen':
        return { ...reopen.apply(c, { reason: text }, by, ctx), way }
      case 'rate':
        if (c.officerId === by.id)
          throw new Refusal('move_refused', '自己办的件，不能由自己代群众评价。请另一位同事代办。')
        return { next: {}, events: [['rated', { rating: rating!, ...(text && { text }) }]], way }
    }
  },
})
