/** Bytes that each key may send in some time. */
export interface ByteBudget {
  /** Takes bytes from a budget. @returns the seconds to wait when there are not enough; then none are taken. */
  take(key: string, bytes: number): number | Promise<number>
  /** Gives back bytes that were taken but not sent. */
  giveBack(key: string, bytes: number): void | Promise<void>
}

/** One that is counted in memory, and so answers at once. */
interface OwnBudget extends ByteBudget {
  take(key: string, bytes: number): number
  giveBack(key: string, bytes: number): void
}

const HOUR_MS = 3_600_000
/** Keys in memory; beyond this the oldest start over. */
const KEYS = 20_000

/** @param now milliseconds of a clock that only goes forward */
export function makeByteBudget(
  most: number,
  windowMs = HOUR_MS,
  now: () => number = () => performance.now(),
): OwnBudget {
  const used = new Map<string, { since: number; bytes: number }>()
  const of = (key: string) => {
    const known = used.get(key)
    if (known && now() - known.since < windowMs) return known
    const fresh = { since: now(), bytes: 0 }
    used.delete(key)
    used.set(key, fresh)
    for (const oldest of used.keys()) {
      if (used.size <= KEYS) break
      used.delete(oldest)
    }
    return fresh
  }
  return {
    take(key, bytes) {
      const known = of(key)
      if (known.bytes + bytes > most) return Math.max(1, Math.ceil((known.since + windowMs - now()) / 1000))
      known.bytes += bytes
      return 0
    },
    giveBack(key, bytes) {
      const known = of(key)
      known.bytes = Math.max(0, known.bytes - bytes)
    },
  }
}
