/** An access token as the channel gave it. Secret: never logged, kept sealed. */
export interface StoredToken {
  token: string
  expiresAt: Date
}

/** What is kept of one account's token. */
export interface TokenRecord {
  current: StoredToken | null
  /** When the channel was last made to give a new token (`force_refresh`): it allows few of these a day. */
  forcedAt: Date | null
}

/** One access token per account, shared by all processes: whoever holds the claim refreshes, the rest wait for it. */
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
