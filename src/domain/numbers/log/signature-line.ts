import { concat, fromBase64, toBase64 } from './bytes.ts'
import { isKeyName } from './characters.ts'

/** A line of a signed note: whose key, which one, and what it signed with. */
export interface NoteSignature {
  name: string
  /** The key's id, a uint32. */
  id: number
  /** Without the id; what is in it depends on the type of the key. */
  signature: Uint8Array
}

const ID_SIZE = 4

/** The line, with its line break. */
export function formatSignatureLine({ name, id, signature }: NoteSignature): string {
  const bytes = concat([Uint8Array.of(id >>> 24, id >>> 16, id >>> 8, id), signature])
  return `— ${name} ${toBase64(bytes)}\n`
}

/** Reads a line, without its line break. */
export function parseSignatureLine(line: string): NoteSignature | null {
  const [dash, name, base64, ...more] = line.split(' ')
  if (dash !== '—' || name === undefined || base64 === undefined || more.length > 0) return null
  const bytes = fromBase64(base64)
  if (!isKeyName(name) || !bytes || bytes.length <= ID_SIZE) return null
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return { name, id, signature: bytes.slice(ID_SIZE) }
}
