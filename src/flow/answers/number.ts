import { withDigits } from '../../domain/base/text/chinese-number.ts'
import { numberIn } from '../words/normalize.ts'
import { phrase } from '../words/phrases.ts'
import type { Asking } from './answer.ts'

/** A number within bounds; a unit after it is allowed (`3 户`, `200 元`, `两千五百块`). */
export const number: Asking<'number'> = {
  free: false,
  read(step, input, ctx) {
    const say = phrase.bind(null, ctx.world.contact.locale)
    const flat = withDigits((input.text ?? '').normalize('NFKC').trim()).replace(/(?<=\d)点(?=\d)/u, '.')
    const found = /^(-?\d{1,9}(?:\.\d{1,4})?)\s*[\p{L}%]{0,3}$/u.exec(flat)?.[1]
    const value = found === undefined ? numberIn(flat) : Number(found)
    if (value === undefined) return { is: 'wrong', why: say('badNumber') }
    const { min = -1e9, max = 1e9 } = step
    if (value < min || value > max) return { is: 'wrong', why: say('numberRange', { min, max }) }
    return { is: 'value', value }
  },
}
