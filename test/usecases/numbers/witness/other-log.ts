import { createHash, createPublicKey, verify } from 'node:crypto'
import { formatAddCheckpoint } from '../../../../src/domain/numbers/log/add-checkpoint.ts'
import { formatCheckpoint } from '../../../../src/domain/numbers/log/checkpoint.ts'
import type { Hash } from '../../../../src/domain/numbers/log/merkle.ts'
import { formatNote, formatVerifierKey, signatureLine } from '../../../../src/domain/numbers/log/note.ts'
import { signer } from '../../../domain/numbers/log/signers.ts'
import { leavesOf, plainProof, plainRoot } from '../../../domain/numbers/log/trees.ts'

/** The log of another office, as long as a test wants it. */
export function otherLog(origin = 'other.example/public/ledger', seed = 'leaf') {
  const { key, sign } = signer(origin)
  const all = leavesOf(300, seed)
  const note = (size: number, root: Hash = plainRoot(all.slice(0, size))) => {
    const text = formatCheckpoint({ origin, size, root, extensions: [] })
    return formatNote(text, [signatureLine(key, sign, text)])
  }
  const proofOf = (oldSize: number, size: number) =>
    oldSize > 0 && oldSize < size ? plainProof(oldSize, all.slice(0, size)) : []
  return {
    origin,
    hash: createHash('sha256').update(origin).digest('hex'),
    verifier: formatVerifierKey(key),
    note,
    request: (oldSize: number, size: number, checkpoint = note(size), proof = proofOf(oldSize, size)) =>
      Buffer.from(formatAddCheckpoint({ oldSize, proof, checkpoint })),
  }
}

/**
 * Whether a line is a cosignature by a key, by the text of C2SP's tlog-cosignature and nothing but Node.
 * @returns the time in it, in seconds; null when it is not
 */
export function cosignedAt(line: string, verifier: string, noteText: string): number | null {
  const [name, id, coded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifier)!.slice(1) as [
    string,
    string,
    string,
  ]
  const found = /^— (\S+) (\S+)\n$/.exec(line)
  if (found?.[1] !== name) return null
  const bytes = Buffer.from(found[2]!, 'base64')
  const key = Buffer.from(coded, 'base64')
  if (key[0] !== 4 || bytes.toString('hex', 0, 4) !== id || bytes.length !== 4 + 8 + 64) return null
  const time = bytes.readBigUInt64BE(4)
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') },
    format: 'jwk',
  })
  const message = Buffer.from(`cosignature/v1\ntime ${time}\n${noteText}`)
  return verify(null, message, publicKey, bytes.subarray(12)) ? Number(time) : null
}

/** The text of a note, without its signatures. */
export const textIn = (note: string): string => note.slice(0, note.lastIndexOf('\n\n') + 1)
