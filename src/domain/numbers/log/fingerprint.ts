import { utf8 } from './bytes.ts'
import { sha256 } from './merkle.ts'

/** Each try to find another checkpoint with the same number costs this many hashes more. */
const TIMES = 5_000
const DIGITS = 30
const GROUP = 5

/**
 * A number for a checkpoint that two people compare by eye or on the phone: six groups of five digits. Whoever sees
 * the same number sees the same log.
 * @param checkpointNoteText without signatures, which differ from witness to witness.
 */
export function fingerprintOf(checkpointNoteText: string): string {
  let hash = sha256(utf8(checkpointNoteText))
  for (let i = 0; i < TIMES; i++) hash = sha256(hash)
  const view = new DataView(hash.buffer, hash.byteOffset)
  const number = ((view.getBigUint64(0) << 64n) | view.getBigUint64(8)) % 10n ** BigInt(DIGITS)
  const digits = String(number).padStart(DIGITS, '0')
  return Array.from({ length: DIGITS / GROUP }, (_, i) => digits.slice(i * GROUP, (i + 1) * GROUP)).join(' ')
}
