import { fromBase64, toBase64 } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { fromDecimal } from './decimal.ts'
import { HASH_SIZE, type Hash } from './merkle.ts'
import { parseNote } from './note.ts'

/** What somebody keeps to show, without the log, that an entry is in it (C2SP tlog-proof). */
export interface LogProof {
  /** Whatever else is needed to make up the entry. Nothing vouches for it. At least one byte. */
  extra?: Uint8Array
  index: number
  /** From the neighbour of the leaf up to the child of the root. */
  proof: Hash[]
  /** The whole signed note. */
  checkpoint: string
}

const HEADER = 'c2sp.org/tlog-proof@v1'
/** No tree is higher. */
const MOST_HASHES = 63

/** @throws RangeError when nobody could read it. */
export function formatProof({ extra, index, proof, checkpoint }: LogProof): string {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${index}`,
    ...proof.map(toBase64),
    '',
    checkpoint,
  ]
  const text = lines.join('\n')
  if (parseProof(text)?.checkpoint !== checkpoint) throw new RangeError('not a proof')
  return text
}

/**
 * Reads a proof; null unless it keeps to every rule and its checkpoint does. Whether it proves anything is for
 * `verifyNote` and `provesInclusion` to say.
 */
export function parseProof(text: string): LogProof | null {
  const end = text.indexOf('\n\n')
  if (end === -1) return null
  const [header, ...lines] = text.slice(0, end).split('\n')
  if (header !== HEADER) return null

  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : undefined
  if (extra === null || extra?.length === 0) return null

  const indexLine = lines.shift()
  const index = indexLine?.startsWith('index ') ? fromDecimal(indexLine.slice('index '.length)) : null
  if (index === null || lines.length > MOST_HASHES) return null

  const proof: Hash[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_SIZE) return null
    proof.push(hash)
  }

  const checkpoint = text.slice(end + 2)
  const note = parseNote(checkpoint)
  if (!note || !parseCheckpoint(note.text)) return null
  return { ...(extra && { extra }), index, proof, checkpoint }
}
