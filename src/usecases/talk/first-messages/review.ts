import { DAY } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import { maskPersonalData } from '../../../domain/base/text/personal-data.ts'
import { KIND_NAMES, type Kind } from '../../../domain/office/kinds.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import { OUTCOMES, type Outcome } from '../../../domain/talk/first-words.ts'
import { type Meaning, suggestedBy } from '../../../domain/talk/meaning.ts'
import { alike, SAME_TEXT } from '../../../search/mod.ts'
import {
  endsOf,
  firstMessagesOf,
  missedWords,
  type OpenWords,
  proposedWords,
} from '../../../store/talk/first-messages.ts'
import type { Content, Context } from '../../base/context.ts'
import { isWording } from '../../guides/guide-aliases.ts'

/** First messages for an officer: what was said (without personal data), what the bot did, and how it ended. */

const PAGE = 20
const FIRST_PAGE = 2 ** 31 - 1
/** Longer than any is kept. */
const KEPT_DAYS = 100
const WEEK_DAYS = 7

/** Residents' own words: for those who decide about them, and never for officers of one department. */
export function demandReview(by: Actor): asserts by is Actor & { id: number } {
  if (by.id === undefined || !may(by, 'reviewWordings') || scopeOf(by) !== null)
    throw new Refusal('forbidden', '您的角色不能看群众的第一句话。')
}

export const keptSince = (ctx: Context): Date => new Date(ctx.now().getTime() - KEPT_DAYS * DAY)
const weekAgo = (ctx: Context): Date => new Date(ctx.now().getTime() - WEEK_DAYS * DAY)

export interface Proposal {
  /** The last message with these words. */
  id: number
  text: string
  count: number
  lastAt: Date
  /** What the bot did. */
  did: string
  /** 登记了（投诉）3 次 */
  ended: string[]
  suggested: Meaning | undefined
}

/** The latest message of each of these words, and how dialogues with the same words ended since. */
async function latestOf(ctx: Context, words: readonly { lastId: number; textKey: string }[], since: Date) {
  const [rows, ends] = await Promise.all([
    firstMessagesOf(
      ctx.db.read,
      words.map(w => w.lastId),
    ),
    endsOf(
      ctx.db.read,
      words.map(w => w.textKey),
      since,
    ),
  ])
  return { rows, ends }
}

/** @throws Refusal `forbidden` */
export async function listProposals(
  ctx: Context,
  by: Actor,
  before = FIRST_PAGE,
): Promise<{ proposals: Proposal[]; next: number | null }> {
  demandReview(by)
  const since = keptSince(ctx)
  const { words, next } = paged(await proposedWords(ctx.db.read, { since, before, take: PAGE + 1 }))
  const { rows, ends } = await latestOf(ctx, words, since)
  const byId = new Map(rows.map(row => [row.id, row]))
  const proposals = words.flatMap(({ lastId, textKey, count }) => {
    const row = byId.get(lastId)
    if (!row) return []
    const outcome = row.outcome as Outcome
    return {
      id: row.id,
      text: maskPersonalData(row.text),
      count,
      lastAt: row.at,
      did: whatBotDid(ctx.content(), row),
      ended: ends.filter(e => e.textKey === textKey).map(sayEnd),
      suggested: known(ctx.content(), suggestedBy({ ...row, outcome })),
    }
  })
  return { proposals, next }
}

const paged = (found: readonly OpenWords[]) => {
  const words = found.slice(0, PAGE)
  return { words, next: found.length > PAGE ? words.at(-1)!.lastId : null }
}

/** A guide that was removed since is nothing to suggest. */
const known = (content: Content, meaning: Meaning | undefined) =>
  meaning && meaning !== 'useless' && 'guide' in meaning && !content.guides.has(meaning.guide)
    ? undefined
    : meaning

const sayEnd = ({ outcome, kind, count }: { outcome: string; kind: string | null; count: number }) =>
  `${OUTCOMES[outcome as Outcome]}${kind === null ? '' : `（${KIND_NAMES[kind as Kind] ?? kind}）`} ${count} 次`

/** The flows that an answer may have led to, in words. */
const DID: Readonly<Record<string, string>> = {
  clarify: '列出几篇指南让群众挑',
  offer_inquiry: '问要不要登记成咨询',
  route: '问群众想做什么',
  complaint: '开始登记',
}

