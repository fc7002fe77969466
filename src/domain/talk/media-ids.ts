/** A channel's ids of files that it already has, stored until they expire there, so that a retry uploads none twice. */
export interface MediaIds {
  /** The channel's id of a file, by content hash, while it is valid. */
  get(account: string, hash: string, now: Date): Promise<string | undefined>
  put(account: string, hash: string, mediaId: string, expiresAt: Date): Promise<void>
  /** Removes an id that the channel no longer knows. */
  forget(account: string, hash: string): Promise<void>
}
