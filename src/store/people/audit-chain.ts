import { randomBytes } from 'node:crypto'
import {
  type AuditContent,
  CHAIN_START,
  type ChainedEntry,
  commitmentOf,
  ERASED,
  hashOf,
  OPENED,
  sealOf,
} from '../../domain/people/audit-chain.ts'
import type { Db } from '../base/database.ts'
import type { AuditHead } from '../generated/sqlite/client.ts'

/** Stores the audit log's chain. Entries are only appended; the rules are in domain/people/audit-chain. */

export type { AuditHead }

const HEAD = { id: 1 } as const
const random = (bytes: number) => randomBytes(bytes).toString('base64url')

/** Locks the end of the chain until the transaction ends; begins the chain when there is none. */
export const lockAuditHead = (tx: Db): Promise<AuditHead> =>
  tx.auditHead.upsert({
    where: HEAD,
    create: { ...HEAD, size: 0, hash: CHAIN_START, seal: '', secret: random(32) },
    update: { size: { increment: 0 } },
  })

type End = Pick<AuditHead, 'secret' | 'size' | 'hash'>

/** What is to be stored with an entry that follows an end of the chain; it is the next end. */
function placedAfter({ secret, size, hash: before }: End, entry: AuditContent) {
  const position = size + 1
  const salt = random(16)
  const commitment = commitmentOf(secret, salt, entry)
  const hash = hashOf(secret, before, { ...entry, position, commitment })
  return { position, hash, commitment, salt }
}

const setHead = (tx: Db, { secret, size, hash }: End) =>
  tx.auditHead.update({ where: HEAD, data: { size, hash, seal: sealOf(secret, size, hash) } })

/** Appends an entry. One transaction must not append two at the same time. */
export async function appendAudit(tx: Db, entry: AuditContent, onceKey: string | null = null) {
  const head = await lockAuditHead(tx)
  const placed = placedAfter(head, entry)
  await setHead(tx, { secret: head.secret, size: placed.position, hash: placed.hash })
  return tx.auditEntry.create({ data: { ...entry, ...placed, onceKey } })
}

/** Appends an entry unless one with this key exists. */
export async function appendAuditOnce(tx: Db, entry: AuditContent, onceKey: string): Promise<void> {
  const there = () => tx.auditEntry.findUnique({ where: { onceKey }, select: { id: true } })
  if (await there()) return
  // Another transaction may have appended it meanwhile; behind the lock none can.
  await lockAuditHead(tx)
  if (!(await there())) await appendAudit(tx, entry, onceKey)
}

export const auditHead = (db: Db): Promise<AuditHead | null> => db.auditHead.findUnique({ where: HEAD })

const CONTENT = {
  at: true,
  officerId: true,
  action: true,
  target: true,
  address: true,
  detail: true,
} as const

/** The entry by which the chain took over the entries of before; null until it has. */
export const openingEntry = (db: Db) =>
  db.auditEntry.findFirst({ where: { action: OPENED, position: { not: null } }, orderBy: { id: 'asc' } })

/** The newest entry without a place in the chain. */
export const newestUnplaced = (db: Db) =>
  db.auditEntry.findFirst({
    where: { position: null },
    orderBy: { id: 'desc' },
    select: { id: true, at: true },
  })

export const oldestUnplaced = (db: Db) =>
  db.auditEntry.findFirst({
    where: { position: null },
    orderBy: { id: 'asc' },
    select: { id: true, at: true },
  })

/** The entry with the last place. */
export const lastPlaced = (db: Db) =>
  db.auditEntry.findFirst({
    where: { position: { not: null } },
    orderBy: { position: 'desc' },
    select: { id: true, position: true },
  })

/** An entry with a place before the first, which no entry ever gets. */
export const placedBeforeFirst = (db: Db) =>
  db.auditEntry.findFirst({
    where: { position: { lt: 1 } },
    orderBy: { position: 'asc' },
    select: { id: true, position: true },
  })

/** Gives the oldest entries without a place their place. @returns how many */
export async function placeOldEntries(tx: Db, take: number): Promise<number> {
  const { secret, size, hash } = await lockAuditHead(tx)
  const rows = await tx.auditEntry.findMany({
    where: { position: null },
    orderBy: { id: 'asc' },
    take,
    select: { id: true, ...CONTENT },
  })
  let end: End = { secret, size, hash }
  for (const { id, ...entry } of rows) {
    const data = placedAfter(end, entry)
    await tx.auditEntry.update({ where: { id }, data, select: { id: true } })
    end = { secret, size: data.position, hash: data.hash }
  }
  if (rows.length > 0) await setHead(tx, end)
  return rows.length
}

/** A page of the chain, after a position. @throws when an entry cannot be opened */
export const chainAfter = async (
  db: Db,
  after: number,
  upTo: number,
  take: number,
): Promise<(ChainedEntry & { id: number })[]> =>
  (await db.auditEntry.findMany({
    where: { position: { gt: after, lte: upTo } },
    orderBy: { position: 'asc' },
    take,
    select: { id: true, position: true, commitment: true, salt: true, hash: true, ...CONTENT },
  })) as (ChainedEntry & { id: number })[]

/** Until when address and detail are erased, as the log itself says; null when nothing ever was. */
export async function erasedUntil(db: Db): Promise<Date | null> {
  const row = await db.auditEntry.findFirst({
    where: { action: ERASED, position: { not: null } },
    orderBy: { id: 'desc' },
    select: { target: true },
  })
  return row?.target ? new Date(row.target) : null
}

/**
 * Erases address and detail of some entries from before an instant, the oldest first.
 * @param from nothing older is left
 * @returns until when they are erased now; null when there was nothing to erase
 */
export async function eraseDetails(
  tx: Db,
  { from, before, take }: { from: Date | null; before: Date; take: number },
): Promise<Date | null> {
  const rows = await tx.auditEntry.findMany({
    where: { at: { ...(from && { gte: from }), lt: before }, position: { not: null }, salt: { not: null } },
    orderBy: { at: 'asc' },
    take,
    select: { id: true, at: true },
  })
  await tx.auditEntry.updateMany({
    where: { id: { in: rows.map(row => row.id) } },
    data: { salt: null, address: null, detail: null },
  })
  const last = rows.at(-1)
  return last ? new Date(last.at.getTime() + 1) : null
}
