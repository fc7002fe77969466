import { chineseNumber } from '../../domain/chinese-number.ts'
import { phrase } from '../engine/phrases.ts'
import type { Asking } from './answer.ts'

/** A Chinese mobile number (11 digits) or a landline (area code of 3–4 digits, 7–8 digits, maybe an extension). */
export const phone: Asking<'phone'> = {
  free: false,
  read(_, input, ctx) {
    const text = input.text ?? ''
    const number = phoneIn(text)
    if (number !== undefined) return { is: 'value', value: number }
    const why = /[\d零〇一幺二三四五六七八九]/u.test(text.normalize('NFKC')) ? 'badPhone' : 'needPhone'
    return { is: 'wrong', why: phrase(ctx.world.contact.locale, why) }
  },
}

/** The one phone number in a text, without spaces and country code; undefined when there is none or more than one. */
export function phoneIn(text: string): string | undefined {
  const flat = text
    .normalize('NFKC')
    // Voice input writes 幺三八…
    .replace(/[零〇一幺二两三四五六七八九]{7,}/gu, run => [...run].map(chineseNumber).join(''))
    .replace(/[—–―－]/g, '-')
    .replace(/(?<=[\d)])[ \t]*[- ][ \t]*(?=\d)/g, '-')
  const found = flat.match(/(?:\+?86-?)?[\d-]+\d/g)?.filter(run => run.replace(/\D/g, '').length >= 5) ?? []
  if (found.length !== 1) return undefined
  const run = found[0]!.replace(/^\+?86-?(?=1[3-9])/, '')
  const digits = run.replace(/-/g, '')
  if (/^1[3-9]\d{9}$/.test(digits)) return digits
  const landline = /^(0\d{2,3})-?([2-9]\d{6,7})(?:-(\d{1,5}))?$/.exec(run)
  return landline ? landline.slice(1).filter(Boolean).join('-') : undefined
}
