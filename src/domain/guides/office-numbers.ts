import { phoneDigits } from '../base/text/known-numbers.ts'
import type { Office } from '../office/office.ts'
import type { Guide } from './guide.ts'

/** Telephone numbers that the office gives to everybody, as digits: nobody's secret. */
export function officeNumbers(office: Office, guides: Iterable<Guide>): ReadonlySet<string> {
  const said = [
    office.phone,
    ...office.departments.map(d => d.phone ?? ''),
    ...office.emergency.map(e => e.phone),
    ...[...guides].map(g => g.phone),
  ]
  // `0571-88881234、88881235 转 3`: each of them.
  return new Set(
    said.flatMap(text => text.split(/[、，,;；/或\s]+/u).map(phoneDigits)).filter(n => n.length >= 5),
  )
}
