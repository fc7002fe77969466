import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoredToken, TokenStore } from '../../domain/base/token-store.ts'
import { WeChatError } from './errors.ts'

/** Old and new token are both good for 5 min after a change, so that is when ours is replaced. */
const MARGIN_MS = 5 * 60_000
/** WeChat may return the same token shortly before it expires: how long we wait before the next request. */
const ASK_AGAIN_MS = 30_000
const CLAIM_MS = 20_000
const POLL_MS = 100
/** `force_refresh` works 20 times a day, 30 s apart. Spread over the day, we can never use it up. */
const FORCE_EVERY_MS = 75 * 60_000

interface AccessTokenOptions {
  account: string
  store: TokenStore
  now: () => Date
  /** Calls WeChat's `/cgi-bin/stable_token`. */
  ask(force: boolean): Promise<StoredToken>
  pause?: (ms: number) => Promise<unknown>
}

/** The access token of one account, shared with other processes through the database. */
export class AccessToken {
  readonly #options: AccessTokenOptions
  readonly #holder = randomUUID()
  #refreshing: Promise<string> | undefined
  #askedAt = 0

  constructor(options: AccessTokenOptions) {
    this.#options = options
  }

  /** A token that is valid now. @throws WeChatError */
  async get(): Promise<string> {
    const { account, store, now } = this.#options
    const { current } = await store.get(account)
    const left = current ? current.expiresAt.getTime() - now().getTime() : 0
    const askedJustNow = now().getTime() - this.#askedAt < ASK_AGAIN_MS
    if (current && (left > MARGIN_MS || (left > 0 && askedJustNow))) return current.token
    return this.#once(null)
  }

  /** A new token after WeChat refused one. @throws WeChatError */
  renew(refused: string): Promise<string> {
    return this.#once(refused)
  }

  /** Callers in one process share one refresh. */
  #once(refused: string | null): Promise<string> {
    this.#refreshing ??= this.#refresh(refused).finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(refused: string | null): Promise<string> {
    const { account, store, now } = this.#options
    const pause = this.#options.pause ?? sleep
    const isGood = (token: StoredToken | null): token is StoredToken =>
      token !== null &&
      token.token !== refused &&
      token.expiresAt.getTime() - now().getTime() > (refused === null ? MARGIN_MS : 0)

    for (let waited = 0; waited < CLAIM_MS; waited += POLL_MS) {
      const { current, forcedAt } = await store.get(account)
      // Another process was faster.
      if (isGood(current)) return current.token
      const until = new Date(now().getTime() + CLAIM_MS)
      if (await store.claim(account, this.#holder, now(), until)) return this.#fetch(refused, forcedAt)
      await pause(POLL_MS)
    }
    throw new WeChatError('/cgi-bin/stable_token', 'timeout')
  }

  async #fetch(refused: string | null, forcedAt: Date | null): Promise<string> {
    const { account, store, now, ask } = this.#options
    let fresh: { token: StoredToken; forcedAt?: Date } | null = null
    try {
      this.#askedAt = now().getTime()
      fresh = { token: await ask(false) }
      const mayForce = forcedAt === null || now().getTime() - forcedAt.getTime() >= FORCE_EVERY_MS
      if (fresh.token.token === refused && mayForce) fresh = { token: await ask(true), forcedAt: now() }
      return fresh.token.token
    } finally {
      await store.save(account, this.#holder, now(), fresh)
    }
  }
}
