import { Refusal } from '../../../domain/base/errors.ts'

/** Runs heavy work in turn. A request is refused when too many wait; a background worker never is. */
interface Turns {
  run<T>(work: () => Promise<T>, options?: { patient?: boolean }): Promise<T>
}

/**
 * @param atOnce how many run at the same time
 * @param waiting how many more may wait who are not patient
 */
export function makeTurns(atOnce: number, waiting: number): Turns {
  const queue: (() => void)[] = []
  let running = 0
  return {
    async run(work, { patient = false } = {}) {
      if (running >= atOnce) {
        if (!patient && queue.length >= waiting) {
          throw new Refusal('unavailable', '现在发照片的人很多，请过半分钟再发。', { retryAfterSeconds: 30 })
        }
        await new Promise<void>(resolve => queue.push(resolve))
      } else running++
      try {
        return await work()
      } finally {
        // The place is handed to the next in line directly.
        const next = queue.shift()
        if (next) next()
        else running--
      }
    },
  }
}
