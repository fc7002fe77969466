import { findCaseNumbers } from '../base/text/case-number.ts'
import { findPrivate } from '../cases/publishable.ts'

/** Stands for a finding that names somebody. */
export const NAMES_SOMEBODY = '（写到了个人信息，不在这里显示）'
/** Stands for the number of a case. */
const SOME_CASE = '某件'

/**
 * A finding as outsiders may read it: numbers of cases are replaced; a text that names a person, a telephone or an
 * account is not shown at all, because a gap in it would still tell the neighbours who it is.
 * @param own the office's own telephone numbers
 * @param known names and numbers of those who have to do with the case
 */
export function withoutPersons(
  text: string,
  own: ReadonlySet<string>,
  known: readonly (string | null | undefined)[] = [],
): string {
  const words = known.filter((value): value is string => !!value && [...value].length >= 2)
  let shown = text
  for (const { index, text: number } of [...findCaseNumbers(text)].sort((a, b) => b.index - a.index))
    shown = shown.slice(0, index) + SOME_CASE + shown.slice(index + number.length)
  const names = findPrivate(shown, own, words).length > 0 || words.some(value => shown.includes(value))
  return names ? NAMES_SOMEBODY : shown
}
