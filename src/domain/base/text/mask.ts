import { isKnownNumber } from '../../base/text/known-numbers.ts'
import { digitsOf, folded } from './folded.ts'
import { type PersonalKind, replacePersonalData } from './personal-data.ts'

/** Masks personal data for screens and logs. */

/** `13812345678` → `138****5678`; shorter numbers keep their last two digits. */
export const maskPhone = (phone: string): string =>
  phone.length >= 11
    ? `${phone.slice(0, 3)}****${phone.slice(-4)}`
    : `${'*'.repeat(Math.max(0, phone.length - 2))}${phone.slice(-2)}`

/** `王小明` → `王**`. */
export const maskName = (name: string): string => {
  const letters = [...name]
  return `${letters[0] ?? ''}${'*'.repeat(Math.max(1, letters.length - 1))}`
}

/** How each kind of number that identifies a person is masked in free text. */
const NUMBERS: Partial<Record<PersonalKind, (piece: string) => string>> = {
  phone: piece =>
    maskPhone(
      digitsOf(folded(piece).text)
        .replace(/\D/g, '')
        .replace(/^86(?=1[3-9])/, ''),
    ),
  idNumber: piece => ends(piece, 2, 2),
  number: piece => ends(piece, 0, 4),
  email: piece => `${piece.slice(0, 1)}***${piece.slice(Math.max(1, piece.indexOf('@')))}`,
}

const ends = (piece: string, first: number, last: number): string => {
  const signs = digitsOf(folded(piece).text).replace(/[^\dXx]/g, '')
  return `${signs.slice(0, first)}${'*'.repeat(Math.max(4, signs.length - first - last))}${signs.slice(-last)}`
}

/**
 * Masks phones, ID and card numbers and mailboxes in a text for officers, in whatever spelling. The office's own
 * numbers stay. Idempotent.
 * @param own as `officeNumbers` gives them
 */
export const maskNumbers = (text: string, own: ReadonlySet<string>): string =>
  replacePersonalData(text, ({ kind, text: piece }) =>
    isKnownNumber(piece, own) ? piece : (NUMBERS[kind]?.(piece) ?? piece),
  )
