import {
  type AuditAnchor,
  CHAIN_FAULTS,
  CHAIN_START,
  checkNext,
  sealOf,
} from '../../domain/people/audit-chain.ts'
import {
  type AuditHead,
  auditHead,
  chainAfter,
  erasedUntil,
  lastPlaced,
  oldestUnplaced,
  openingEntry,
  placedBeforeFirst,
} from '../../store/people/audit-chain.ts'
import type { Context } from '../base/context.ts'

/** Entries read at once. */
const PAGE = 500

/** Where and why the log does not hold together; in words for an administrator. */
interface AuditFault {
  /** The place in the chain; null when it is not about one entry. */
  position: number | null
  /** The entry's id, when it is there. */
  id: number | null
  why: string
  /** Only an anchor shows it: also what restoring an older backup looks like. */
  byAnchor?: true
}

export interface AuditReport {
  ok: boolean
  /** The first fault. */
  fault: AuditFault | null
  /** Entries in the chain. */
  entries: number
  /** The end of the chain; null when nothing was ever recorded. */
  head: AuditAnchor | null
  /** How many anchors were compared. */
  anchors: number
  /** Entries from before the chain are not in it yet. */
  waiting: boolean
}

/**
 * Checks the whole audit log against its chain and against anchors: what was changed, removed, added, moved or cut off
 * at the end. Reads page by page, so it needs no more memory for a longer log.
 */
export async function verifyAudit(
  ctx: Context,
  anchors: readonly AuditAnchor[],
  signal?: AbortSignal,
): Promise<AuditReport> {
  const db = ctx.db.read
  // Before the head, so that an entry which is appended meanwhile is not taken for one without a place in it.
  const unplaced = await oldestUnplaced(db)
  const placed = await lastPlaced(db)
  const opened = await openingEntry(db)
  const report = { entries: 0, head: null, anchors: anchors.length, waiting: unplaced !== null && !opened }
  const failed = (fault: AuditFault): AuditReport => ({ ...report, ok: false, fault })
  let head: AuditHead | null
  try {
    head = await auditHead(db)
  } catch {
    return failed({ position: null, id: null, why: '记录链的末端解不开：被改过，或密钥不对' })
  }
  const end = head && { size: head.size, hash: head.hash }
  Object.assign(report, { entries: head?.size ?? 0, head: end })
  const early = await placedBeforeFirst(db)
  if (early)
    return failed({ position: early.position, id: early.id, why: '链的开头之前还有记录，是后来塞进来的' })
  const fault =
    (head && (await walk(ctx, head, opened?.position ?? null, anchors, signal))) ??
    beyondTheEnd(head, anchors)
  if (fault) return failed(fault)
  if (placed && placed.position! > (head?.size ?? 0))
    return failed({ position: placed.position, id: placed.id, why: '链的末端之后还有记录，是后来塞进来的' })
  if (unplaced && opened)
    return failed({ position: null, id: unplaced.id, why: '这条记录不在链里，是后来塞进来的' })
  return { ...report, ok: true, fault: null }
}

function beyondTheEnd(head: AuditHead | null, anchors: readonly AuditAnchor[]): AuditFault | null {
  const size = head?.size ?? 0
  const lost = anchors.find(anchor => anchor.size > size)
  return lost
    ? {
        position: size + 1,
        id: null,
        why: `末尾被截掉了：曾有 ${lost.size} 条，现在只有 ${size} 条`,
        byAnchor: true,
      }
    : null
}

/**
 * Walks the chain from its start to its end.
 * @param opened the place from which on entries got their ids in the order of their places; null: from none on
 */
async function walk(
  ctx: Context,
  head: AuditHead,
  opened: number | null,
  anchors: readonly AuditAnchor[],
  signal: AbortSignal | undefined,
): Promise<AuditFault | null> {
  const anchored = new Map(anchors.map(anchor => [anchor.size, anchor.hash]))
  let erasedBefore = await erasedUntil(ctx.db.read)
  let last = { position: 0, hash: CHAIN_START }
  let lastId = 0
  for (let more = true; more; ) {
    signal?.throwIfAborted()
    const { entries, unreadable } = await readPage(ctx, last.position, head.size)
    for (const entry of entries) {
      let fault = checkNext(head.secret, last, entry, erasedBefore)
      if (fault === 'erased') {
        // It may have been erased since the check began.
        erasedBefore = await erasedUntil(ctx.db.read)
        fault = checkNext(head.secret, last, entry, erasedBefore)
      }
      const { position, id } = entry
      if (fault === 'missing') return { position: last.position + 1, id: null, why: CHAIN_FAULTS.missing }
      if (fault) return { position, id, why: CHAIN_FAULTS[fault] }
      if ((anchored.get(position) ?? entry.hash) !== entry.hash)
        return { position, id, why: '和当时另外记下的链头不一样：记录被整段改写过', byAnchor: true }
      // The desk lists by id.
      if (opened !== null && last.position >= opened && id <= lastId)
        return { position, id, why: CHAIN_FAULTS.moved }
      last = entry
      lastId = id
    }
    if (unreadable) return { position: last.position + 1, id: null, why: CHAIN_FAULTS.unreadable }
    more = entries.length === PAGE
  }
  if (last.position < head.size) return { position: last.position + 1, id: null, why: CHAIN_FAULTS.missing }
  return last.hash === head.hash && head.seal === sealOf(head.secret, head.size, head.hash)
    ? null
    : { position: head.size, id: null, why: '链的末端和最后一条记录对不上：末尾被截掉或改过' }
}

type Page = { entries: Awaited<ReturnType<typeof chainAfter>>; unreadable: boolean }

/** A page of entries, as far as they can be opened. */
async function readPage(ctx: Context, after: number, size: number): Promise<Page> {
  const read = (from: number, take: number) => chainAfter(ctx.db.read, from, size, take)
  try {
    return { entries: await read(after, PAGE), unreadable: false }
  } catch {
    // One by one, to find which.
  }
  const entries: Page['entries'] = []
  while (entries.length < PAGE) {
    const next = await read(entries.at(-1)?.position ?? after, 1).catch(() => null)
    if (next === null) return { entries, unreadable: true }
    if (next.length === 0) break
    entries.push(...next)
  }
  return { entries, unreadable: false }
}
