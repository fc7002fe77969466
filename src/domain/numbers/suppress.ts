/**
 * Small cells: a count of one to four cases could point at a person, so it is not published. Where the total is
 * published, a single missing row could be found by subtraction, and so could two that together hold fewer than five:
 * then the next smallest rows are left out too, until what is missing is a group of at least five. A zero is shown,
 * because it points at nobody.
 */
export const SMALLEST_SHOWN = 5

const small = (n: number) => n > 0 && n < SMALLEST_SHOWN

/**
 * Which rows must not be published. `sizesOf` are the counts of a row that are published with a total.
 * @returns null when no row may be published: the table holds only one row or one small group, which the total would
 *   reveal.
 */
export function suppressed<T>(rows: readonly T[], sizesOf: (row: T) => readonly number[]): Set<T> | null {
  const hidden = new Set(rows.filter(row => sizesOf(row).some(small)))
  if (hidden.size === 0) return hidden
  const rest = rows
    .filter(row => !hidden.has(row) && sizesOf(row).some(n => n > 0))
    .sort((a, b) => Math.max(...sizesOf(a)) - Math.max(...sizesOf(b)))
  const sums = () => {
    const all = [...hidden].map(sizesOf)
    return (all[0] ?? []).map((_, i) => all.reduce((sum, sizes) => sum + sizes[i]!, 0))
  }
  // One hidden row is small by itself, so this also asks for at least two.
  const telling = () => sums().some(small)
  while (rest.length > 0 && telling()) hidden.add(rest.shift()!)
  return telling() ? null : hidden
}
