import { isReadable } from '../../domain/base/text/visible-text.ts'
import { phrase } from '../words/phrases.ts'
import { isDone, saysNone } from '../words/words.ts'
import type { Asking } from './answer.ts'

/** Free text with a minimum and maximum length in characters and a pattern. */
export const text: Asking<'text'> = {
  free: true,
  read(step, input, ctx) {
    const say = phrase.bind(null, ctx.world.contact.locale)
    const value = input.text ?? ''
    const spoken = input.attachments?.some(a => a.kind === 'voice') ?? false
    if (value === '' && spoken && step.voice !== undefined) return { is: 'value', value: step.voice }
    if (value === '') return { is: 'wrong', why: say('needText') }
    if (!isReadable(value)) return { is: 'wrong', why: say('notReadable') }
    if (!step.optional && (isDone(value) || saysNone(value))) return { is: 'wrong', why: say('again') }
    const size = [...value].length
    if (size < step.min) return { is: 'wrong', why: say('tooShort', { n: step.min }) }
    if (size > step.max) return { is: 'wrong', why: say('tooLongHere', { n: step.max }) }
    if (step.pattern !== undefined && !new RegExp(`^(?:${step.pattern})$`, 'u').test(value)) {
      return { is: 'wrong', why: say('badPattern') }
    }
    return { is: 'value', value }
  },
}
