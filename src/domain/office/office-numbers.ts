import { digitsOf, folded } from '../base/text/folded.ts'
import type { Guide } from '../guides/guide.ts'
import type { Office } from './office.ts'

const digits = (text: string) =>
  digitsOf(folded(text).text)
    .replace(/\D/g, '')
    .replace(/^86(?=1[3-9]\d{9}$)/, '')

/** Telephone numbers that the office gives to everybody, as digits: nobody's secret. */
export function officeNumbers(office: Office, guides: Iterable<Guide>): ReadonlySet<string> {
  const said = [
    office.phone,
    ...office.departments.map(d => d.phone ?? ''),
    ...office.emergency.map(e => e.phone),
    ...[...guides].map(g => g.phone),
  ]
  // `0571-88881234、88881235 转 3`: each of them.
  return new Set(said.flatMap(text => text.split(/[、，,;；/或\s]+/u).map(digits)).filter(n => n.length >= 5))
}

/** Whether a number is one of them, also without its area code or with an extension. */
export function isOfficeNumber(text: string, own: ReadonlySet<string>): boolean {
  const number = digits(text)
  return (
    own.has(number) ||
    (number.length >= 7 && [...own].some(n => n.endsWith(number) || (n.length >= 10 && number.startsWith(n))))
  )
}
