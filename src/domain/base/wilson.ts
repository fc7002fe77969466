/** With fewer than this, a share says little and the counts are shown instead (NUMBERS, rule 8). */
export const ENOUGH_CASES = 30

const Z = 1.959963984540054 // 97.5 % quantile of the normal distribution: a 95 % interval

/**
 * A share with its 95 % Wilson score interval (E. B. Wilson, JASA 22, 1927), or null when n is 0. Unlike the plain
 * interval it stays within 0–1 and is honest near the ends.
 */
export function wilson(hits: number, n: number): { rate: number; low: number; high: number } | null {
  if (n <= 0) return null
  const p = hits / n
  const z2 = Z * Z
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n)
  return {
    rate: p,
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === n ? 1 : Math.min(1, centre + half),
  }
}
