import { createHash } from 'node:crypto'
import { findRun, runOnceIn } from '../../../store/base/job-runs.ts'
import { SEALED_COLUMNS, type SealedModel } from '../../../store/base/sealed-columns.ts'
import { lockCaseById } from '../../../store/cases/cases.ts'
import { indexRepliesOf, repliesToIndex } from '../../../store/cases/replies/reply-search.ts'
import {
  compact,
  cutOneAnonymous,
  dropOldKeys,
  indexSome,
  keySubmissions,
  listPseudonyms,
  sealPositions,
} from '../../../store/talk/old-rows.ts'
import { sealSome } from '../../../store/talk/old-texts.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { hideWriterOfNext } from './hide-old-writers.ts'

/** Rows in a transaction; others can write in between. */
const BATCH = 200
const JOB = 'seal'

/** Runs once for each version of the table, so that an added column is sealed at the next start. */
const SLOT = createHash('sha256')
  .update(JSON.stringify(['3', SEALED_COLUMNS]))
  .digest('hex')
  .slice(0, 16)

/**
 * Brings a database from before columns were sealed up to date, in the background after the start: removes writers
 * from the texts of their anonymous cases, deletes what links these to people, seals plain text, rebuilds the search
 * rows, and last rewrites the file without the old data. If stopped, it continues at the next start.
 * @returns how many rows it changed
 */
export async function sealOldRows(ctx: Context, signal?: AbortSignal): Promise<number> {
  const { db, log } = ctx
  // Two at once do no harm: each row is changed in a transaction that checks again.
  if (await findRun(db.read, JOB, SLOT)) return 0
  let changed = 0
  const stopped = () => signal?.aborted === true
  const each = async (what: string, some: () => Promise<number>) => {
    for (let sum = 0; !stopped(); ) {
      const n = await some()
      if (n === 0) return
      sum += n
      changed += n
      if (sum % 2000 < n) log.info({ what, rows: sum }, 'sealing what was stored in the clear')
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  // First, because the links deleted next hold the writers' names.
  for (let after: number | null = 0; after !== null && !stopped(); ) {
    const done: Awaited<ReturnType<typeof hideWriterOfNext>> = await hideWriterOfNext(ctx, after)
    if (done?.changed) changed++
    after = done?.id ?? null
    await new Promise(resolve => setImmediate(resolve))
  }
  await each('anonymous cases', async () => ((await cutOneAnonymous(db, ctx.now())) ? 1 : 0))
  await each('contacts', () => listPseudonyms(db, BATCH))
  await each('submissions', () => keySubmissions(db, BATCH))
  if (!stopped()) await dropOldKeys(db)
  await each('positions', () => sealPositions(db, BATCH))
  for (const model of Object.keys(SEALED_COLUMNS) as SealedModel[]) {
    let from = 0
    await each(model, async () => {
      const done = await sealSome(db, model, from, BATCH)
      from = done?.next ?? from
      return done?.sealed ?? 0
    })
  }
  let after = 0
  await each('search', async () => {
    const next = await indexSome(db, after, BATCH)
    if (next === null) return 0
    after = next
    return BATCH
  })
  let reply = 0
  await each('public replies', async () => {
    const rows = await repliesToIndex(db.read, reply, BATCH)
    for (const caseId of new Set(rows.map(row => row.caseId))) await indexPublicReplies(ctx, caseId)
    reply = rows.at(-1)?.id ?? reply
    return rows.length
  })
  if (stopped()) return changed
  if (changed > 0) {
    await compact(ctx.config.databaseUrl)
    log.info({ rows: changed }, 'what was stored in the clear is sealed')
  }
  await db.inTransaction(tx => runOnceIn(tx, JOB, SLOT, ctx.processId, ctx.now()))
  return changed
}

/** Behind the lock of the case, so that a reply that ceases to be public meanwhile is not found afterwards. */
const indexPublicReplies = (ctx: Context, caseId: number): Promise<void> =>
  ctx.db.inTransaction(async tx => {
    const row = await lockCaseById(tx, caseId)
    const isOpen = row.openness === 'open' && row.publishedAt !== null
    await indexRepliesOf(tx, ctx.secrets, shownText(ctx), row, isOpen)
  })
