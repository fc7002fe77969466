import { Refusal } from '../../domain/base/errors.ts'
import { findPersonalData } from '../../domain/base/text/personal-data.ts'
import { KIND_NAMES } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { type Lesson, MATTER_KINDS, WAY_NAMES, WAYS } from '../../domain/talk/way.ts'
import { sameWords } from '../../search/mod.ts'
import type { Database, Db } from '../../store/base/database.ts'
import {
  type AliasSource,
  type AliasStatus,
  aliasesByStatus,
  countWording,
  type KnownWording,
  reviewAlias,
} from '../../store/guides/guide-aliases.ts'
import { addAudit } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { wordsKey } from './words-key.ts'

/** The length of a wording, in characters. It is a short question; longer texts do not help the search. */
const LEAST = 3
const MOST = 40

/**
 * Records that a resident's words meant a guide. The search learns them only when an officer accepts them. Wordings with
 * personal data are not stored.
 */
export async function noteWording(
  tx: Db,
  ctx: Context,
  guideId: string,
  said: string,
  source: AliasSource,
): Promise<void> {
  const guide = ctx.content().guides.get(guideId)
  const text = said.trim().replace(/\s+/g, ' ')
  const normal = sameWords(text)
  if (!guide || !isWording(text)) return
  if ([guide.title, ...guide.aliases].map(sameWords).includes(normal)) return
  const textKey = wordsKey(ctx.secrets, text)
  await countWording(tx, ctx.secrets, { guideId, text, normal, textKey, source, now: ctx.now() })
}

/** Whether a text may be a wording of a guide: a short question in which no personal data is or was. */
export function isWording(text: string): boolean {
  const letters = [...sameWords(text)].length
  return letters >= LEAST && letters <= MOST && !text.includes('〔') && findPersonalData(text).length === 0
}

/** The existing guides whose pages an answer links to. */
export const guidesLinkedIn = (ctx: Context, text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\/guides\/([a-z0-9][a-z0-9-]{0,59})/g)]
      .map(match => match[1]!)
      .filter(id => ctx.content().guides.has(id)),
  ),
]

/** What officers accepted: wordings by guide, which the search learns, and lessons about the way of other words. */
export async function acceptedWordings(
  db: Database,
): Promise<{ wordings: ReadonlyMap<string, readonly string[]>; lessons: readonly Lesson[] }> {
  const wordings = new Map<string, string[]>()
  const lessons: Lesson[] = []
  for (const { guideId, way: named, kind: ofKind, text } of await aliasesByStatus(
    db.read,
    'accepted',
    5000,
  )) {
    if (guideId !== null) wordings.set(guideId, [...(wordings.get(guideId) ?? []), text])
    const way = guideId !== null ? 'question' : WAYS.find(w => w === named)
    const kind = MATTER_KINDS.find(k => k === ofKind)
    if (way) lessons.push({ text, way, ...(kind && { kind }) })
  }
  return { wordings, lessons }
}

/** @throws Refusal `forbidden` */
export async function listWordings(ctx: Context, status: AliasStatus, by: Actor) {
  if (!may(by, 'seeContent')) throw new Refusal('forbidden', '您的角色不能看学到的说法。')
  const { guides } = ctx.content()
  const rows = await aliasesByStatus(ctx.db.read, status, 200)
  return rows.map(row => ({
    id: row.id,
    text: row.text,
    guideId: row.guideId,
    meaning: sayMeaning(row, id => guides.get(id)?.title ?? id),
    source: row.source as AliasSource,
    count: row.count,
    lastAt: row.lastAt.toISOString(),
  }))
}

/** 《低保申请》, 登记办理（求助） */
function sayMeaning(
  { guideId, way: named, kind: ofKind }: Pick<KnownWording, 'guideId' | 'way' | 'kind'>,
  titleOf: (id: string) => string,
): string {
  if (guideId !== null) return titleOf(guideId)
  const way = WAYS.find(w => w === named)
  const kind = MATTER_KINDS.find(k => k === ofKind)
  return way ? `${WAY_NAMES[way]}${kind ? `（${KIND_NAMES[kind]}）` : ''}` : ''
}

/**
 * Accepts or refuses a wording. The search of this process learns it at once, that of other processes soon.
 * @throws Refusal `forbidden`, `not_found`
 */
export async function decideWording(
  ctx: Context,
  id: number,
  status: 'accepted' | 'refused',
  by: Actor,
): Promise<void> {
  if (by.id === undefined || !may(by, 'reviewWordings')) {
    throw new Refusal('forbidden', '您的角色不能审核说法。')
  }
  const officerId = by.id
  await ctx.db.inTransaction(async tx => {
    if (!(await reviewAlias(tx, id, status, officerId, ctx.now()))) {
      throw new Refusal('not_found', '没有这个说法。')
    }
    await addAudit(tx, { at: ctx.now(), officerId, action: `wording_${status}`, target: String(id) })
  })
  await ctx.relearn?.()
}
