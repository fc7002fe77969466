import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { Refusal } from '../../../domain/base/errors.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee, may } from '../../../domain/people/policy.ts'
import { canSeeItem, type ItemStatus } from '../../../domain/publish/item.ts'
import { type ItemMoveName, itemMovesFor } from '../../../domain/publish/moves.ts'
import { whyPrivate } from '../../../domain/publish/private-in-item.ts'
import { type ArticleRow, articlesOf } from '../../../store/publish/articles.ts'
import { type DeskComment, deskComments } from '../../../store/publish/item-comments.ts'
import { type VersionHead, versionBefore, versionHeads } from '../../../store/publish/item-desk.ts'
import { type ItemEvent, itemEventsOf, writersOf } from '../../../store/publish/item-events.ts'
import { type ItemFile, itemFilesOf } from '../../../store/publish/item-files.ts'
import { findItem, findVersion, type ItemRow, type ItemVersion } from '../../../store/publish/items.ts'
import type { Context } from '../../base/context.ts'
import { shownText } from '../../office/shown-text.ts'
import { foundPrivate } from '../found-private.ts'
import { itemNames } from './list-items.ts'

/** A comment as an officer sees it: words of a case out of sight are left out. */
export interface ShownComment extends DeskComment {
  /** The officer may open the case. */
  sees: boolean
}

/** An item for the desk. */
export interface ItemView extends ItemRow {
  columnName: string
  areaName: string | null
  departmentName: string
  /** The version that is being worked on, or the last one. */
  text: ItemVersion
  files: ItemFile[]
  /** What the public reads meanwhile, when that is another version. */
  live: ItemVersion | null
  versions: VersionHead[]
  events: ItemEvent[]
  /** What became of its versions in the official account, the newest first. */
  articles: ArticleRow[]
  moves: ItemMoveName[]
  mayWrite: boolean
  /** Why the texts cannot go out as they are. */
  found: string | null
  comments: ShownComment[]
  /** There are more comments than these; the id of the last. */
  moreComments: number | null
  mayTreat: boolean
}

/** States in which the texts may still be put right. */
const IN_WORK: readonly ItemStatus[] = ['draft', 'in_review', 'in_secrecy', 'scheduled']

const COMMENTS = 20

/** @throws Refusal `not_found`, also for an item out of the officer's sight */
export async function findVisibleItem(ctx: Context, by: Actor, number: string): Promise<ItemRow> {
  const item = await findItem(ctx.db.read, number)
  if (!item || !canSeeItem(by, item)) throw new Refusal('not_found', '没有这条信息。')
  return item
}

/**
 * @param beforeComment the comment from which an earlier page of comments ended
 * @throws Refusal `not_found`
 */
export async function viewItem(
  ctx: Context,
  by: Actor,
  number: string,
  beforeComment?: number,
): Promise<ItemView> {
  const { read } = ctx.db
  const item = await findVisibleItem(ctx, by, number)
  const now = ctx.now()
  const text = (await findVersion(read, item.id, item.workVersion))!
  const other = item.liveVersion !== null && item.liveVersion !== item.workVersion
  const [files, live, versions, events, articles, comments] = await Promise.all([
    itemFilesOf(read, item.id, text.files),
    other ? findVersion(read, item.id, item.liveVersion!) : null,
    versionHeads(read, item.id),
    itemEventsOf(read, item.id),
    articlesOf(read, item.id),
    deskComments(read, item.id, COMMENTS + 1, beforeComment),
  ])
  const found =
    IN_WORK.includes(item.status) && item.openness === 'open'
      ? whyPrivate(await foundPrivate(read, ctx, item, text), text.namesReason)
      : undefined
  const shown = shownText(ctx)
  return {
    ...item,
    ...itemNames(ctx)(item),
    text,
    files,
    live,
    versions,
    events,
    articles,
    moves: itemMovesFor(item, by, { now, today: shanghaiDate(now), writers: writersOf(events) }),
    mayWrite: item.status === 'draft' && may(by, 'writeItems'),
    found: found ?? null,
    comments: comments.slice(0, COMMENTS).map(comment => {
      const sees = canSee(by, comment)
      return { ...comment, sees, title: sees ? shown(comment.title) : '' }
    }),
    moreComments: comments.length > COMMENTS ? comments[COMMENTS - 1]!.id : null,
    mayTreat: item.consultation && may(by, 'reviewItems'),
  }
}

/**
 * One version of an item, with the one before it.
 * @throws Refusal `not_found`
 */
export async function viewVersion(ctx: Context, by: Actor, number: string, version: number) {
  const { read } = ctx.db
  const item = await findVisibleItem(ctx, by, number)
  const text = await findVersion(read, item.id, version)
  if (!text) throw new Refusal('not_found', '没有这个版本。')
  const earlier = await versionBefore(read, item.id, version)
  const before = earlier === null ? null : await findVersion(read, item.id, earlier)
  const files = await itemFilesOf(read, item.id, [...new Set([...text.files, ...(before?.files ?? [])])])
  return { item, text, before, files }
}
