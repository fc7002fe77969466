import { fromBase64, textOf, toBase64 } from './bytes.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { fromDecimal } from './decimal.ts'
import { HASH_SIZE, type Hash } from './merkle.ts'
import { type Note, parseNote } from './note.ts'

/** What a log sends to a witness (C2SP tlog-witness, add-checkpoint). */
export interface AddCheckpoint {
  /** The size up to which the witness knows the log. */
  oldSize: number
  /** That its tree of that size is the beginning of this one. */
  proof: readonly Hash[]
  /** The signed note. */
  checkpoint: string
}

/** No tree is higher. */
const MOST_HASHES = 63

export const formatAddCheckpoint = ({ oldSize, proof, checkpoint }: AddCheckpoint): string =>
  [`old ${oldSize}`, ...proof.map(toBase64), '', checkpoint].join('\n')

/** Reads the bytes of a request; null unless they keep to every rule. Nothing in it is verified. */
export function parseAddCheckpoint(
  bytes: Uint8Array,
): { oldSize: number; proof: Hash[]; note: Note; checkpoint: Checkpoint } | null {
  let text: string
  try {
    text = textOf(bytes)
  } catch {
    return null
  }
  const end = text.indexOf('\n\n')
  if (end === -1) return null
  const [first, ...lines] = text.slice(0, end).split('\n')
  const oldSize = first!.startsWith('old ') ? fromDecimal(first!.slice('old '.length)) : null
  if (oldSize === null || lines.length > MOST_HASHES) return null
  const proof: Hash[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_SIZE) return null
    proof.push(hash)
  }
  const note = parseNote(text.slice(end + 2))
  const checkpoint = note && parseCheckpoint(note.text)
  return checkpoint ? { oldSize, proof, note, checkpoint } : null
}
