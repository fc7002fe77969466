/**
 * Signed queries that were used. Where a signature covers only the query, each is accepted for one message only, in
 * whichever process: somebody who captured one must not be able to send as the resident.
 */
export interface SignedQueries {
  /**
   * Marks a query as used for one message. The same message may use it again.
   * @param what names the message; the same for its retries
   * @param oldest queries sent before it are refused elsewhere and need not be stored. Not given (their age is not
   *   checked): a query older than the newest by more than `REMEMBERED_MS` is refused.
   * @returns false when it was used for something else.
   */
  use(query: { sentAt: Date; nonce: string }, what: string, oldest?: Date): Promise<boolean>
}

/** WeChat's last retry comes after some twenty seconds. */
export const REMEMBERED_MS = 600_000
