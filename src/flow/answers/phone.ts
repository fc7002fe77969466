import { chineseNumber } from '../../domain/base/text/chinese-number.ts'
import { phrase } from '../words/phrases.ts'
import type { Asking } from './answer.ts'

/** A Chinese mobile number (11 digits) or a landline (area code of 3–4 digits, 7–8 digits, maybe an extension). */
export const phone: Asking<'phone'> = {
  free: false,
  read(_, input, ctx) {
    const text = input.text ?? ''
    const { numbers, unclear } = phonesIn(text)
    if (numbers.length === 1 && !unclear) return { is: 'value', value: numbers[0] }
    return { is: 'wrong', why: phrase(ctx.world.contact.locale, whyNoPhone(text)) }
  },
}

/** The reason why a text is not exactly one phone number. */
export function whyNoPhone(text: string): 'onePhone' | 'badPhone' | 'needPhone' {
  if (phonesIn(text).numbers.length > 1) return 'onePhone'
  return /[\d零〇一幺二三四五六七八九]/u.test(text.normalize('NFKC')) ? 'badPhone' : 'needPhone'
}

/** The one phone number in a text, without spaces and country code; undefined when there is none or more than one. */
export function phoneIn(text: string): string | undefined {
  const { numbers, unclear } = phonesIn(text)
  return numbers.length === 1 && !unclear ? numbers[0] : undefined
}

const COUNTRY = String.raw`(?:[(]?(?:\+|00)?86[)]?[ -]{0,3})?`
const MOBILE = new RegExp(
  String.raw`(?<![\d+])${COUNTRY}(1[ -]{0,3}[3-9](?:[ -]{0,3}\d){9})(?![\d-]*\d-|-?\d)`,
  'g',
)
const LANDLINE =
  /(?<![\d+])(?:[(]?(?:\+|00)86[)]?[ -]{0,3})?[(]?(0?(?:10|2\d|[3-9]\d{2}))[)]?[ -]{0,3}([2-9](?:[ -]{0,3}\d){6,7})(?:\s*(?:-|转|分机|ext\.?)\s*(\d{1,5}))?(?![\d-]*\d-|-?\d)/gi
/** Digits that are no phone number but too many for a time or a house number. */
const MANY_DIGITS = /(?:\d[ -]?){5,}/

/** The distinct phone numbers in a text; `unclear` when it has more digits that make no number. */
function phonesIn(text: string): { numbers: string[]; unclear: boolean } {
  const numbers = new Set<string>()
  const rest = digitsIn(text)
    .replace(MOBILE, (_, number: string) => {
      numbers.add(number.replace(/\D/g, ''))
      return ' ; '
    })
    .replace(LANDLINE, (whole: string, area: string, number: string, extension?: string) => {
      // An area code without its 0 is valid only after the country code.
      if (!area.startsWith('0') && !/86/.test(whole.slice(0, 7))) return whole
      const local = number.replace(/\D/g, '')
      numbers.add([area.startsWith('0') ? area : `0${area}`, local, extension].filter(Boolean).join('-'))
      return ' ; '
    })
  return { numbers: [...numbers], unclear: MANY_DIGITS.test(rest) }
}

const WORD_OF_DIGITS = `(?:[0-9OoIl|]*[0-9][0-9OoIl|]*|[Oo]{2,})`
const MISTYPED = new RegExp(`(?<![A-Za-z])${WORD_OF_DIGITS}(?:[ -]{1,2}${WORD_OF_DIGITS})*(?![A-Za-z])`, 'g')

/**
 * Replaces full-width digits, digits in characters (幺三八…), and letters that look like digits (O for 0, l and I for 1)
 * among digits by plain digits.
 */
export function digitsIn(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[零〇一幺二两三四五六七八九\d]{7,}/gu, run =>
      [...run].map(sign => (/\d/.test(sign) ? sign : chineseNumber(sign))).join(''),
    )
    .replace(/[‐‑‒–—―−－]/g, '-')
    .replace(/(?<=\d)[ \t]*[-·.][ \t]*(?=\d)/g, '-')
    .replace(MISTYPED, word => {
      const [digits, all] = [word.match(/\d/g)?.length ?? 0, word.replace(/[ -]/g, '').length]
      const meant = digits >= 5 || (digits >= 2 && all >= 10)
      return meant ? word.replace(/[Oo]/g, '0').replace(/[Il|]/g, '1') : word
    })
}

/** Words around a phone number that add nothing to it. */
const AROUND =
  /联系方式|联系电话|手机号码?|电话号码?|电话|手机|号码|座机|固话|分机|微信同?号?|同号|联系|打错了|写错了|错了|不对|改成|改为|应该|还有|另外|或者|要么|一个|两个|都可以|都行|可以|备用|家里|老婆|老公|爱人|儿子|女儿|本人|号|转|或|和|跟|与|及|我|的|是|在|打|也|个|这|那|吧|哦|呢|了|\b(?:my|phone|mobile|tel|number|is|or|and|the|it)\b/giu

/** Whether a text has only phone numbers, right or wrong, one or several, and no matter or place. */
export function saysOnlyNumbers(text: string): boolean {
  const flat = digitsIn(text)
  return (flat.match(/\d/g)?.length ?? 0) >= 7 && !/\p{L}/u.test(flat.replace(AROUND, ''))
}

/** Whether a text has enough digits for a phone number. */
export const hasNumber = (text: string): boolean => MANY_DIGITS.test(digitsIn(text))
