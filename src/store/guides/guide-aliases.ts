import type { Secrets } from '../../domain/base/secrets.ts'
import type { Db } from '../base/database.ts'

export type AliasSource = 'picked' | 'linked' | 'reviewed'
export type AliasStatus = 'pending' | 'accepted' | 'refused'

export interface Wording {
  guideId: string
  text: string
  /** The normalised wording: the same for the same words however they are typed. */
  normal: string
  /** Of the words that were sent. */
  textKey: string
  source: AliasSource
  now: Date
}

/** Counts a wording; a new one waits for review. */
export async function countWording(db: Db, secrets: Secrets, wording: Wording): Promise<void> {
  const { guideId, text, textKey, source, now } = wording
  const wordingKey = keyOf(secrets, wording)
  const { count } = await db.guideAlias.updateMany({
    where: { wordingKey },
    data: { count: { increment: 1 }, lastAt: now },
  })
  if (count > 0) return
  await db.guideAlias.upsert({
    where: { wordingKey },
    create: { guideId, text, wordingKey, textKey, source, firstAt: now, lastAt: now },
    update: { count: { increment: 1 }, lastAt: now },
  })
}

const keyOf = (secrets: Secrets, { guideId, normal }: Pick<Wording, 'guideId' | 'normal'>) =>
  secrets.key(`${guideId}\n${normal}`, 'guide.wording')

/** What reviewed words mean: a guide, a way, or nothing of use. */
export type Meant =
  | { guideId: string; normal: string }
  | { way: string; kind: string | null }
  | { useless: true }

/** Stores what an officer decided about words of residents. A decision about the same words is replaced. */
export async function keepMeaning(
  db: Db,
  secrets: Secrets,
  { meaning, text, textKey, count, at, officerId, now }: ReviewedWords,
): Promise<void> {
  const wordingKey = 'guideId' in meaning ? keyOf(secrets, meaning) : textKey
  const decided = {
    guideId: 'guideId' in meaning ? meaning.guideId : null,
    way: 'way' in meaning ? meaning.way : null,
    kind: 'way' in meaning ? meaning.kind : null,
    textKey,
    status: 'useless' in meaning ? 'refused' : 'accepted',
    reviewedById: officerId,
    reviewedAt: now,
  }
  await db.guideAlias.upsert({
    where: { wordingKey },
    create: { ...decided, text, wordingKey, source: 'reviewed', count, firstAt: at, lastAt: at },
    update: { ...decided, text },
  })
}

/** Words of residents, reviewed by an officer. */
export interface ReviewedWords {
  meaning: Meant
  /** Without personal data. */
  text: string
  textKey: string
  /** How often they were sent, and when last. */
  count: number
  at: Date
  officerId: number
  now: Date
}

/** Whether an officer has decided about these words. */
export const isDecided = async (db: Db, textKey: string): Promise<boolean> =>
  (await db.guideAlias.findFirst({
    where: { textKey, status: { not: 'pending' } },
    select: { id: true },
  })) !== null

/** What words of residents meant, and how often they were sent. */
export interface KnownWording {
  id: number
  guideId: string | null
  way: string | null
  kind: string | null
  text: string
  source: string
  count: number
  lastAt: Date
}

/** The most frequent first, without words of no use. By status; those of one status are sorted, and an office has some thousands of them. */
export const aliasesByStatus = (db: Db, status: AliasStatus, limit: number): Promise<KnownWording[]> =>
  db.guideAlias.findMany({
    where: { status, OR: [{ guideId: { not: null } }, { way: { not: null } }] },
    orderBy: [{ count: 'desc' }, { lastAt: 'desc' }, { id: 'asc' }],
    take: limit,
    select: {
      id: true,
      guideId: true,
      way: true,
      kind: true,
      text: true,
      source: true,
      count: true,
      lastAt: true,
    },
  })

/** True when there was such a wording. */
export const reviewAlias = async (
  db: Db,
  id: number,
  status: Exclude<AliasStatus, 'pending'>,
  officerId: number,
  now: Date,
): Promise<boolean> => {
  const { count } = await db.guideAlias.updateMany({
    where: { id },
    data: { status, reviewedById: officerId, reviewedAt: now },
  })
  return count > 0
}
