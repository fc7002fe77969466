import { Refusal } from '../../../domain/base/errors.ts'
import { toBase64, toHex, utf8 } from '../../../domain/numbers/log/bytes.ts'
import { EMPTY_ROOT, sha256 } from '../../../domain/numbers/log/merkle.ts'
import { parseVerifierKey } from '../../../domain/numbers/log/note.ts'
import { readHead } from '../../../store/numbers/ledger/head.ts'
import { saveTrustedKeys, witnessedLog, witnessedLogs } from '../../../store/numbers/witnessed-logs.ts'
import type { Context } from '../../base/context.ts'

/** Which logs this office witnesses. */

/** How a log is named in addresses. */
export const originHash = (origin: string): string => toHex(sha256(utf8(origin)))

export const keysIn = (lines: string): string[] => lines.split('\n').filter(line => line !== '')

/**
 * Trusts a key for the log that it names. A log may have several keys, for the time of a change.
 * @returns the log, and how many entries of it were known before
 * @throws Refusal `malformed`, `conflict` for the office's own log
 */
export async function trustLog(
  ctx: Context,
  verifierKey: string,
): Promise<{ origin: string; keys: number; size: string }> {
  const key = parseVerifierKey(verifierKey.trim())
  if (key?.type !== 1)
    throw new Refusal(
      'malformed',
      '这不是台账的公钥。应该是对方 /public/ledger/key 里的一行：名称+八位编号+一串字符。',
    )
  const { name: origin } = key
  if ((await readHead(ctx.db.read))?.origin === origin)
    throw new Refusal('conflict', '这是本单位自己的台账，不能给自己作见证。')
  const hash = originHash(origin)
  return ctx.db.inTransaction(async tx => {
    const before = await witnessedLog(tx, hash)
    const keys = [...new Set([...keysIn(before?.keys ?? ''), verifierKey.trim()])]
    const { size } = await saveTrustedKeys(tx, {
      hash,
      origin,
      keys: keys.join('\n'),
      size: '0',
      root: toBase64(EMPTY_ROOT),
      note: null,
      cosignedAt: null,
      createdAt: ctx.now(),
    })
    return { origin, keys: keys.length, size }
  })
}

/**
 * Cosigns no more for a log. What was seen of it is kept: if it were forgotten, a log that is added again could be
 * shorter than it was.
 * @throws Refusal `not_found`
 */
export const distrustLog = (ctx: Context, origin: string): Promise<void> =>
  ctx.db.inTransaction(async tx => {
    const log = await witnessedLog(tx, originHash(origin))
    if (!log || log.keys === '')
      throw new Refusal('not_found', `没有给 ${origin} 作见证。用 witness list 看有哪些。`)
    await saveTrustedKeys(tx, { ...log, keys: '' })
  })

interface Witnessed {
  origin: string
  /** None: no longer witnessed. */
  keys: string[]
  /** In decimal. */
  size: string
  root: string
  cosignedAt: Date | null
}

export const listWitnessed = async (ctx: Context): Promise<Witnessed[]> =>
  (await witnessedLogs(ctx.db.read)).map(({ origin, keys, size, root, cosignedAt }) => ({
    origin,
    keys: keysIn(keys),
    size,
    root,
    cosignedAt,
  }))
