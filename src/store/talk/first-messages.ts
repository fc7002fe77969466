import { sql } from 'kysely'
import type { EndedWords } from '../../domain/talk/first-words.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

/** A first message and how its dialogue ended, to store. */
export interface NewFirstMessage extends Pick<EndedWords, 'way' | 'step' | 'outcome' | 'missed'> {
  contactId: number
  text: string
  textKey: string
  /** In percent. */
  sure: number
  kind: string | null
  guideId: string | null
  at: Date
}

const COLUMNS = [
  'contactId',
  'text',
  'textKey',
  'way',
  'sure',
  'step',
  'outcome',
  'kind',
  'guideId',
  'missed',
  'at',
] as const satisfies (keyof NewFirstMessage)[]

const ADD = statement<{ rows: readonly (readonly unknown[])[] }>()(p =>
  tables.insertInto('FirstMessage').columns(COLUMNS).expression(sql`values ${p.rows}`),
)

/** Stores the first messages of a dialogue that has ended, in one statement. */
export async function addFirstMessages(db: Db, rows: readonly NewFirstMessage[]): Promise<void> {
  if (rows.length === 0) return
  const sealed = rows.map(row => ({ ...row, text: db.sql.seal('FirstMessage', 'text', row.text) }))
  await db.sql.run(ADD, { rows: sealed.map(row => COLUMNS.map(column => row[column])) })
}

/** Removes what is older, a page of rows. @returns how many */
export async function deleteOldFirstMessages(tx: Db, before: Date, take: number): Promise<number> {
  const old = await tx.firstMessage.findMany({
    where: { at: { lt: before } },
    orderBy: { at: 'asc' },
    take,
    select: { id: true },
  })
  const { count } = await tx.firstMessage.deleteMany({ where: { id: { in: old.map(row => row.id) } } })
  return count
}

/** Words of first messages that no officer has decided about, each once. */
export interface OpenWords {
  textKey: string
  /** The last message with these words. */
  lastId: number
  count: number
}

interface OpenPage {
  since: Date
  /** The `lastId` after which the page begins. */
  before: number
  take: number
}

const lastId = sql<number>`max("f"."id")`
const openSince = tables
  .selectFrom('FirstMessage as f')
  .select(eb => ['f.textKey', lastId.as('lastId'), eb.fn.countAll<number>().as('count')])
  .groupBy('f.textKey')
  .orderBy('lastId', 'desc')
const PROPOSED = statement<OpenPage>()(p =>
  openSince
    .where('f.at', '>=', p.since)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('GuideAlias as a').select('a.id').whereRef('a.textKey', '=', 'f.textKey'))),
    )
    .having(lastId, '<', p.before)
    .limit(p.take),
)

const MISSED = statement<OpenPage & { missed: boolean }>()(p =>
  openSince
    .where('f.missed', '=', p.missed)
    .where('f.at', '>=', p.since)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('GuideAlias as a')
            .select('a.id')
            .whereRef('a.textKey', '=', 'f.textKey')
            .where('a.status', '!=', 'pending'),
        ),
      ),
    )
    .having(lastId, '<', p.before)
    .limit(p.take),
)

const counted = (rows: readonly OpenWords[]): OpenWords[] =>
  rows.map(row => ({ ...row, lastId: Number(row.lastId), count: Number(row.count) }))

/** The words to decide about, the latest first. Words that may already be a guide's wording are reviewed there. */
export const proposedWords = async (db: Db, page: OpenPage) => counted(await db.sql.all(PROPOSED, page))

/** The words that the bot did not understand, the latest first. */
export const missedWords = async (db: Db, page: OpenPage) =>
  counted(await db.sql.all(MISSED, { ...page, missed: true }))

/** First messages by their ids. */
export const firstMessagesOf = (db: Db, ids: readonly number[]) =>
  db.firstMessage.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      text: true,
      textKey: true,
      way: true,
      step: true,
      outcome: true,
      kind: true,
      guideId: true,
      at: true,
    },
  })

/** How often words ended in which way. */
export async function endsOf(db: Db, textKeys: readonly string[], since: Date) {
  const rows = await db.firstMessage.groupBy({
    by: ['textKey', 'outcome', 'kind'],
    where: { textKey: { in: [...textKeys] }, at: { gte: since } },
    _count: true,
  })
  return rows.map(({ _count, ...row }) => ({ ...row, count: _count }))
}

const SAME = statement<{ textKeys: readonly string[]; since: Date }>()(p =>
  tables
    .selectFrom('FirstMessage')
    .select(['id', 'textKey', 'at'])
    .where('at', '>=', p.since)
    .where('textKey', 'in', p.textKeys)
    .orderBy('id'),
)

/** Locks all messages with these words, so that two officers decide about them one after the other. */
export async function lockSameWords(db: Db, textKeys: readonly string[], since: Date) {
  await db.sql.lock(SAME, { textKeys, since })
  return db.sql.all(SAME, { textKeys, since })
}
