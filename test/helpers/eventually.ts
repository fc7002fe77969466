import { vi } from 'vitest'

/** Waits until it holds, long enough for a machine that does five other things: only a broken promise is late. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 30_000 })
