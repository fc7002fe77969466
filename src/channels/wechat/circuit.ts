/** After this many outages in a row, calls stop for a while. */
const THRESHOLD = 5
const FIRST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 5 * 60_000

/**
 * Stops calling a WeChat that is down: after five outages in a row for 15 s, then one call tries, and each time it
 * fails the pause doubles up to 5 min. It closes with the first call that succeeds.
 */
export class Circuit {
  readonly #now: () => Date
  #failures = 0
  #pauseMs = FIRST_PAUSE_MS
  #openUntil = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  /** @returns milliseconds to wait, 0 when a call may be made. Lets one call through when a pause is over. */
  enter(): number {
    const wait = this.#openUntil - this.#now().getTime()
    // Longer than any pause, so the clock was set back; waiting for it would be an outage of our own.
    if (wait > 0 && wait <= LONGEST_PAUSE_MS) return wait
    // This call tries; the others wait for its result.
    if (this.#failures >= THRESHOLD) this.#openUntil = this.#now().getTime() + this.#pauseMs
    return 0
  }

  get isOpen(): boolean {
    return this.#failures >= THRESHOLD
  }

  succeeded(): void {
    this.#failures = 0
    this.#pauseMs = FIRST_PAUSE_MS
    this.#openUntil = 0
  }

  failed(): void {
    this.#failures++
    if (this.#failures < THRESHOLD) return
    if (this.#failures > THRESHOLD) this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2)
    this.#openUntil = this.#now().getTime() + this.#pauseMs
  }
}
