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
