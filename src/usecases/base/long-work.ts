/** How far some work has come, in whatever it counts. */
export interface Progress {
  done: number
  total: number
}
export type ReportProgress = (progress: Progress) => void

/** What to show now: the result, or how far it has come. */
export type ResultOrProgress<T> = { value: T } | { progress: Progress }

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
 * Work that may take longer than somebody should look at an empty page. Who asks waits a moment for the result; if it
 * is not there, they see how far it has come and ask again. The work goes on meanwhile, once, however many ask.
 */
export class LongTasks {
  readonly #jobs = new Map<string, Job>()
  constructor(
    readonly now: () => Date,
    readonly patience = PATIENCE,
  ) {}

  /**
   * @param key the same for the same result
   * @throws what the work throws: to whoever asks next; then it may be tried again
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
    // Nobody may be waiting when it fails: the next who asks is told.
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
