import { phoneDigits } from '../base/text/known-numbers.ts'
import type { Office } from '../office/office.ts'
import type { Guide } from './guide.ts'

/** The office's public phone numbers, as digits. They are not masked. */
export function officeNumbers(office: Office, guides: Iterable<Guide>): ReadonlySet<string> {
  const texts = [
    office.phone,
    ...office.departments.map(d => d.phone ?? ''),
    ...office.emergency.map(e => e.phone),
    ...[...guides].map(g => g.phone),
  ]
  // One text may list several numbers: `0571-88881234、88881235 转 3`.
  return new Set(
    texts.flatMap(text => text.split(/[、，,;；/或\s]+/u).map(phoneDigits)).filter(n => n.length >= 5),
  )
}
