/**
 * Milliseconds until the next try: 2 s, 4 s, 8 s … at most 15 min, spread by ±25 % so that many do not come back
 * at once. `spread` is a number in [0, 1), random in the shell.
 */
export function backoffMs(attempt: number, spread: number): number {
  const base = Math.min(15 * 60_000, 2000 * 2 ** Math.max(0, attempt - 1))
  return Math.round(base * (0.75 + spread / 2))
}
