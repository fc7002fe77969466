/**
 * A whole number in ASCII digits without sign and leading zeros, as sizes, indices and times are written in
 * checkpoints and proofs; null for anything else and for what a JavaScript number does not hold exactly.
 */
export function fromDecimal(text: string): number | null {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

/** A size, an index or a time in seconds. */
export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
