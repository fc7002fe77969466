import { ed25519 } from '@noble/curves/ed25519.js'
import { concat, fromBase64, toBase64, toHex, utf8 } from './bytes.ts'
import { isKeyName, isNoteText } from './characters.ts'
import { verifyCosignature } from './cosignature.ts'
import { sha256 } from './merkle.ts'
import { formatSignatureLine, type NoteSignature, parseSignatureLine } from './signature-line.ts'

/** Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature. */

export interface VerifierKey {
  name: string
  /** uint32, derived from the rest: `keyId`. Tells keys of one name apart; it is no proof of anything. */
  id: number
  /** What it signs: 1 the text itself (Ed25519), 4 a checkpoint with the time (Ed25519 cosignature). */
  type: 1 | 4
  /** 32 bytes. */
  publicKey: Uint8Array
}

export interface Note {
  /** Ends with a line break. This is what is signed. */
  text: string
  signatures: NoteSignature[]
}

/** Whether a signature (64 bytes) of the message is the key's. */
export type VerifySignature = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>

const KEY_SIZE = 32
const SIGNATURE_SIZE = 64
const MOST_SIGNATURES = 100
/** Bytes; so that nobody makes a reader take apart what has no end. */
const LONGEST_NOTE = 1_000_000

/** The id of a key: the first four bytes of a hash over name, type and key, as uint32. */
export function keyId(name: string, type: VerifierKey['type'], publicKey: Uint8Array): number {
  const hash = sha256(concat([utf8(`${name}\n`), Uint8Array.of(type), publicKey]))
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0)
}

/** `name+id+key`, as keys are handed on. */
export const formatVerifierKey = ({ name, id, type, publicKey }: VerifierKey): string => {
  const bytes = Uint8Array.of(id >>> 24, id >>> 16, id >>> 8, id)
  return `${name}+${toHex(bytes)}+${toBase64(concat([Uint8Array.of(type), publicKey]))}`
}

/** Reads what `formatVerifierKey` writes; null for other types, and when the id is not that of the key. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const found = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  if (!found) return null
  const name = found[1]!
  const id = Number.parseInt(found[2]!, 16)
  const bytes = fromBase64(found[3]!)
  if (!isKeyName(name) || bytes?.length !== 1 + KEY_SIZE) return null
  const type = bytes[0]
  if (type !== 1 && type !== 4) return null
  const publicKey = bytes.slice(1)
  return keyId(name, type, publicKey) === id ? { name, id, type, publicKey } : null
}

/** Reads a note; null unless it keeps to every rule, or when it is longer than 1 MB or has over 100 signatures. */
export function parseNote(note: string): Note | null {
  if (note.length > LONGEST_NOTE || utf8(note).length > LONGEST_NOTE) return null
  if (!isNoteText(note)) return null
  const end = note.lastIndexOf('\n\n')
  if (end === -1 || !note.endsWith('\n')) return null
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > MOST_SIGNATURES) return null
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = parseSignatureLine(line)
    if (!signature) return null
    signatures.push(signature)
  }
  return { text: note.slice(0, end + 1), signatures }
}

/**
 * @param lines of the signatures, each with its line break: from `signatureLine`, `cosign`, or a witness.
 * @throws RangeError when nobody could read the note.
 */
export function formatNote(text: string, lines: readonly string[]): string {
  const note = `${text}\n${lines.join('')}`
  if (parseNote(note)?.text !== text) throw new RangeError('not the text or the signatures of a note')
  return note
}

/** By the strict rules of RFC 8032. */
export const verifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  publicKey.length === KEY_SIZE &&
  signature.length === SIGNATURE_SIZE &&
  ed25519.verify(signature, message, publicKey, { zip215: false })

/** The line by which a key of type 1 signs a text. @throws TypeError for type 4, which signs by `cosign`. */
export function signatureLine(
  key: VerifierKey,
  sign: (message: Uint8Array) => Uint8Array,
  noteText: string,
): string {
  if (key.type !== 1) throw new TypeError('a key for cosignatures signs no plain text')
  return formatSignatureLine({ name: key.name, id: key.id, signature: sign(utf8(noteText)) })
}

const isVerified = async (
  key: VerifierKey,
  text: string,
  signature: Uint8Array,
  verify: VerifySignature,
): Promise<boolean> =>
  key.type === 4
    ? (await verifyCosignature(key, signature, text, verify)) !== null
    : verify(key.publicKey, utf8(text), signature)

/**
 * Which of the keys signed a note; signatures by other keys are passed over. An empty list: none did, and the text is
 * not to be trusted. Null: a signature that names one of the keys is wrong, and neither is the rest.
 */
export async function verifyNote(
  { text, signatures }: Note,
  keys: readonly VerifierKey[],
  verify: VerifySignature = verifyEd25519,
): Promise<VerifierKey[] | null> {
  const verified: VerifierKey[] = []
  for (const key of keys) {
    const own = signatures.filter(({ name, id }) => name === key.name && id === key.id)
    for (const { signature } of own) if (!(await isVerified(key, text, signature, verify))) return null
    if (own.length > 0) verified.push(key)
  }
  return verified
}
