/** The progress of some work, in any unit. */
export interface Progress {
  done: number
  total: number
}
export type ReportProgress = (progress: Progress) => void

/** The result, or the progress so far. */
type ResultOrProgress<T> = { value: T } | { progress: Progress }

interface Job {
  progress: Progress
  result: Promise<unknown>
  /** When it was done; null while it runs. */
  doneAt: number | null
}

/** Long enough for a reader who comes back every few seconds, short enough that figures of a running period are new. */
const KEEP = 60_000
const PATIENCE = 800

/**
 * Runs work that may take longer than a page should stay empty. A request waits briefly for the result; if it is not
 * ready, it gets the progress and comes again. The work runs once, however many requests there are.
 */
export class LongTasks {
  readonly #jobs = new Map<string, Job>()
  constructor(
    readonly now: () => Date,
    readonly patience = PATIENCE,
  ) {}

  /**
   * @param key the same for the same result
   * @throws what the work throws, to the next request; after that it may be tried again
   */
  async resultOrProgress<T>(
    key: string,
    work: (report: ReportProgress) => Promise<T>,
  ): Promise<ResultOrProgress<T>> {
    this.#forget()
    const job = this.#jobs.get(key) ?? this.#start(key, work)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>(resolve => {
      timer = setTimeout(resolve, this.patience, 'late')
    })
    try {
      const value = await Promise.race([job.result, late])
      return value === 'late' ? { progress: { ...job.progress } } : { value: value as T }
    } catch (error) {
      this.#jobs.delete(key)
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  #start<T>(key: string, work: (report: ReportProgress) => Promise<T>): Job {
    const job: Job = { progress: { done: 0, total: 0 }, result: Promise.resolve(), doneAt: null }
    job.result = work(progress => {
      job.progress = progress
    }).finally(() => {
      job.doneAt = this.now().getTime()
    })
    // Nobody may be waiting when it fails, so the next request gets the error.
    job.result.catch(() => {})
    this.#jobs.set(key, job)
    return job
  }

  #forget(): void {
    const now = this.now().getTime()
    for (const [key, { doneAt }] of this.#jobs)
      if (doneAt !== null && Math.abs(now - doneAt) > KEEP) this.#jobs.delete(key)
  }
}