function whatBotDid(
  { flows, guides }: Content,
  { step, guideId, outcome }: { step: string | null; guideId: string | null; outcome: string },
): string {
  const flow = step?.split('.')[0]
  if (flow !== undefined && Object.hasOwn(DID, flow)) return DID[flow]!
  if (guideId !== null) return `答了指南《${guides.get(guideId)?.title ?? guideId}》`
  if (flow === undefined) return outcome === 'menu' ? '没听懂，给了菜单' : '答了一句'
  const name = flows.find(f => f.id === flow)?.name
  return typeof name === 'string' ? name : (name?.['zh'] ?? flow)
}

/** Texts that nearly say the same and were not understood. */
export interface Missed {
  /** The last message of each text; the first is the one shown. */
  ids: number[]
  text: string
  /** Other texts of the group. */
  others: string[]
  count: number
  lastAt: Date
  ended: string[]
  /** The guide that is nearest to the text. */
  nearest: string | null
  /** Short enough, and without personal data, to be a wording as it is. */
  fits: boolean
}

/** What the bot did not understand in the last seven days. @throws Refusal `forbidden` */
export async function listMissed(
  ctx: Context,
  by: Actor,
  before = FIRST_PAGE,
): Promise<{ missed: Missed[]; next: number | null }> {
  demandReview(by)
  const since = weekAgo(ctx)
  const { words, next } = paged(await missedWords(ctx.db.read, { since, before, take: PAGE + 1 }))
  const { rows, ends } = await latestOf(ctx, words, since)
  const counts = new Map(words.map(w => [w.textKey, w.count]))
  const texts = rows
    .map(row => ({ ...row, text: maskPersonalData(row.text), count: counts.get(row.textKey) ?? 1 }))
    .sort((a, b) => b.id - a.id)
  const { findGuides } = ctx.content()
  const missed = grouped(texts).map(group => {
    const [shown, ...others] = [...group].sort((a, b) => b.count - a.count)
    const keys = new Set(group.map(row => row.textKey))
    return {
      ids: [shown!.id, ...others.map(row => row.id)],
      text: shown!.text,
      others: others.map(row => row.text),
      count: group.reduce((sum, row) => sum + row.count, 0),
      lastAt: group[0]!.at,
      ended: merged(ends.filter(e => keys.has(e.textKey))).map(sayEnd),
      nearest: findGuides(shown!.text).hits[0]?.id ?? null,
      fits: group.some(row => isWording(row.text)),
    }
  })
  return { missed, next }
}

/** The words of a message without personal data. @throws Refusal `forbidden`, `not_found` */
export async function askedIn(ctx: Context, by: Actor, id: number): Promise<string> {
  demandReview(by)
  const [row] = await firstMessagesOf(ctx.db.read, [id])
  if (!row) throw new Refusal('not_found', '这句话已经不在了：过了保存期，或者群众要求删除了。')
  return maskPersonalData(row.text)
}

/** How many different words were not understood in the last seven days, up to a page and one more. */
export const countMissed = async (ctx: Context): Promise<{ count: number; more: boolean }> => {
  const page = { since: weekAgo(ctx), before: FIRST_PAGE, take: PAGE + 1 }
  const { words, next } = paged(await missedWords(ctx.db.read, page))
  return { count: words.length, more: next !== null }
}

/** Texts that nearly say the same together, in the order of the first of each. */
function grouped<T extends { text: string }>(texts: readonly T[]): T[][] {
  const groups: T[][] = []
  let left = [...texts]
  while (left.length > 0) {
    const [first, ...rest] = left
    const same = new Set(alike(first!, rest, { least: SAME_TEXT, top: rest.length }).map(hit => hit.item))
    groups.push([first!, ...rest.filter(text => same.has(text))])
    left = rest.filter(text => !same.has(text))
  }
  return groups
}

type End = Awaited<ReturnType<typeof endsOf>>[number]

/** The same ends of several texts as one. */
function merged(ends: readonly End[]): End[] {
  const sums = new Map<string, End>()
  for (const end of ends) {
    const key = `${end.outcome} ${end.kind}`
    sums.set(key, { ...end, count: end.count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.values()]
}
