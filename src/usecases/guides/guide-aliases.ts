import { Refusal } from '../../domain/base/errors.ts'
import { findPersonalData } from '../../domain/base/text/personal-data.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { normalise } from '../../search/mod.ts'
import type { Database, Db } from '../../store/base/database.ts'
import {
  type AliasSource,
  type AliasStatus,
  aliasesByStatus,
  countWording,
  reviewAlias,
} from '../../store/guides/guide-aliases.ts'
import { addAudit } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'

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
  const normal = normalise(text).replace(/[\s\p{P}\p{S}]/gu, '')
  const letters = [...normal].length
  if (!guide || letters < LEAST || letters > MOST || findPersonalData(text).length > 0) return
  const known = [guide.title, ...guide.aliases].map(name => normalise(name).replace(/[\s\p{P}\p{S}]/gu, ''))
  if (known.includes(normal)) return
  await countWording(tx, ctx.secrets, { guideId, text, normal, source, now: ctx.now() })
}

/** The existing guides whose pages an answer links to. */
export const guidesLinkedIn = (ctx: Context, text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\/guides\/([a-z0-9][a-z0-9-]{0,59})/g)]
      .map(match => match[1]!)
      .filter(id => ctx.content().guides.has(id)),
  ),
]

/** The wordings that officers accepted, by guide; the search learns them. */
export async function acceptedWordings(db: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const byGuide = new Map<string, string[]>()
  for (const { guideId, text } of await aliasesByStatus(db.read, 'accepted', 5000)) {
    byGuide.set(guideId, [...(byGuide.get(guideId) ?? []), text])
  }
  return byGuide
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
    guideTitle: guides.get(row.guideId)?.title ?? row.guideId,
    source: row.source as AliasSource,
    count: row.count,
    lastAt: row.lastAt.toISOString(),
  }))
}

/**
 * Accepts or refuses a wording. This process's search learns it at once, other processes at their next reload.
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
