import { randomBytes } from 'node:crypto'

const LIFE_S = 7200
/** WeChat issues a new token this long before the old one expires, and accepts both meanwhile. */
const OVERLAP_MS = 5 * 60_000
const FORCE_PAUSE_MS = 30_000
const FORCE_A_DAY = 20

interface Token {
  value: string
  expiresAt: number
}

/** `/cgi-bin/stable_token` as documented: same token while it is good, few forced refreshes, five minutes of overlap. */
export class Tokens {
  #current: Token | undefined
  #previous: Token | undefined
  #forced: number[] = []

  /** @returns the answer, or the error code. */
  stable(force: boolean, now: number): { access_token: string; expires_in: number } | 45009 | 45011 {
    const left = (this.#current?.expiresAt ?? 0) - now
    if (force) {
      this.#forced = this.#forced.filter(at => at > now - 24 * 3600_000)
      if (this.#forced.length >= FORCE_A_DAY) return 45009
      if (now - (this.#forced.at(-1) ?? Number.NEGATIVE_INFINITY) < FORCE_PAUSE_MS) return 45011
      this.#forced.push(now)
      // A forced refresh invalidates the old token at once.
      this.#previous = undefined
      this.#current = undefined
    } else if (this.#current && left > OVERLAP_MS) {
      return { access_token: this.#current.value, expires_in: Math.floor(left / 1000) }
    }
    if (this.#current && left > 0) this.#previous = this.#current
    // Real ones are 130 to 512 characters long.
    this.#current = { value: randomBytes(120).toString('base64url'), expiresAt: now + LIFE_S * 1000 }
    return { access_token: this.#current.value, expires_in: LIFE_S }
  }

  /** @returns the error code of an invalid token, else 0 */
  check(given: unknown, now: number): 0 | 40001 | 41001 | 42001 {
    if (typeof given !== 'string' || given === '') return 41001
    const token = [this.#current, this.#previous].find(t => t?.value === given)
    if (!token) return 40001
    return token.expiresAt > now ? 0 : 42001
  }

  /** Invalidates every token, as a reset of the secret does. */
  revoke(): void {
    this.#current = undefined
    this.#previous = undefined
  }
}
