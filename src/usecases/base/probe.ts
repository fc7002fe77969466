/** A question about the ground under the service. Answers within its time, however long the thing asked about hangs. */
export interface Probe {
  /** Whether it worked, and if not why. Never rejects. */
  ask(): Promise<{ works: boolean; error?: unknown }>
}

interface Limits {
  /** Milliseconds before it counts as hanging. */
  patienceMs: number
  /** Milliseconds for which an answer is given again, so that nobody can make the service probe itself to death. */
  keptMs: number
}

/** One probe runs at a time: while one hangs, no further one is started, and everybody is told that it hangs. */
export function makeProbe(
  work: () => Promise<void>,
  { patienceMs, keptMs }: Limits,
  elapsed: () => number = () => performance.now(),
): Probe {
  let running: Promise<{ works: boolean; error?: unknown }> | undefined
  let last: { at: number; answer: { works: boolean; error?: unknown } } | undefined
  const begin = () =>
    work()
      .then(
        () => ({ works: true }),
        (error: unknown) => ({ works: false, error }),
      )
      .then(answer => {
        running = undefined
        last = { at: elapsed(), answer }
        return answer
      })
  return {
    async ask() {
      if (!running && last && elapsed() - last.at < keptMs) return last.answer
      running ??= begin()
      let timer: NodeJS.Timeout | undefined
      const hangs = new Promise<{ works: false; error: Error }>(resolve => {
        timer = setTimeout(
          () => resolve({ works: false, error: new Error(`no answer in ${patienceMs} ms`) }),
          patienceMs,
        )
      })
      return Promise.race([running, hangs]).finally(() => clearTimeout(timer))
    },
  }
}
