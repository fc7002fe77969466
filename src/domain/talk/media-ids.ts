/** What a channel calls files that it already has: kept until they expire there, so that a retry sends none up twice. */
export interface MediaIds {
  /** The channel's id of a file, by content hash, while it is still good. */
  get(account: string, hash: string, now: Date): Promise<string | undefined>
  put(account: string, hash: string, mediaId: string, expiresAt: Date): Promise<void>
  /** The channel says that it does not have it. */
  forget(account: string, hash: string): Promise<void>
}
