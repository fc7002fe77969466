import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Secrets } from '../../domain/base/secrets.ts'
import { type Database, type Db, providerOf } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import { toWordIndexes } from '../base/tables/word-indexes.ts'
import { indexCase } from '../cases/case-search.ts'
import { lockContactById } from './contacts.ts'
import { moveMessages } from './joining.ts'
import { addPseudonym, sealPseudonyms } from './pseudonyms.ts'

/** Converts rows from before anonymous cases had pseudonyms and keys were hashed; each function does some of them. */

/** The anonymous case after another one, with the writer's name and phone number if it still has them. */
export const nextAnonymous = (db: Db, afterId: number) =>
  db.case.findFirst({
    where: { anonymous: true, id: { gt: afterId }, erasedAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, number: true, nameSealed: true, phoneSealed: true },
  })

/** The texts of a resident in the case itself. */
export interface CaseWords {
  title: string
  text: string
  place: string | null
  facts: string | null
  ratingText: string | null
}

/** Replaces the texts of a case. Its version does not change, because nothing was decided. */
export async function rewriteCase(tx: Db, id: number, words: CaseWords): Promise<void> {
  await tx.case.update({ where: { id }, data: words, select: { id: true } })
}

/** Rewrites the residents' events of a case. @returns how many events changed */
export async function changeEventsOfResident(
  tx: Db,
  caseId: number,
  change: (data: string) => string,
): Promise<number> {
  const rows = await tx.caseEvent.findMany({
    where: { caseId, byKind: 'resident', data: { not: null } },
    select: { id: true, data: true },
  })
  let changed = 0
  for (const { id, data } of rows) {
    const next = change(data!)
    if (next === data) continue
    await tx.caseEvent.update({ where: { id }, data: { data: next } })
    changed++
  }
  return changed
}

/** The same for the reminders of a case. */
export async function changeReminders(
  tx: Db,
  caseId: number,
  change: (text: string) => string,
): Promise<number> {
  const rows = await tx.reminder.findMany({
    where: { caseId, detail: { not: null } },
    select: { id: true, detail: true },
  })
  let changed = 0
  for (const { id, detail } of rows) {
    const next = change(detail!)
    if (next === detail) continue
    await tx.reminder.update({ where: { id }, data: { detail: next } })
    changed++
  }
  return changed
}

/** Moves one anonymous case with its messages to a pseudonym, and removes its name and phone number. */
async function cutAnonymous(
  tx: Db,
  secrets: Secrets,
  row: { id: number; contactId: number | null },
  now: Date,
) {
  const contactId = row.contactId === null ? null : await addPseudonym(tx, secrets, row.contactId, now)
  await tx.case.update({ where: { id: row.id }, data: { contactId, nameSealed: null, phoneSealed: null } })
  if (contactId === null) return
  const to = { id: row.id, contactId }
  const messages = await tx.message.findMany({ where: { caseId: row.id }, select: { id: true } })
  for (let i = 0; i < messages.length; i += 200) {
    await moveMessages(
      tx,
      messages.slice(i, i + 200).map(m => m.id),
      to,
    )
  }
  await tx.outbox.updateMany({ where: { caseId: row.id }, data: { contactId } })
  await tx.attachment.updateMany({ where: { caseId: row.id, contactId: { not: null } }, data: { contactId } })
}

/** Unlinks one anonymous case from its person. @returns whether there was one to unlink */
export const cutOneAnonymous = (db: Database, now: Date): Promise<boolean> =>
  db.inTransaction(async tx => {
    const row = await tx.case.findFirst({
      where: {
        anonymous: true,
        OR: [
          { contact: { ownerSealed: null, forgottenAt: null } },
          { nameSealed: { not: null } },
          { phoneSealed: { not: null } },
        ],
      },
      select: { id: true, contactId: true, contact: { select: { ownerSealed: true, forgottenAt: true } } },
    })
    if (!row) return false
    // The person's dialogue may be adding a pseudonym at the same time.
    if (row.contactId !== null) await lockContactById(tx, row.contactId)
    const own = row.contact !== null && row.contact.ownerSealed === null && row.contact.forgottenAt === null
    if (own) await cutAnonymous(tx, db.secrets, row, now)
    else await tx.case.update({ where: { id: row.id }, data: { nameSealed: null, phoneSealed: null } })
    return true
  })

