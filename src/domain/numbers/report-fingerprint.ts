import type { Digest } from './digest-schema.ts'
import { fingerprintOf } from './log/fingerprint.ts'
import { parseNote } from './log/note.ts'

/** What it is for, wherever it is printed. */
export const FINGERPRINT_MEANING = '两个人看到的指纹一样，看到的就是同一本台账。'

/** Instead of it, or beside it when the ledger began in the middle of the period. */
export const BEFORE_LEDGER = '这一期在台账开始之前，不能核对。'

/**
 * The fingerprint of the checkpoint that a report names: six groups of five digits.
 * @returns null for a report that names none: it is older than the ledger, or not stored yet
 */
export function reportFingerprint({ ledger }: Pick<Digest, 'ledger'>): string | null {
  const note = ledger && parseNote(ledger.checkpoint)
  return note ? fingerprintOf(note.text) : null
}
