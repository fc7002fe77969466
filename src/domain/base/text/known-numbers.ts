import { digitsOf, folded } from './folded.ts'

/** A telephone number normalised for comparison: its digits, without China's country code. */
export const phoneDigits = (text: string) =>
  digitsOf(folded(text).text)
    .replace(/\D/g, '')
    .replace(/^86(?=1[3-9]\d{9}$)/, '')

/** Whether a telephone number is one of the known ones, also without its area code or with an extension. */
export function isKnownNumber(text: string, known: ReadonlySet<string>): boolean {
  const number = phoneDigits(text)
  return (
    known.has(number) ||
    (number.length >= 7 &&
      [...known].some(n => n.endsWith(number) || (n.length >= 10 && number.startsWith(n))))
  )
}
