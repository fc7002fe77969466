import { sql } from 'kysely'
import { citedLaws } from '../../../domain/cases/cited-laws.ts'
import { gramsOf, phrasesOf, standsIn } from '../../../search/case-grams.ts'
import { areaTerm, categoryTerm, lawTerm } from '../../../search/replies/terms.ts'
import type { Database, Db } from '../../base/database.ts'
import { FILTER, FOUND, gramsText, readAlong, type Signs } from '../../base/gram-search.ts'
import { rowsOf, sqlFor } from '../../base/kysely.ts'
import { statement, tables } from '../../base/statement.ts'
import { PUBLIC } from './public-replies.ts'

/**
 * The search of public replies. A reply has a row in it while it is public and not retired; the row also has terms for its
 * village, its theme and the laws that it cites. Whatever is found is still read with the conditions of what is public.
 */

/** Makes a text as the public may read it: the index knows no other. */
export type Shown = (text: string) => string

interface Texts {
  question: string | null
  text: string
}

interface Indexed extends Texts {
  replyId: number
  areaId: string | null
  categoryId: string | null
}

const textsOf = ({ question, text }: Texts) => [question ?? '', text]

const PUT = statement<{ replyId: number; grams: string }>()(p =>
  tables
    .insertInto('ReplySearch')
    .values({ replyId: p.replyId, grams: p.grams })
    .onConflict(at => at.column('replyId').doUpdateSet(to => ({ grams: to.ref('excluded.grams') }))),
)

const put = (tx: Db, secrets: Signs, { replyId, areaId, categoryId, ...texts }: Indexed) =>
  tx.sql.run(PUT, {
    replyId,
    grams: gramsText(secrets, textsOf(texts), [
      ...(areaId === null ? [] : [areaTerm(areaId)]),
      ...(categoryId === null ? [] : [categoryTerm(categoryId)]),
      ...citedLaws(textsOf(texts).join('\n')).map(lawTerm),
    ]),
  })

type OfCase = { id: number; areaId: string | null; categoryId: string | null }

/**
 * Brings the search rows of a case's replies in line with what is public of it. Within the transaction that changes that,
 * behind the lock of the case.
 * @param isOpen whether the case is public from now on
 */
export async function indexRepliesOf(
  tx: Db,
  secrets: Signs,
  shown: Shown,
  { id: caseId, areaId, categoryId }: OfCase,
  isOpen: boolean,
): Promise<void> {
  const rows = isOpen
    ? await tx.reply.findMany({
        where: { caseId, status: 'approved', openness: 'open', redactedText: { not: null }, retiredAt: null },
        select: { id: true, redactedText: true, redactedQuestion: true },
      })
    : []
  const all = await tx.reply.findMany({ where: { caseId }, select: { id: true } })
  const ids = rows.map(row => row.id)
  const others = all.map(row => row.id).filter(id => !ids.includes(id))
  if (others.length > 0) await tx.replySearch.deleteMany({ where: { replyId: { in: others } } })
  for (const { id: replyId, redactedText, redactedQuestion } of rows) {
    const question = redactedQuestion && shown(redactedQuestion)
    await put(tx, secrets, { replyId, areaId, categoryId, question, text: shown(redactedText!) })
  }
}

/** Public replies after an id that the search does not know: from before there was one. */
export const repliesToIndex = (db: Db, afterId: number, take: number) =>
  db.reply.findMany({
    where: { ...PUBLIC, retiredAt: null, id: { gt: afterId }, search: { is: null } },
    orderBy: { id: 'asc' },
    take,
    select: { id: true, caseId: true },
  })

/** What is searched. Everything in it must be so. */
export interface RepliesWanted {
  /** Words that must stand in it. */
  query?: string | undefined
  area?: string | undefined
  category?: string | undefined
  /** Only replies before this one. */
  beforeId?: number | undefined
}

type Reader = Pick<Database, 'read' | 'provider' | 'secrets'>

/** Ids of public replies that are found, the newest first: with all tokens of one of the alternatives. */
const foundIds = async (
  { provider }: Pick<Reader, 'provider'>,
  db: Db,
  anyOf: readonly (readonly string[])[],
  { beforeId, size, skip }: { beforeId?: number | undefined; size: number; skip: number },
): Promise<number[]> => {
  const found = FOUND[provider](sql.ref('r.id'), { table: 'ReplySearch', anyOf })
  // Or SQLite would begin with everything that is public.
  const filter = FILTER[provider]
  let query = sqlFor
    .selectFrom('Reply as r')
    .innerJoin('Case as c', 'c.id', 'r.caseId')
    .select('r.id')
    .where(found)
    .where(eb =>
      eb.and([
        filter(eb('r.status', '=', 'approved')),
        filter(eb('r.openness', '=', 'open')),
        filter(eb('r.retiredAt', 'is', null)),
        filter(eb('c.openness', '=', 'open')),
        filter(eb('c.publishedAt', 'is not', null)),
      ]),
    )
  if (beforeId !== undefined) query = query.where('r.id', '<', beforeId)
  const rows = await rowsOf(db, query.orderBy('r.id', 'desc').limit(size).offset(skip))
  return rows.map(row => row.id)
}

/** One page of ids of public replies, the newest first. Nothing for a query without a letter or digit. */
export async function findReplyIds(
  db: Reader,
  shown: Shown,
  { query, area, category, beforeId }: RepliesWanted,
  take: number,
): Promise<number[]> {
  const phrases = query === undefined ? [] : phrasesOf(query)
  if (query !== undefined && phrases.length === 0) return []
  const signs = db.secrets.searchSigns([
    ...new Set([
      ...phrases.flatMap(p => p.grams),
      ...(area === undefined ? [] : [areaTerm(area)]),
      ...(category === undefined ? [] : [categoryTerm(category)]),
    ]),
  ])
  const page = (size: number, skip: number) => foundIds(db, db.read, [signs], { beforeId, size, skip })
  if (!phrases.some(p => p.grams.length > 1)) return page(take, 0)
  const right = async (ids: number[]) => {
    const rows = await db.read.reply.findMany({
      where: { id: { in: ids } },
      select: { id: true, redactedText: true, redactedQuestion: true },
    })
    return new Set(
      rows
        .filter(row => {
          const texts = [row.redactedQuestion ?? '', row.redactedText ?? ''].map(shown)
          return phrases.every(p => standsIn(p, texts))
        })
        .map(row => row.id),
    )
  }
  return readAlong(page, right, take)
}

/** Ids of public replies that have all words of one of the combinations, the newest first. */
export async function repliesWithWords(
  { provider, secrets }: Pick<Reader, 'provider' | 'secrets'>,
  db: Db,
  combinations: readonly (readonly string[])[],
  take: number,
): Promise<number[]> {
  if (combinations.length === 0) return []
  const anyOf = combinations.map(words => [...new Set(secrets.searchSigns(gramsOf(words)))])
  return foundIds({ provider }, db, anyOf, { size: take, skip: 0 })
}
