import { createHmac } from 'node:crypto'

/**
 * The chain of the audit log. Each entry carries a keyed hash over the hash before it and its own content, so that an
 * entry which is changed, removed, added or moved later breaks every hash from there on. Address and detail, which are
 * erased after some years, stand in the chain as a salted commitment: erasing them with their salt breaks nothing, and
 * nobody can find out afterwards what they were.
 */

/** What one entry says. */
export interface AuditContent {
  at: Date
  officerId: number | null
  action: string
  target: string | null
  address: string | null
  detail: string | null
}

/** An entry with its place. */
export interface ChainedEntry extends AuditContent {
  position: number
  commitment: string
  /** Null once address and detail were erased. */
  salt: string | null
  hash: string
}

/** The hash before the first entry. */
export const CHAIN_START = 'huiyin audit chain'

/** The actions by which the log speaks of itself. */
export const OPENED = 'audit_opened'
export const ERASED = 'audit_erased'

const mac = (secret: string, ...parts: readonly unknown[]): string =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url')

export const commitmentOf = (
  secret: string,
  salt: string,
  { address, detail }: Pick<AuditContent, 'address' | 'detail'>,
): string => mac(secret, 'detail', salt, address, detail)

export const hashOf = (
  secret: string,
  before: string,
  entry: Pick<ChainedEntry, 'position' | 'at' | 'officerId' | 'action' | 'target' | 'commitment'>,
): string =>
  mac(
    secret,
    'entry',
    before,
    entry.position,
    entry.at.toISOString(),
    entry.officerId,
    entry.action,
    entry.target,
    entry.commitment,
  )

/** Keeps whoever cannot read the secret from presenting an earlier entry as the last one. */
export const sealOf = (secret: string, size: number, hash: string): string => mac(secret, 'head', size, hash)

/** Why an entry breaks the chain. */
export const CHAIN_FAULTS = {
  missing: '这里少了记录',
  changed: '这条记录被改过，或不在原来的位置',
  moved: '这条记录或前一条的编号被改过，在列表里不在原来的位置',
  detail: '这条记录的地址或说明被改过',
  erased: '这条记录的地址和说明没到期就被抹掉了',
  unreadable: '这条记录解不开：被改过，或密钥不对',
} as const
export type ChainFault = keyof typeof CHAIN_FAULTS

/**
 * Checks the entry that follows another one.
 * @param before position and hash of the entry before
 * @param erasedBefore address and detail of entries from before this instant may be erased
 */
export function checkNext(
  secret: string,
  before: { position: number; hash: string },
  entry: ChainedEntry,
  erasedBefore: Date | null,
): ChainFault | null {
  if (entry.position !== before.position + 1) return 'missing'
  if (hashOf(secret, before.hash, entry) !== entry.hash) return 'changed'
  if (entry.salt !== null)
    return commitmentOf(secret, entry.salt, entry) === entry.commitment ? null : 'detail'
  if (entry.address !== null || entry.detail !== null) return 'detail'
  return erasedBefore !== null && entry.at < erasedBefore ? null : 'erased'
}

/** The end of the chain as it was at some time, written down where the log's own database cannot change it. */
export interface AuditAnchor {
  size: number
  hash: string
}

/** An anchor on one line, as `--anchor` takes it and the desk shows it. */
export const anchorText = ({ size, hash }: AuditAnchor): string => `${size}:${hash}`

/** Reads an anchor from a line: `SIZE:HASH`, or JSON with `auditSize` and `auditHash`. Null when there is none in it. */
export function anchorIn(line: string): AuditAnchor | null {
  const plain = /^\s*(\d{1,15}):([\w-]{43})\s*$/.exec(line)
  if (plain) return { size: Number(plain[1]), hash: plain[2]! }
  const size = /"auditSize":\s*(\d{1,15})\b/.exec(line)
  const hash = /"auditHash":\s*"([\w-]{43})"/.exec(line)
  return size && hash ? { size: Number(size[1]), hash: hash[1]! } : null
}
