import type { Case } from '../../domain/cases/case.ts'
import type { Db } from '../base/database.ts'
import { pick, type Stored, statement, tables } from '../base/statement.ts'
import { Prisma, type Case as Row } from '../generated/sqlite/client.ts'
import { columnsOf, type LockedCase } from './cases.ts'

/** What opening a case reads and writes. */

/** Columns of a new case that the domain does not know. */
export interface NewCase {
  contactId: number | null
  nameSealed: string | null
  phoneSealed: string | null
  place: string | null
  location: { latitude: number; longitude: number } | null
  facts: Record<string, unknown> | null
  submissionKey: string | null
  nextMarkAt: Date | null
  nextMark: string | null
}

/** The most of somebody's latest cases that are looked at. */
const MOST_LATELY = 50

const BEFORE = statement<{ submissionKey: string | null; contactIds: readonly number[]; since: Date }>()(p =>
  tables
    .selectFrom('Case')
    .select(['number', 'submissionKey', 'urgent', 'receivedAt'])
    .where('submissionKey', '=', p.submissionKey)
    .unionAll(eb =>
      eb
        .selectFrom(
          eb
            .selectFrom('Case')
            .select(['number', 'submissionKey', 'urgent', 'receivedAt'])
            .where('contactId', 'in', p.contactIds)
            .where('receivedAt', '>', p.since)
            .orderBy('id', 'desc')
            .limit(MOST_LATELY)
            .as('lately'),
        )
        .select(['number', 'submissionKey', 'urgent', 'receivedAt']),
    ),
)

/** Of a case that somebody opened lately: what decides whether the next one is held. */
export type RecentCase = Pick<Row, 'urgent' | 'receivedAt'>

/** @returns the number of the case that this submission has opened, or else the latest cases of these contacts */
export async function openedOrRecent(
  db: Db,
  submissionKey: string | null,
  { contactIds, since }: { contactIds: readonly number[]; since: Date },
): Promise<{ opened: string } | { lately: RecentCase[] }> {
  if (submissionKey === null && contactIds.length === 0) return { lately: [] }
  const rows = await db.sql.all(BEFORE, { submissionKey, contactIds, since })
  const same = submissionKey === null ? undefined : rows.find(row => row.submissionKey === submissionKey)
  return same ? { opened: same.number } : { lately: rows }
}

const OPEN = statement<{ contactIds: readonly number[]; statuses: readonly string[]; most: number }>()(p =>
  tables
    .selectFrom('Case')
    .select('id')
    .where('contactId', 'in', p.contactIds)
    .where('status', 'in', p.statuses)
    .limit(p.most),
)

/** How many cases of these contacts have one of these statuses; counts no further than `most`. */
export const countOpen = async (
  db: Db,
  contactIds: readonly number[],
  statuses: readonly string[],
  most: number,
): Promise<number> => (await db.sql.all(OPEN, { contactIds, statuses, most })).length

type NewRow = Omit<Row, 'id'>
const COLUMNS = Object.values(Prisma.CaseScalarFieldEnum).filter(name => name !== 'id')

const ADD = statement<Stored<'Case', NewRow>>()(p =>
  tables.insertInto('Case').values(pick(p, COLUMNS)).returning('id'),
)

/** Nobody else can see a new case, so it counts as locked. It has no events yet. */
export async function createCase(
  db: Db,
  c: Case,
  { location, facts, ...rest }: NewCase,
): Promise<LockedCase> {
  const row: NewRow = {
    ...columnsOf(c),
    ...rest,
    number: c.number,
    kind: c.kind,
    channel: c.channel,
    anonymous: c.anonymous,
    title: c.title,
    text: c.text,
    areaId: c.areaId,
    categoryId: c.categoryId,
    urgent: c.urgent,
    receivedAt: c.receivedAt,
    updatedAt: c.receivedAt,
    location: location && JSON.stringify(location),
    facts: facts && JSON.stringify(facts),
    version: 1,
    latitude: null,
    longitude: null,
    owedUntil: null,
    ratingText: null,
    mergedIntoId: null,
    declineReason: null,
    declineRedirect: null,
    outcome: null,
    applicant: null,
    openness: null,
    publishedAt: null,
    legalHoldAt: null,
    erasedAt: null,
  }
  const [added] = await db.sql.all(ADD, db.sql.sealRow('Case', row))
  return { id: added!.id, ...row, leadNumber: null, pendingReply: null, lastEvent: null } as LockedCase
}

const NEXT = statement<{ name: string }>()(p =>
  tables
    .insertInto('Counter')
    .values({ name: p.name, value: 1 })
    .onConflict(at => at.column('name').doUpdateSet(eb => ({ value: eb('Counter.value', '+', 1) })))
    .returning('value'),
)

/** The next value of a counter, locked until the transaction ends. */
export const nextCounter = async (db: Db, name: string): Promise<number> =>
  (await db.sql.all(NEXT, { name }))[0]!.value
