import { z } from 'zod'
import { hasVisibleText, textField } from '../../../base/text/visible-text.ts'
import { OPENNESS, OPENNESS_NAMES } from '../../openness.ts'
import { event, nameIn, quoted } from '../event.ts'
import { defineMove } from '../move.ts'

const published = event({
  data: z.strictObject({
    openness: z.enum(OPENNESS),
    reason: z.string().optional(),
    secrecyChecked: z.boolean().optional(),
  }),
  writes: true,
  reactions: false,
  officeLine: d => `公开属性定为${nameIn(OPENNESS_NAMES, d.openness) ?? ''}${quoted(d.reason)}`,
})

export const publish = defineMove({
  label: '公开',
  about: '定公开属性；主动公开要给去掉个人信息的文字，并做过保密审查。',
  done: '公开属性已定。',
  from: ['answered', 'closed'],
  to: [],
  who: ['reviewer', 'manager'],
  input: z.strictObject({
    openness: z.enum(OPENNESS),
    redactedText: textField(5000).optional(),
    /** What was asked, as the public may read it. */
    redactedQuestion: textField(200).optional(),
    /** Why not, when it is not to be public. */
    reason: textField(500).optional(),
    /** The check that the law asks for before anything is published (保守国家秘密法实施条例). */
    secrecyChecked: z.boolean().optional(),
  }),
  events: { published },
  form: 'own',
  sends: {
    fields: ['openness', 'redactedText', 'redactedQuestion', 'reason', 'secrecyChecked'],
    read: read => {
      const given = (name: string) => hasVisibleText(read(name)) && { [name]: read(name) }
      return {
        openness: read('openness'),
        ...given('redactedText'),
        ...given('redactedQuestion'),
        // Required at the desk even though the schema lets it be empty: not publishing needs a reason.
        ...(read('openness') === 'closed' ? { reason: read('reason') } : given('reason')),
        secrecyChecked: read('secrecyChecked') === 'yes',
      }
    },
  },
  refuse: (_c, { openness, redactedText, secrecyChecked }) => {
    if (openness !== 'open') return undefined
    if (!redactedText) return '主动公开前，请填写去掉个人信息的文字。'
    return secrecyChecked === false ? '主动公开前要先做保密审查。' : undefined
  },
  apply: (c, { openness, reason, secrecyChecked, redactedText = null, redactedQuestion = null }) => ({
    // The status stays, but what is public has changed, so another officer's open form is stale.
    next: { status: c.status },
    events: [
      ['published', { openness, ...(reason && { reason }), ...(secrecyChecked && { secrecyChecked }) }],
    ],
    // Not in the event, because a redacted text may be redacted further later.
    publicTexts: { redactedText, redactedQuestion },
  }),
})
