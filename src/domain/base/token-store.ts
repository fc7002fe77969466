/** An access token from the channel. Secret: never logged, stored sealed. */
export interface StoredToken {
  token: string
  expiresAt: Date
}

/** What is stored of one account's token. */
export interface TokenRecord {
  current: StoredToken | null
  /** When a new token was last forced (`force_refresh`); the channel allows few of these a day. */
  forcedAt: Date | null
}

/**
 * One access token per account, shared by all processes: the process that holds the claim refreshes, the others wait
 * for it.
 */
export interface TokenStore {
  get(account: string): Promise<TokenRecord>
  /**
   * Tries to become the one who refreshes, from `now` until `until`.
   * @returns false while somebody else's claim has not run out.
   */
  claim(account: string, holder: string, now: Date, until: Date): Promise<boolean>
  /**
   * Gives the claim back, with the fresh token when there is one. Does nothing when the claim is no longer
   * `holder`'s. `forcedAt` is kept as it was unless given.
   */
  save(
    account: string,
    holder: string,
    now: Date,
    fresh: { token: StoredToken; forcedAt?: Date } | null,
  ): Promise<void>
}
