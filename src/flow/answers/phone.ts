import { phrase } from '../engine/phrases.ts'
import type { Asking } from './answer.ts'

/** A Chinese mobile number (11 digits) or a landline (area code of 3–4 digits, 7–8 digits, maybe an extension). */
export const phone: Asking<'phone'> = {
  free: false,
  read(_, input, ctx) {
    const number = phoneIn(input.text ?? '')
    return number === undefined
      ? { is: 'wrong', why: phrase(ctx.world.contact.locale, 'badPhone') }
      : { is: 'value', value: number }
  },
}

/** The one phone number in a text, without spaces and country code; undefined when there is none or more than one. */
export function phoneIn(text: string): string | undefined {
  const flat = text
    .normalize('NFKC')
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
