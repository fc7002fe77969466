import { isReadable } from '../../domain/base/text/visible-text.ts'
import { phrase } from '../words/phrases.ts'
import type { Asking } from './answer.ts'
import { saysOnlyNumbers } from './phone.ts'

/** A place: words (stored unchanged, at most 200 characters), or a shared point, which is stored in `NAME_at`. */
export const location: Asking<'location'> = {
  free: true,
  read(step, input, ctx) {
    const say = phrase.bind(null, ctx.world.contact.locale)
    if (input.location) {
      const { latitude, longitude, label } = input.location
      const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
      return {
        is: 'value',
        value: (label || point).slice(0, 200),
        also: { [`${step.as}_at`]: { latitude, longitude } },
      }
    }
    const text = input.text ?? ''
    if (!isReadable(text)) return { is: 'wrong', why: say(text === '' ? 'needText' : 'notReadable') }
    if (!/\p{L}/u.test(text) || saysOnlyNumbers(text)) return { is: 'wrong', why: say('needPlace') }
    if (text.length > 200) return { is: 'wrong', why: say('tooLongHere', { n: 200 }) }
    return { is: 'value', value: text, also: { [`${step.as}_at`]: undefined } }
  },
}
