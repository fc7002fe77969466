import { utf8 } from '../../log/bytes.ts'
import { leafHash, provesInclusion } from '../../log/merkle.ts'
import { type VerifySignature, verifyEd25519 } from '../../log/note.ts'
import { inclusionProof } from '../../log/tiles.ts'
import { commitmentOf } from '../commitment.ts'
import { parseEntry } from '../entry.ts'
import { tilesOfLog, Unusable } from './check-proof.ts'
import { sayEntry } from './entry-words.ts'
import { filesOf, type ReadFile, textIn } from './files.ts'
import { collectFindings, type Findings } from './findings.ts'
import { trustedKeys } from './keys.ts'
import type { Finding, Seen } from './report.ts'
import { type SignedCheckpoint, signedCheckpoint } from './signed-checkpoint.ts'

export interface CaseOptions {
  number: string
  /** 32 hexadecimal digits. */
  salt: string
  key?: string
  seen?: Seen
  verifySignature?: VerifySignature
}

export interface CaseReport {
  agreed: boolean
  /** Of the newest checkpoint. */
  size: number
  fingerprint: string
  /** What the entries of the case say, in order, each proven to be in the log. */
  entries: { position: number; text: string }[]
  differences: Finding[]
}

/** More than any case ever has. */
const MOST_ENTRIES = 1000

/**
 * Checks that a case is in the published ledger. The office is told the commitment only, which it could name anyhow;
 * whatever it answers is held against the signed tree.
 * @throws whatever `read` rejects with
 */
export async function checkCase(read: ReadFile, options: CaseOptions): Promise<CaseReport> {
  const findings = collectFindings()
  const files = filesOf(read, findings)
  const check = { findings, verify: options.verifySignature ?? verifyEd25519 }
  const keys = await trustedKeys(files, options.key ?? options.seen?.key, findings, check.verify)
  const text = await files.text('ledger/checkpoint', 'checkpoint')
  const newest = text === null ? null : await signedCheckpoint(text, '最新的检查点', check, keys)
  if (!newest) return reportOf(findings, null, [])
  const commitment = commitmentOf(options.number, options.salt)
  const answer = await files.optional(`ledger/cases/${commitment}`, 'proof')
  const told = answer && foundIn(textIn(answer))
  if (!told) {
    const missing = '没有查到。先看编号和验证码有没有输错；今天的件要明天才有，匿名件要等这个星期过完。'
    findings.difference('missing', missing)
    return reportOf(findings, newest, [])
  }
  const entries = await provenEntries(told, { commitment, newest, files, findings })
  return reportOf(findings, newest, entries)
}

interface Told {
  position: number
  line: string
}

/** Null unless the answer is what it should be. */
function foundIn(text: string | null): Told[] | null {
  try {
    const { positions, lines } = JSON.parse(text ?? '') as { positions?: unknown; lines?: unknown }
    if (!Array.isArray(positions) || !Array.isArray(lines)) return null
    const isRight =
      positions.length === lines.length &&
      lines.length > 0 &&
      lines.length <= MOST_ENTRIES &&
      positions.every(n => Number.isSafeInteger(n) && n >= 0) &&
      lines.every(line => typeof line === 'string')
    return isRight ? positions.map((position: number, i) => ({ position, line: lines[i] as string })) : null
  } catch {
    return null
  }
}

interface Among {
  commitment: string
  newest: SignedCheckpoint
  files: ReturnType<typeof filesOf>
  findings: Findings
}

async function provenEntries(told: readonly Told[], among: Among): Promise<CaseReport['entries']> {
  const { commitment, newest, files, findings } = among
  const { size, root } = newest
  const readTile = tilesOfLog(files, size, findings)
  const proven: CaseReport['entries'] = []
  for (const [i, { position, line }] of told.entries()) {
    const entry = parseEntry(line)
    if (!entry || entry.case !== commitment || entry.n !== i + 1) {
      findings.difference('proof', `单位给的第 ${i + 1} 条不是这件的，或者中间少了。`)
      return proven
    }
    try {
      const proof = position < size ? await inclusionProof(position, size, readTile) : []
      const leaf = leafHash(utf8(line))
      if (!provesInclusion({ index: position, size, root, leaf, proof })) {
        findings.difference('proof', `第 ${i + 1} 条不在签了名的台账里。`)
        return proven
      }
    } catch (error) {
      if (error instanceof Unusable) return proven
      throw error
    }
    proven.push({ position, text: sayEntry(entry) })
  }
  return proven
}

function reportOf(
  findings: Findings,
  newest: SignedCheckpoint | null,
  entries: CaseReport['entries'],
): CaseReport {
  const { differences } = findings.lists()
  return {
    agreed: differences.length === 0 && entries.length > 0,
    size: newest?.size ?? 0,
    fingerprint: newest?.fingerprint ?? '',
    entries,
    differences,
  }
}
