/**
 * The text that the old and the new key of the ledger sign when one follows the other.
 * @param key the new verifier key. @param size of the log before the entry `key`.
 */
export const keyChangeText = (change: { origin: string; key: string; size: number }): string =>
  ['huiyin-ledger-key', change.origin, change.key, change.size].map(line => `${line}\n`).join('')
