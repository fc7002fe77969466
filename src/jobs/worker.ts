import type { Logger } from 'pino'

export interface Worker {
  readonly name: string
  /** How long the present round has taken; 0 while it waits. */
  busyMs(): number
  /** Runs the work soon, and once more if it is running now. */
  wake(): void
  /** Starts nothing new and waits for running work. */
  stop(): Promise<void>
}

/**
 * Runs `work` again and again: at once while there is work, when woken, and every `idleMs` in case another process's
 * wake-up was missed. A throw is logged and tried again after `idleMs`.
 */
export function startWorker(name: string, work: () => Promise<number>, idleMs: number, log: Logger): Worker {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  let since: number | undefined

  const run = () => {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    clearTimeout(timer)
    running = (async () => {
      try {
        do {
          again = false
          since = performance.now()
        } while ((await work()) > 0 || again)
      } catch (error) {
        log.error({ err: error, worker: name }, 'a worker failed and will try again')
      }
      running = undefined
      since = undefined
      if (!stopped) timer = setTimeout(run, again ? 0 : idleMs)
    })()
  }
  timer = setTimeout(run, 0)
  return {
    name,
    busyMs: () => (since === undefined ? 0 : performance.now() - since),
    wake: () => setImmediate(run),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
