/**
 * Signed queries that were used. Where a signature covers only the query, each is good for one message, whichever
 * process takes it in: who captured one must not speak as somebody else.
 */
export interface SignedQueries {
  /**
   * Uses a query for something, and for that same thing again.
   * @param what names the message; the same for its retries
   * @param oldest queries sent before it are refused elsewhere and need not be remembered. Not given (their age is not
   *   checked): what is older than the newest by more than `REMEMBERED_MS` is refused.
   * @returns false when it was used for something else.
   */
  use(query: { sentAt: Date; nonce: string }, what: string, oldest?: Date): Promise<boolean>
}

/** WeChat's last retry comes after some twenty seconds. */
export const REMEMBERED_MS = 600_000
