import { Refusal } from '../../../domain/base/errors.ts'
import { removeOldIncoming } from '../../../store/base/incoming.ts'
import { deleteOldCounts } from '../../../store/base/processes/old-counts.ts'
import { type FileCursor, hashesInUse } from '../../../store/base/tables/stored-files.ts'
import { dropUncleaned, notLookedAt, setCleaned } from '../../../store/cases/attachments.ts'
import type { Context } from '../../base/context.ts'
import { NOT_FOR_ANONYMOUS } from '../../base/media/for-anonymous.ts'
import { storeMedia } from '../../base/media/store-media.ts'

/** A file may be older than the row that will refer to it, because its request or draft is still in progress. */
const GRACE_MS = 24 * 3_600_000
/** Nothing is uploaded or written for longer than this. */
const HALF_MS = 3_600_000
/** How many uncleaned old files one run handles. */
const MOST = 500
const PAGE = 20

/**
 * Tidies the files: cleans and seals those of an earlier version, and removes unreferenced ones and remains of
 * crashes; with them, counts of limits that have ended. May stop at any point and run in several processes at once.
 */
export async function tidyFiles(ctx: Context, signal?: AbortSignal): Promise<void> {
  // Files have the machine's time, not the office's clock.
  const before = (ms: number) => new Date(Date.now() - ms)
  await removeOldIncoming(ctx.config.dataDir, before(HALF_MS))
  await ctx.files.removeHalves(before(HALF_MS))
  if (ctx.db.counts) await deleteOldCounts(ctx.db, before(0))
  await cleanEarlier(ctx, signal)
  await removeUnneeded(ctx, before(GRACE_MS), signal)
}

/** Rows of an earlier version, whose files are unsealed and uncleaned. */
async function cleanEarlier(ctx: Context, signal?: AbortSignal): Promise<void> {
  for (let after = 0, seen = 0; seen < MOST; seen += PAGE) {
    const rows = await notLookedAt(ctx.db.read, after, PAGE)
    for (const row of rows) {
      if (signal?.aborted) return
      after = row.id
      await cleanOne(ctx, row).catch((error: unknown) => {
        ctx.log.error({ err: error, attachment: row.id }, 'an earlier attachment could not be cleaned')
      })
    }
    if (rows.length < PAGE) return
  }
}

type Row = Awaited<ReturnType<typeof notLookedAt>>[number]

async function cleanOne(ctx: Context, row: Row): Promise<void> {
  const original = await ctx.files.get(row.hash ?? '')
  // An answer's picture was redrawn when it was added, so it is only sealed.
  const stored =
    row.replyId !== null
      ? { hash: await ctx.files.put(original), cleaned: true }
      : await storeMedia(ctx, original, { mime: row.mime ?? undefined, patient: true }).catch(async error => {
          if (!(error instanceof Refusal)) throw error
          return { hash: await ctx.files.put(original), cleaned: false }
        })
  const playHash = row.playHash && (await ctx.files.put(await ctx.files.get(row.playHash)))
  await ctx.db.inTransaction(async tx => {
    const first = await setCleaned(tx, row.id, { ...stored, playHash })
    if (first && row.case?.anonymous && row.caseId !== null && !stored.cleaned)
      await dropUncleaned(tx, row.caseId, NOT_FOR_ANONYMOUS)
  })
}

/** Files that no row refers to: of messages that were refused, of drafts that were dropped, of people who were forgotten. */
async function removeUnneeded(ctx: Context, before: Date, signal?: AbortSignal): Promise<void> {
  let removed = 0
  const used = new Set<string>()
  let cursor: FileCursor = {}
  const readUsedHashes = async () => {
    for await (const page of hashesInUse(ctx.db.read, cursor)) {
      for (const hash of page.hashes) used.add(hash)
      cursor = page.cursor
    }
  }
  await readUsedHashes()
  for (let at: number | undefined = 0; at !== undefined && !signal?.aborted; ) {
    const { hashes, next } = await ctx.files.untouched(before, at)
    for (const hash of hashes) {
      if (used.has(hash)) continue
      // Checks rows added meanwhile. An older row that got this file since has updated its time.
      const isNeeded = async () => {
        await readUsedHashes()
        return used.has(hash)
      }
      if (await ctx.files.remove(hash, before, isNeeded)) removed++
    }
    at = next
  }
  if (removed > 0) ctx.log.info({ files: removed }, 'files that nothing refers to were removed')
}