/** Gives contacts without a list of pseudonyms an empty one. @returns how many */
export const listPseudonyms = (db: Database, limit: number): Promise<number> =>
  db.inTransaction(async tx => {
    const rows = await tx.contact.findMany({
      where: { pseudonymsSealed: null },
      take: limit,
      select: { id: true },
    })
    for (const { id } of rows)
      await tx.contact.updateMany({
        where: { id, pseudonymsSealed: null },
        data: { pseudonymsSealed: sealPseudonyms(db.secrets, []) },
      })
    return rows.length
  })

/** Moves positions from their two columns into the sealed one. */
export const sealPositions = (db: Database, limit: number): Promise<number> =>
  db.inTransaction(async tx => {
    const rows = await tx.case.findMany({
      where: { latitude: { not: null } },
      take: limit,
      select: { id: true, latitude: true, longitude: true },
    })
    for (const { id, latitude, longitude } of rows) {
      const location = longitude === null ? null : JSON.stringify({ latitude, longitude })
      await tx.case.update({ where: { id }, data: { location, latitude: null, longitude: null } })
    }
    return rows.length
  })

/** Hashes submission keys that were stored unhashed: a dialogue's id in them would show which cases are one person's. */
export const keySubmissions = (db: Database, limit: number): Promise<number> =>
  db.inTransaction(async tx => {
    const rows = await tx.case.findMany({
      where: { submissionKey: { contains: ':' } },
      take: limit,
      select: { id: true, submissionKey: true },
    })
    for (const { id, submissionKey } of rows) {
      const key = db.secrets.key(submissionKey!, 'case.submission')
      await tx.case.update({ where: { id }, data: { submissionKey: key } })
    }
    return rows.length
  })

const RENAME_TIMERS = statement()(() =>
  tables
    .updateTable('Outbox')
    .set({ dedupeKey: sql<string>`'timer:' || "id"` })
    .where('dedupeKey', 'like', 'timer:%:%'),
)

/** The same for messages and timers, whose old keys are no longer looked up. */
export async function dropOldKeys(db: Database): Promise<void> {
  await db.inTransaction(tx =>
    tx.message.updateMany({ where: { dedupeKey: { contains: ':' } }, data: { dedupeKey: null } }),
  )
  await db.inTransaction(tx => tx.sql.run(RENAME_TIMERS, {}))
}

/** Indexes cases that the search does not know. @returns the id to continue after, or null when all are indexed */
export const indexSome = (db: Database, from: number, limit: number): Promise<number | null> =>
  db.inTransaction(async tx => {
    const rows = await tx.case.findMany({
      where: { id: { gt: from }, search: { is: null }, erasedAt: null },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true, number: true, title: true, text: true, place: true },
    })
    for (const row of rows) await indexCase(tx, db.secrets, row)
    return rows.at(-1)?.id ?? null
  })

/**
 * Rewrites the database file without deleted or replaced content, which SQLite leaves on free pages. Writes are blocked
 * meanwhile: some ten seconds for a gigabyte. PostgreSQL frees its own pages.
 */
export async function compact(databaseUrl: string): Promise<void> {
  if (providerOf(databaseUrl) !== 'sqlite') return
  const file = databaseUrl.slice('file:'.length)
  if (!(await stat(file).catch(() => undefined))) return
  const { default: Sqlite } = await import('better-sqlite3')
  // SQLite's own waiting would block this process, and with it the very transaction it waits for.
  const db = new Sqlite(file, { timeout: 0 })
  try {
    await whenFree(() => db.exec(toWordIndexes('optimize')))
    await whenFree(() => db.exec('VACUUM'))
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

/** How often and how long a locked database is tried again. */
const BUSY_PAUSE_MS = 50
const BUSY_MS = 60_000

async function whenFree(work: () => unknown): Promise<void> {
  for (const until = performance.now() + BUSY_MS; ; await pause(BUSY_PAUSE_MS))
    try {
      work()
      return
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY' || performance.now() > until) throw error
    }
}
