import { fromBase64, toBase64 } from './bytes.ts'
import { isNoteText } from './characters.ts'
import { fromDecimal } from './decimal.ts'
import { HASH_SIZE, type Hash } from './merkle.ts'

/** What a log says of itself at one time (C2SP tlog-checkpoint), without the signatures. */
export interface Checkpoint {
  /** Which log; one line. */
  origin: string
  /** How many entries. */
  size: number
  root: Hash
  /** Further lines. They say nothing about the tree. */
  extensions: string[]
}

/** The text to sign. @throws RangeError when nobody could read it. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), toBase64(root), ...extensions].map(line => `${line}\n`).join('')
  const read = parseCheckpoint(text)
  if (read?.origin !== origin || read.extensions.length !== extensions.length)
    throw new RangeError('not a checkpoint')
  return text
}

/** Reads the text of a signed note; null unless it keeps to every rule. */
export function parseCheckpoint(noteText: string): Checkpoint | null {
  if (!isNoteText(noteText) || !noteText.endsWith('\n')) return null
  const lines = noteText.slice(0, -1).split('\n')
  if (lines.includes('')) return null
  const [origin, sizeLine, rootLine, ...extensions] = lines
  if (origin === undefined || sizeLine === undefined || rootLine === undefined) return null
  const size = fromDecimal(sizeLine)
  const root = fromBase64(rootLine)
  return size === null || root?.length !== HASH_SIZE ? null : { origin, size, root, extensions }
}
