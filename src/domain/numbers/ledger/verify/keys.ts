import { fromDecimal } from '../../log/decimal.ts'
import {
  formatVerifierKey,
  type Note,
  parseNote,
  parseVerifierKey,
  type VerifierKey,
  type VerifySignature,
  verifyNote,
} from '../../log/note.ts'
import { keyChangeText } from '../key-change.ts'
import { type Files, textIn } from './files.ts'
import type { Findings } from './findings.ts'

/** The keys that the office has signed with, one after the other; at least one. All bear the name of the log. */
export interface OfficeKey {
  key: VerifierKey
  text: string
  /** It signs the checkpoints of more entries than this. */
  above: number
}

/** Signs everything from the first checkpoint on. */
const FROM_THE_START = -1

/**
 * The keys to believe. Without one that was given or seen before, those that are published: whoever reads a ledger for
 * the first time trusts them, and from then on only what they vouch for.
 */
export async function trustedKeys(
  files: Files,
  given: string | undefined,
  findings: Findings,
  verify: VerifySignature,
): Promise<OfficeKey[] | null> {
  const published = await publishedKeys(files, findings, verify)
  if (given === undefined) return published
  const only = givenKey(given, findings)
  if (!only || !published) return only
  if (published.some(({ text }) => text === only[0]!.text)) return published
  findings.difference('key', '您信任的公钥不在公布的公钥里：这份台账不是它的，或者没有按规矩换钥。')
  return only
}

/** The key that is trusted, when no others are to be had; null, with a finding, when it is none. */
export function givenKey(text: string | undefined, findings: Findings): OfficeKey[] | null {
  const key = text === undefined ? null : officeKey(text)
  if (key) return [{ key, text: formatVerifierKey(key), above: FROM_THE_START }]
  findings.difference('key', text === undefined ? '没有公钥，没法核对签名。' : '给的公钥读不懂。')
  return null
}

/** Reads `ledger/key`, and follows `ledger/rotations` from the first key to the last. */
async function publishedKeys(
  files: Files,
  findings: Findings,
  verify: VerifySignature,
): Promise<OfficeKey[] | null> {
  const text = await files.text('ledger/key', 'key')
  if (text === null) return null
  const keys = linesOf(text).map(officeKey)
  const wrong = (what: string) => {
    findings.difference('key', what)
    return null
  }
  if (keys.length === 0 || keys.includes(null)) return wrong('ledger/key 里不全是公钥。')
  const known = keys as VerifierKey[]
  if (known.some(({ name }) => name !== known[0]!.name)) return wrong('ledger/key 里的公钥不都是这份台账的。')
  const notes = await rotationNotes(files)
  if (notes.includes(null)) return wrong('ledger/rotations 里有读不懂的换钥记录。')
  if (notes.length !== known.length - 1)
    return wrong(`公钥有 ${known.length} 个，换钥记录却有 ${notes.length} 份：应比公钥少一份。`)
  const chain: OfficeKey[] = [{ key: known[0]!, text: formatVerifierKey(known[0]!), above: FROM_THE_START }]
  for (const [i, note] of (notes as Note[]).entries()) {
    const [before, after] = [chain.at(-1)!, known[i + 1]!]
    const above = sizeIn(note, after)
    if (above === null || above < before.above) return wrong(`第 ${i + 1} 份换钥记录和公钥对不上。`)
    const signers = await verifyNote(note, [before.key, after], verify)
    if (signers?.length !== 2) return wrong(`第 ${i + 1} 份换钥记录没有由新旧两个公钥签名。`)
    chain.push({ key: after, text: formatVerifierKey(after), above })
  }
  return chain
}

/** The key of an office: of type 1, by which plain notes are signed. */
const officeKey = (text: string): VerifierKey | null => {
  const key = parseVerifierKey(text)
  return key?.type === 1 ? key : null
}

/** The key that signs checkpoints of this size. */
export const keyAt = (keys: readonly OfficeKey[], size: number): OfficeKey =>
  keys.findLast(({ above }) => above < size) ?? keys[0]!

const linesOf = (text: string) => text.split('\n').filter(line => line !== '')

/** Null for each that is no signed note. */
async function rotationNotes(files: Files): Promise<(Note | null)[]> {
  const bytes = await files.optional('ledger/rotations', 'key')
  const text = bytes ? textIn(bytes) : ''
  if (text === '') return []
  return text === null ? [null] : text.split(/^--\n/m).map(parseNote)
}

/** The size of the log before the change to this key; null when the note says anything else. */
function sizeIn({ text }: Note, key: VerifierKey): number | null {
  const size = fromDecimal(text.split('\n')[3] ?? '')
  const said = size !== null && keyChangeText({ origin: key.name, key: formatVerifierKey(key), size })
  return text === said ? size : null
}
