import { sayDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { OPEN } from '../../../domain/cases/case.ts'
import { alike } from '../../../search/mod.ts'
import type { Db } from '../../../store/base/database.ts'
import { openCasesNearby } from '../../../store/cases/similar-cases.ts'
import type { Context } from '../../base/context.ts'
import { namesOf } from '../moving/open-case.ts'

/** What other residents may join: never a report or a disclosure, never an anonymous case. */
const JOINABLE = ['complaint', 'help', 'suggestion'] as const
const DAYS = 90
/** How many are compared, letter by letter, while a message waits for its answer. */
const MOST = 150

interface SimilarCases {
  /** The first that was reported. */
  number: string
  /** Residents who reported it so far. */
  count: number
  /** What may be said about it: the kind of matter and since when. Never another resident's words. */
  about: string
}

/**
 * Open cases of other residents about the same matter in the same place, found among the area's latest by the
 * database's index; null when there is none.
 */
export async function findSimilar(
  db: Db,
  ctx: Context,
  said: { text: string; areaId: string | undefined; contactId: number },
): Promise<SimilarCases | null> {
  if (said.areaId === undefined) return null
  const since = new Date(ctx.now().getTime() - DAYS * 86_400_000)
  const nearby = await openCasesNearby(db, {
    areaId: said.areaId,
    kinds: JOINABLE,
    statuses: OPEN,
    since,
    notOf: said.contactId,
    limit: MOST,
  })
  const hits = alike(said, nearby, { top: 20 })
  if (hits.length === 0) return null
  const first = hits.map(hit => hit.item).reduce((a, b) => (a.id < b.id ? a : b))
  const people = new Set(hits.map(({ item }) => item.contactId ?? `case ${item.id}`))
  const merged = hits.reduce((sum, { item }) => sum + (item.merged ?? 0), 0)
  const category = namesOf(ctx.content()).category(first.categoryId)
  const from = `${sayDate(shanghaiDate(first.receivedAt))}起`
  return {
    number: first.number,
    count: people.size + merged,
    about: category ? `${category}，${from}` : from,
  }
}
