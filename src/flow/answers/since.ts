import { isReadable } from '../../domain/base/text/visible-text.ts'
import { phrase } from '../words/phrases.ts'
import type { Asking } from './answer.ts'

/** Since when something lasts, or when it happened, in words (三天了, 从去年10月起): people rarely know the day. */
export const since: Asking<'since'> = {
  free: true,
  read(_, input, ctx) {
    const say = phrase.bind(null, ctx.world.contact.locale)
    const text = input.text ?? ''
    if (text === '' || !isReadable(text)) return { is: 'wrong', why: say('needText') }
    if ([...text].length > LONGEST) return { is: 'wrong', why: say('tooLongHere', { n: LONGEST }) }
    return { is: 'value', value: text }
  },
}

const LONGEST = 60
