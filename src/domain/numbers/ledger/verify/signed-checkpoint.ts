import { type Checkpoint, parseCheckpoint } from '../../log/checkpoint.ts'
import { verifyCosignature } from '../../log/cosignature.ts'
import { fingerprintOf } from '../../log/fingerprint.ts'
import { type Note, parseNote, type VerifierKey, type VerifySignature, verifyNote } from '../../log/note.ts'
import type { Findings } from './findings.ts'
import { keyAt, type OfficeKey } from './keys.ts'
import type { Witness } from './report.ts'

export interface SignedCheckpoint extends Checkpoint {
  note: Note
  fingerprint: string
}

interface Check {
  findings: Findings
  verify: VerifySignature
}

/**
 * Reads a checkpoint and checks that the office signed it; null, with a finding, when it cannot be read.
 * @param called what it is, for findings. @param keys null when none is known.
 */
export async function signedCheckpoint(
  text: string,
  called: string,
  { findings, verify }: Check,
  keys: readonly OfficeKey[] | null,
): Promise<SignedCheckpoint | null> {
  const note = parseNote(text)
  const checkpoint = note && parseCheckpoint(note.text)
  if (!checkpoint) {
    findings.difference('checkpoint', `${called}读不懂，不是检查点。`)
    return null
  }
  if (keys) {
    const { key } = keyAt(keys, checkpoint.size)
    if (checkpoint.origin !== key.name)
      findings.difference('origin', `${called}是“${checkpoint.origin}”的，不是“${key.name}”的。`)
    const signers = await verifyNote(note, [key], verify)
    if (signers === null) findings.difference('signature', `${called}签名不对：签名是假的，或者内容被改过。`)
    else if (signers.length === 0) findings.difference('signature', `${called}没有用单位的公钥签名。`)
  }
  return { ...checkpoint, note, fingerprint: fingerprintOf(note.text) }
}

/** Which of the witnesses cosigned, and when. */
export async function witnessesOf(
  { note, size }: SignedCheckpoint,
  { findings, verify }: Check,
  witnesses: readonly VerifierKey[],
  keys: readonly OfficeKey[] | null,
): Promise<Witness[]> {
  const seen: Witness[] = []
  const isOf = (key: VerifierKey | undefined) => (line: Note['signatures'][number]) =>
    line.name === key?.name && line.id === key.id
  for (const key of witnesses) {
    for (const { signature } of note.signatures.filter(isOf(key))) {
      const time = await verifyCosignature(key, signature, note.text, verify)
      const at = time === null ? null : new Date(time * 1000)
      if (!at || Number.isNaN(at.getTime()))
        findings.difference('signature', `见证人 ${key.name} 的签名不对：签名是假的，或者内容被改过。`)
      else seen.push({ name: key.name, at: at.toISOString() })
    }
  }
  const office = keys ? keyAt(keys, size).key : undefined
  const unknown = note.signatures.filter(line => ![office, ...witnesses].some(key => isOf(key)(line)))
  if (keys && unknown.length > 0)
    findings.notice('unverifiable', `还有 ${unknown.length} 个签名没有核对：没有给它们的公钥。`)
  return seen
}
