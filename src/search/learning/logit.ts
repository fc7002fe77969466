/** The logarithm of the odds of a probability, which is kept so far from 0 and 1. */
export function logit(p: number, from: number): number {
  const safe = Math.min(1 - from, Math.max(from, p))
  return Math.log(safe / (1 - safe))
}
