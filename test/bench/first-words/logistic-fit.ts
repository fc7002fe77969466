/**
 * Logistic regression by Newton's method, with a small penalty on every weight but the first (the constant).
 * @param rows the inputs, each with a 1 in front
 */
export function logisticFit(
  rows: readonly (readonly number[])[],
  right: readonly boolean[],
  weightOf: (row: number) => number = () => 1,
  penalty = 2,
): number[] {
  const size = rows[0]?.length ?? 0
  const weights = new Array<number>(size).fill(0)
  for (let round = 0; round < 15; round++) {
    const slope = weights.map((w, i) => (i === 0 ? 0 : penalty * w))
    const curve = weights.map((_, i) => weights.map((_, j) => (i === j ? (i === 0 ? 1e-6 : penalty) : 0)))
    for (const [number, row] of rows.entries()) {
      const p = 1 / (1 + Math.exp(-row.reduce((sum, x, i) => sum + x * weights[i]!, 0)))
      const counts = weightOf(number)
      const error = counts * (p - Number(right[number]))
      const bend = counts * Math.max(1e-6, p * (1 - p))
      for (const [i, x] of row.entries()) {
        slope[i]! += error * x
        for (const [j, y] of row.entries()) curve[i]![j]! += bend * x * y
      }
    }
    for (const [i, step] of solved(curve, slope).entries()) weights[i]! -= step
  }
  return weights
}

/** The solution of a system of linear equations, by elimination with pivots. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (const i of rows.keys()) {
    const best = rows.reduce((m, row, r) => (r >= i && Math.abs(row[i]!) > Math.abs(rows[m]![i]!) ? r : m), i)
    ;[rows[i], rows[best]] = [rows[best]!, rows[i]!]
    for (const [r, row] of rows.entries()) {
      if (r === i) continue
      const times = row[i]! / rows[i]![i]!
      for (const c of row.keys()) row[c]! -= times * rows[i]![c]!
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]!)
}
