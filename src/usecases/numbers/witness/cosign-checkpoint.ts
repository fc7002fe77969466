import { parseAddCheckpoint } from '../../../domain/numbers/log/add-checkpoint.ts'
import { fromBase64, sameBytes, toBase64 } from '../../../domain/numbers/log/bytes.ts'
import { cosign } from '../../../domain/numbers/log/cosignature.ts'
import { provesConsistency } from '../../../domain/numbers/log/merkle.ts'
import {
  formatNote,
  type Note,
  parseVerifierKey,
  type VerifierKey,
  verifyNote,
} from '../../../domain/numbers/log/note.ts'
import { formatSignatureLine } from '../../../domain/numbers/log/signature-line.ts'
import { replaceCheckpoint, witnessedLog, witnessesAny } from '../../../store/numbers/witnessed-logs.ts'
import { notice } from '../../../store/office/notices.ts'
import type { Context } from '../../base/context.ts'
import { signerOf } from '../ledger/signing-key.ts'
import { witnessKey } from './key.ts'
import { keysIn, originHash } from './logs.ts'

/** What comes of a request to cosign a checkpoint (C2SP tlog-witness). */
type Cosigned =
  /** `lines`: the cosignatures, each with its line break. */
  | { outcome: 'cosigned'; lines: string }
  /** The request begins at another size than the one cosigned last, which is `size`, in decimal. */
  | { outcome: 'conflict'; size: string }
  | { outcome: 'malformed' | 'unknown' | 'untrusted' | 'inconsistent' }

/**
 * Cosigns a checkpoint of a log that this office witnesses, if it contains all that was cosigned before. It is stored
 * before anybody gets the cosignature, and of two requests at once only one can begin at the stored size: what was
 * cosigned is never rolled back.
 */
export async function cosignCheckpoint(ctx: Context, request: Uint8Array): Promise<Cosigned> {
  if (!(await witnessesAny(ctx.db.read))) return { outcome: 'unknown' }
  const read = parseAddCheckpoint(request)
  if (!read) return { outcome: 'malformed' }
  const { oldSize, proof, checkpoint, note } = read
  const hash = originHash(checkpoint.origin)
  const keys = keysIn((await witnessedLog(ctx.db.read, hash))?.keys ?? '')
  if (keys.length === 0) return { outcome: 'unknown' }
  const logLines = await trustedLines(note, keys)
  if (!logLines) return { outcome: 'untrusted' }
  if (oldSize > checkpoint.size) return { outcome: 'malformed' }

  const own = await witnessKey(ctx)
  const key = parseVerifierKey(own.verifier)!
  const { size, root } = checkpoint
  const result = await ctx.db.inTransaction(async (tx): Promise<Cosigned & { fork?: string | null }> => {
    const log = (await witnessedLog(tx, hash))!
    if (log.size !== String(oldSize)) return { outcome: 'conflict', size: log.size }
    const oldRoot = fromBase64(log.root)!
    if (!provesConsistency({ oldSize, size, oldRoot, root, proof })) {
      const fork = oldSize === size && !sameBytes(oldRoot, root)
      return { outcome: 'inconsistent', ...(fork && { fork: log.note }) }
    }
    const now = ctx.now()
    const line = cosign(
      key,
      signerOf(ctx.secrets, own.secretSealed),
      note.text,
      Math.floor(now.getTime() / 1000),
    )
    const next = {
      size: String(size),
      root: toBase64(root),
      note: formatNote(note.text, [...logLines, line]),
      cosignedAt: now,
    }
    if (await replaceCheckpoint(tx, log, next)) return { outcome: 'cosigned', lines: line }
    return { outcome: 'conflict', size: (await witnessedLog(tx, hash))!.size }
  })
  if (result.outcome === 'inconsistent') await tellInconsistent(ctx, checkpoint, note.text, result.fork)
  return result
}

/** The lines by which trusted keys signed; null when there is none, or when one that claims to be is wrong. */
async function trustedLines(
  { text, signatures }: Note,
  trusted: readonly string[],
): Promise<string[] | null> {
  // Each line is verified, so the same line a hundred times would cost a hundred times as much.
  const once = new Map(signatures.map(signature => [formatSignatureLine(signature), signature]))
  const keys = trusted.map(key => parseVerifierKey(key) as VerifierKey)
  const signed = await verifyNote({ text, signatures: [...once.values()] }, keys)
  if (!signed || signed.length === 0) return null
  return [...once]
    .filter(([, { name, id }]) => signed.some(key => key.name === name && key.id === id))
    .map(([line]) => line)
}

/**
 * A proof can be wrong without anybody's fault. Two roots of one size, both signed by the log, are a proof of its own
 * that it does not show everybody the same.
 */
async function tellInconsistent(
  ctx: Context,
  { origin, size }: { origin: string; size: number },
  got: string,
  had: string | null | undefined,
): Promise<void> {
  ctx.log.warn({ origin, size, got, had }, 'a checkpoint is not consistent with what was cosigned before')
  if (!had) return
  await notice(
    ctx.db,
    `witness_fork:${originHash(origin)}`,
    `我们见证的台账 ${origin} 有两份检查点，条数都是 ${size}，内容却不一样，而且都有它自己的签名：它改过记录，或者给不同的人看不同的台账。两份检查点都在服务日志里，请保存好，再问对方是怎么回事。`,
    ctx.now(),
  )
}

/** The last checkpoint that was cosigned for a log. @param hash of the origin. @returns null when there is none */
export const cosignedCheckpoint = async (ctx: Context, hash: string): Promise<string | null> =>
  (await witnessedLog(ctx.db.read, hash))?.note ?? null
