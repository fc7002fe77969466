import type { Digest } from './digest-schema.ts'
import { fingerprintOf } from './log/fingerprint.ts'
import { parseNote } from './log/note.ts'

/** The fingerprint of the ledger that a report names; null for a report from before the ledger. */
export function reportFingerprint({ ledger }: Pick<Digest, 'ledger'>): string | null {
  const note = ledger && parseNote(ledger.checkpoint)
  return note ? fingerprintOf(note.text) : null
}

/** What it is for, wherever it is printed. */
export const FINGERPRINT_MEANING = '两个人看到的指纹一样，看到的就是同一本台账。'
