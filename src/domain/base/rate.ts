/** A part of a whole, 0–1; null when there is no whole, which is shown as 无 and never as 100 % (NUMBERS, rule 9). */
export const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/**
 * Percent with one decimal, rounded half up as by hand: 57 of 2000 is 2.85 %, so 2.9.
 * The twelfth digit is rounded first, because 57 / 2000 × 1000 is 28.499999999999996 in binary.
 */
export const tenthsOf = (rate: number): number => Math.round(Number((rate * 1000).toPrecision(12))) / 10

/** `85.7%` */
export const sayPercent = (rate: number): string => `${tenthsOf(rate).toFixed(1)}%`

/** `85.7%`, or 无 where there was nothing to divide by. */
export const sayRate = (rate: number | null): string => (rate === null ? '无' : sayPercent(rate))
