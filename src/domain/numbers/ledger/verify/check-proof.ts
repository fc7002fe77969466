import { utf8 } from '../../log/bytes.ts'
import { leafHash, provesConsistency, provesInclusion } from '../../log/merkle.ts'
import { type VerifierKey, type VerifySignature, verifyEd25519 } from '../../log/note.ts'
import { type LogProof, parseProof } from '../../log/proof.ts'
import { consistencyProof, hashesIn, type ReadTile, TILE_WIDTH } from '../../log/tiles.ts'
import { commitmentOf } from '../commitment.ts'
import { type Entry, parseEntry } from '../entry.ts'
import { sayEntry } from './entry-words.ts'
import { type Files, filesOf, type ReadFile, textIn } from './files.ts'
import { collectFindings, type Findings, readable } from './findings.ts'
import { givenKey, type OfficeKey, trustedKeys } from './keys.ts'
import { compareWithSeen } from './memory.ts'
import type { Finding, Seen, Witness } from './report.ts'
import { type SignedCheckpoint, signedCheckpoint, witnessesOf } from './signed-checkpoint.ts'
import { tileFile, tileFilePath } from './tile-file.ts'

export interface ProofOptions {
  /** The office's verifier key. Without it the one that was seen is trusted, or else the one that is published. */
  key?: string
  seen?: Seen
  witnesses?: readonly VerifierKey[]
  /** The published ledger: then the proof must be of the same log that it shows now. */
  read?: ReadFile
  verifySignature?: VerifySignature
}

export interface ProofReport {
  agreed: boolean
  entry: Entry | null
  /** Of the case. */
  number: string
  /** The place of the entry in the log, from 0. */
  index: number
  /** Of the checkpoint in the proof. */
  size: number
  origin: string
  fingerprint: string
  witnesses: Witness[]
  notices: Finding[]
  differences: Finding[]
  /** What the entry says, in plain words; empty when it cannot be read. */
  text: string
}

/**
 * Checks what a resident keeps to show that an entry of their case is in the ledger. It needs no ledger; with `read`
 * it also asks whether the ledger that is published now still goes on from the proof.
 * @throws whatever `read` rejects with; bad content of any kind is answered with findings
 */
export async function checkProof(text: string, options: ProofOptions = {}): Promise<ProofReport> {
  const findings = collectFindings()
  const check = { findings, verify: options.verifySignature ?? verifyEd25519 }
  const files = options.read && filesOf(options.read, findings)
  const proof = parseProof(text)
  if (!proof) {
    findings.difference('proof', '这不是证明文件，或者不完整。')
    return reportOf(findings, null)
  }
  const told = toldIn(proof, findings)
  const given = options.key ?? options.seen?.key
  const keys = files ? await trustedKeys(files, given, findings, check.verify) : givenKey(given, findings)
  const checkpoint = await signedCheckpoint(proof.checkpoint, '证明里的检查点', check, keys)
  if (!checkpoint) return reportOf(findings, told)
  const witnesses = await witnessesOf(checkpoint, check, options.witnesses ?? [], keys)
  const isIn = provesInclusion({
    ...proof,
    ...checkpoint,
    leaf: leafHash(utf8(told?.line ?? '')),
    index: proof.index,
  })
  if (told && !isIn) findings.difference('proof', '这一条不在检查点所签的台账里。')
  if (options.seen && options.seen.size === checkpoint.size)
    compareWithSeen(options.seen, checkpoint, new Map(), findings)
  if (files) await compareWithPublished(files, checkpoint, check, keys)
  return reportOf(findings, told, { index: proof.index, checkpoint, witnesses })
}

interface Told {
  line: string
  entry: Entry | null
  number: string
}

/** The entry, and the number and salt by which it is of this case; null when nothing of it can be read. */
function toldIn({ extra }: LogProof, findings: Findings): Told | null {
  const wrong = (what: string) => {
    findings.difference('proof', what)
    return null
  }
  const json = extra && textIn(extra)
  let read: Record<string, unknown>
  try {
    read = JSON.parse(json ?? '')
  } catch {
    return wrong('证明里没有写明是哪一条。')
  }
  const { entry: line, number, salt } = read ?? {}
  if (typeof line !== 'string' || typeof number !== 'string' || typeof salt !== 'string')
    return wrong('证明里没有写明是哪一条、哪一件。')
  const isPlain = /^[\x21-\x7e]{1,40}$/.test(number) && /^[0-9a-f]{32}$/.test(salt)
  if (!isPlain || JSON.stringify({ entry: line, number, salt }) !== json)
    return wrong('证明里写明是哪一件的那部分格式不对。')
  const entry = parseEntry(line)
  if (!entry) findings.difference('entry', '证明里的那一条不是台账的记录，读不懂。')
  else if (entry.case !== commitmentOf(number, salt))
    findings.difference('proof', `这一条不是 ${number} 的。`)
  return { line, entry, number }
}

/** A tile cannot be used; a finding says why. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
}

/** Whether the published log begins with the tree of the proof. */
async function compareWithPublished(
  files: Files,
  proven: SignedCheckpoint,
  check: { findings: Findings; verify: VerifySignature },
  keys: OfficeKey[] | null,
): Promise<void> {
  const { findings } = check
  const text = await files.text('ledger/checkpoint', 'checkpoint')
  const newest = text === null ? null : await signedCheckpoint(text, '最新的检查点', check, keys)
  if (!newest) return
  if (newest.size < proven.size) {
    findings.difference('shrunk', `证明时台账有 ${proven.size} 条，现在公布的只有 ${newest.size} 条。`)
    return
  }
  const [oldSize, size] = [proven.size, newest.size]
  const [oldRoot, root] = [proven.root, newest.root]
  try {
    const proof = await consistencyProof(oldSize, size, tilesOfLog(files, size, findings))
    if (provesConsistency({ oldSize, size, oldRoot, root, proof })) return
  } catch (error) {
    if (error instanceof Unusable) return
    throw error
  }
  findings.difference('fork', '现在公布的台账不是从证明里的那一份接下去的：历史被改过。')
}

/** Reads tiles as wide as the log has them now, and cuts them. */
export function tilesOfLog(files: Files, size: number, findings: Findings): ReadTile {
  return async (level, n, width) => {
    const widest = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - n * TILE_WIDTH)
    const bytes = await tileFile(files, level, n, widest, findings)
    const hashes = bytes && hashesIn(bytes)
    if (hashes && hashes.length >= width) return hashes.slice(0, width)
    if (bytes) findings.difference('tile', `文件 ${tileFilePath(level, n, widest)} 不完整。`)
    throw new Unusable()
  }
}

function reportOf(
  findings: Findings,
  told: Told | null,
  rest?: { index: number; checkpoint: SignedCheckpoint; witnesses: Witness[] },
): ProofReport {
  const { differences, notices } = findings.lists()
  return {
    agreed: differences.length === 0,
    entry: told?.entry ?? null,
    number: told?.number ?? '',
    index: rest?.index ?? 0,
    size: rest?.checkpoint.size ?? 0,
    origin: readable(rest?.checkpoint.origin ?? ''),
    fingerprint: rest?.checkpoint.fingerprint ?? '',
    witnesses: rest?.witnesses ?? [],
    notices,
    differences,
    text: told?.entry ? sayEntry(told.entry) : '',
  }
}
