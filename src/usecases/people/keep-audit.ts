import { HOUR } from '../../domain/base/civil-date.ts'
import { retentionCutoff } from '../../domain/office/retention.ts'
import { anchorText, ERASED, OPENED } from '../../domain/people/audit-chain.ts'
import { clearNotice, notice } from '../../store/office/notices.ts'
import { ownAnchors, writeAnchor } from '../../store/people/audit-anchors.ts'
import {
  eraseDetails,
  erasedUntil,
  lockAuditHead,
  newestUnplaced,
  openingEntry,
  placeOldEntries,
} from '../../store/people/audit-chain.ts'
import { addAudit } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { verifyAudit } from './verify-audit.ts'

/** Entries in a transaction, during which nothing else is recorded. */
const BATCH = 200

/** Entries of an older version, which knows no chain, come no later than this after the last one. */
const QUIET_MS = HOUR

/** The administrator's notice about a log that does not hold together. */
export const AUDIT_BROKEN = 'audit_broken'

/**
 * Nightly, and when a process starts: takes the entries of before into the chain, erases addresses and details whose
 * time is over, checks the whole log, and writes the end of the chain down outside of the database.
 */
export async function keepAudit(ctx: Context, signal?: AbortSignal): Promise<void> {
  await openChain(ctx, signal)
  await eraseOldDetails(ctx, signal)
  const report = await verifyAudit(ctx, await ownAnchors(ctx.config.dataDir), signal)
  if (report.fault) {
    ctx.log.error({ fault: report.fault }, 'the audit log was changed')
    const { position, why } = report.fault
    const where = position === null ? '' : `第 ${position} 条：`
    const words = `操作记录被人动过。${where}${why}。请先备份现状，再运行 huiyin audit verify，照它说的做，并告诉领导和监督员。`
    // The anchors of before stay the last ones: nothing that may be forged is written down as true.
    return void (await notice(ctx.db, AUDIT_BROKEN, words, ctx.now()))
  }
  await clearNotice(ctx.db, AUDIT_BROKEN, ctx.now())
  if (report.head) await anchor(ctx, report.head)
}

/** Writes an end of the chain into a file and into the log, which should leave this machine. */
async function anchor(ctx: Context, head: { size: number; hash: string }): Promise<void> {
  const last = (await ownAnchors(ctx.config.dataDir)).at(-1)
  ctx.log.info({ auditSize: head.size, auditHash: head.hash }, 'end of the audit log')
  if (last?.hash !== head.hash) await writeAnchor(ctx.config.dataDir, head, ctx.now())
}

/** Places the entries of before the chain, once no older process writes any more, and says how many they were. */
async function openChain(ctx: Context, signal: AbortSignal | undefined): Promise<void> {
  if (await openingEntry(ctx.db.read)) return
  const newest = await newestUnplaced(ctx.db.read)
  if (newest && ctx.now().getTime() - newest.at.getTime() < QUIET_MS) return
  let placed = 0
  while (!signal?.aborted) {
    const done = await ctx.db.inTransaction(tx => placeOldEntries(tx, BATCH))
    placed += done
    if (done < BATCH) break
  }
  if (signal?.aborted) return
  await ctx.db.inTransaction(async tx => {
    const head = await lockAuditHead(tx)
    if (await openingEntry(tx)) return
    await addAudit(tx, { at: ctx.now(), action: OPENED, target: String(placed), detail: anchorText(head) })
  })
}

/** Erases address and detail of entries past the office's retention period; each part says in the log until when. */
async function eraseOldDetails(ctx: Context, signal: AbortSignal | undefined): Promise<void> {
  const before = retentionCutoff(ctx.content().office.retention.audit, ctx.now())
  for (let more = true; more && !signal?.aborted; ) {
    more = await ctx.db.inTransaction(async tx => {
      await lockAuditHead(tx)
      const from = await erasedUntil(tx)
      // A part may have ended between two entries of the same millisecond.
      const last = from && new Date(from.getTime() - 1)
      const until = await eraseDetails(tx, { from: last, before, take: BATCH })
      if (until) await addAudit(tx, { at: ctx.now(), action: ERASED, target: until.toISOString() })
      return until !== null
    })
  }
}
