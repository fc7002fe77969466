import { HOUR, MINUTE } from '../../domain/base/civil-date.ts'
import type { Outbound } from '../../domain/base/message.ts'
import { isQuiet, QUIET } from '../../domain/notify/push-plan.ts'
import { columnOf } from '../../domain/publish/catalogue.ts'
import type { Db } from '../../store/base/database.ts'
import { addRun, forgetFinishedRuns, waitingRuns } from '../../store/base/job-runs.ts'
import { cancelByKey, lastQueued, unsentByKey, whichQueued } from '../../store/delivery/outbox-keys.ts'
import { findItemById, findVersion, type ItemRow } from '../../store/publish/items.ts'
import { type Follower, followersAfter } from '../../store/talk/follows.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import { claimedRun } from '../base/claimed-run.ts'
import type { Context } from '../base/context.ts'
import type { ItemPublished, ItemTakenDown, Reaction } from '../base/reactions.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { ABOUT_ITEMS } from '../talk/follow-items.ts'

/** Each version that followers are told of is one run of this name, done when everybody has been told. */
const RUNS = 'news'
/** Runs that are remembered after they ended; the messages' own keys are what prevents a second one. */
const REMEMBERED_MS = 30 * 24 * HOUR

/** Followers read, and messages queued, in one transaction. */
const PORTION = 100
/** Messages queued in one round, a minute: answers to residents share the channel and must not wait behind news for long. */
const MOST_A_ROUND = 300
/** With more than this still unsent (the channel is down), nothing is added. */
const MOST_UNSENT = 100

/** A message goes into a WeChat window only if it stays open for the office's own answers. */
const WINDOW_KEEPS = 2
const WINDOW_LASTS_MS = 10 * MINUTE

/** Residents are told from eight in the morning till eight in the evening, on every day of the week. */
const isNight = (ctx: Context, at: Date): boolean =>
  isQuiet({ ...QUIET, daysOff: false }, at, ctx.content().calendar)

const pad = (n: number, digits: number) => String(n).padStart(digits, '0')
const slotOf = (itemId: number, version: number) => `${pad(itemId, 10)}/${pad(version, 5)}`
/** Sorts by contact within a version, so that the last one that was queued can be found. */
const prefixOf = (itemId: number, version?: number) =>
  `${ABOUT_ITEMS}${pad(itemId, 10)}:${version === undefined ? '' : `${pad(version, 5)}:`}`
const keyOf = (itemId: number, version: number, contactId: number) =>
  `${prefixOf(itemId, version)}${pad(contactId, 10)}`

/** A version went live: its followers are to be told, after the transaction and in portions. */
export const queueFollowers = (tx: Db, ctx: Context, item: { id: number }, version: number): Promise<void> =>
  addRun(tx, RUNS, slotOf(item.id, version), ctx.now())

/** A version went live. */
export const tellFollowersLater: Reaction<ItemPublished> = ({ tx, ctx, item }) =>
  queueFollowers(tx, ctx, item, item.liveVersion!)

/** The public no longer reads an item: what has not been sent about it is not sent. */
export const dropNews: Reaction<ItemTakenDown> = ({ tx, item }) => cancelByKey(tx, prefixOf(item.id))

/**
 * Tells followers what was published since, once a minute, in the daytime: each contact once per version, in portions by contact.
 * A run that is cut off goes on after the last contact that was queued. Telegram is told; WeChat only within the window that
 * the resident's own message opened; a web chat not at all.
 */
export async function tellFollowers(ctx: Context, signal?: AbortSignal): Promise<void> {
  if (isNight(ctx, ctx.now())) return
  let left = MOST_A_ROUND
  let failed: unknown
  for (const { slot } of await waitingRuns(ctx.db.read, RUNS, 20)) {
    if (left <= 0 || signal?.aborted) break
    const work = async () => {
      const { queued, done } = await tellOfVersion(ctx, slot, left, signal)
      left -= queued
      return done ? undefined : '还没通知完，接着通知。'
    }
    const { error } = await claimedRun(ctx, RUNS, slot, work, { signal })
    failed ??= error
  }
  if (left < MOST_A_ROUND) ctx.wakeOutbox()
  await forgetFinishedRuns(ctx.db, RUNS, new Date(ctx.now().getTime() - REMEMBERED_MS))
  if (failed !== undefined) throw failed
}

async function tellOfVersion(
  ctx: Context,
  slot: string,
  most: number,
  signal: AbortSignal | undefined,
): Promise<{ queued: number; done: boolean }> {
  const [itemId, version] = slot.split('/').map(Number) as [number, number]
  const prefix = prefixOf(itemId, version)
  if ((await unsentByKey(ctx.db.read, prefix, MOST_UNSENT)) >= MOST_UNSENT) return { queued: 0, done: false }
  const last = await lastQueued(ctx.db.read, prefix)
  let after = last === null ? 0 : Number(last.slice(prefix.length))
  for (let queued = 0; ; ) {
    if (queued >= most || signal?.aborted) return { queued, done: false }
    const portion = await ctx.db.inTransaction(tx => tellPortion(tx, ctx, itemId, version, after))
    if (!portion) return { queued, done: true }
    queued += portion.queued
    after = portion.after
  }
}

/** @returns undefined when everybody has been told, or nobody is to be told any more */
async function tellPortion(
  tx: Db,
  ctx: Context,
  itemId: number,
  version: number,
  after: number,
): Promise<{ queued: number; after: number } | undefined> {
  const now = ctx.now()
  const item = await findItemById(tx, itemId)
  if (item?.liveVersion !== version) return undefined
  // Who follows a village is not told what concerns the whole office.
  const areas = item.areaId === null ? [''] : ['', item.areaId]
  const followers = await followersAfter(tx, areas, after, now, PORTION)
  if (followers.length === 0) return undefined
  const reached = new Map(followers.filter(one => reaches(one, now)).map(one => [one.contactId, one]))
  const known = await whichQueued(
    tx,
    [...reached.keys()].map(id => keyOf(itemId, version, id)),
  )
  const message = await newsOf(tx, ctx, item, version)
  let queued = 0
  for (const { contactId, channel } of reached.values()) {
    const dedupeKey = keyOf(itemId, version, contactId)
    if (known.has(dedupeKey)) continue
    await addOutbound(tx, ctx.secrets, {
      contactId,
      channel,
      purpose: 'notice',
      dedupeKey,
      outbound: message,
      now,
    })
    queued++
  }
  return { queued, after: followers.at(-1)!.contactId }
}

/** Whether a message that is queued now arrives now; one that would be held is worth nothing when it comes. */
function reaches({ channel, windowUntil, windowLeft }: Follower, now: Date): boolean {
  if (channel === 'telegram') return true
  if (channel !== 'wechat' || windowUntil === null) return false
  return windowLeft > WINDOW_KEEPS && windowUntil.getTime() - now.getTime() > WINDOW_LASTS_MS
}

async function newsOf(tx: Db, ctx: Context, item: ItemRow, version: number): Promise<Outbound> {
  const text = (await findVersion(tx, item.id, version))!
  const content = ctx.content()
  const column = columnOf(content.catalogue, item.columnId)?.name
  const place = item.areaId === null ? content.office.shortName : namesOf(content).area(item.areaId)
  const verb = text.change === null ? '新公开' : '更新了'
  return {
    text: [
      `${[place, column].filter(Boolean).join(' · ')}${verb}：`,
      text.title,
      `${ctx.config.baseUrl}/open/item/${item.number}`,
      '不想收了，回复“取消订阅”。',
    ].join('\n'),
  }
}
