import { type ArticleAccount, ArticleRefused } from '../../../domain/base/article-account.ts'
import { DAY, HOUR, MINUTE } from '../../../domain/base/civil-date.ts'
import { type ArticleStep, nextStep } from '../../../domain/publish/articles.ts'
import {
  type ArticleRow,
  articlesOf,
  beginSubmission,
  type ClaimedArticle,
  claimArticle,
  dueArticles,
  endArticle,
  setArticle,
  wakeArticles,
} from '../../../store/publish/articles.ts'
import { findItemById, type ItemRow } from '../../../store/publish/items.ts'
import type { Context } from '../../base/context.ts'
import { noteOutcome } from './note-published.ts'
import { articleSource, writeArticle } from './write-article.ts'

const BATCH = 20
/** A step may make the next one due at once; more than this are left to the next run. */
const MOST_ROUNDS = 50
/** An article is tried, or asked about, this often: with the pauses about three days. */
const MOST_TRIES = 75
/** How long a draft is looked at for what an editor does with it. */
const LOOK_MS = 30 * DAY
/** A submission whose answer was lost may still turn up. */
const UNSETTLED_MS = HOUR

/** One article in hand. */
interface Work {
  ctx: Context
  account: ArticleAccount
  row: ClaimedArticle
  item: ItemRow
  /** The item's articles, the newest version first. */
  all: readonly ArticleRow[]
}

/** What follows from a step: written in one transaction. `nextAt` null: nothing until somebody wakes it. */
type Result = Parameters<typeof setArticle>[2]

/**
 * Puts published items into the official account, publishes them where the office says so, and deletes what is no longer
 * public: everything that is due, one step after the other. Each step is claimed and counted before it is made; see
 * docs/decisions/0144 for what is looked up after a lost answer. Several processes share the work.
 */
export async function sendArticles(ctx: Context, signal?: AbortSignal): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = await dueArticles(ctx.db.read, ctx.now(), BATCH)
    if (due.length === 0) return
    for (const row of due) {
      if (signal?.aborted) return
      await takeStep(ctx, row)
    }
  }
}

async function takeStep(ctx: Context, due: ArticleRow): Promise<void> {
  const row = await ctx.db.inTransaction(tx => claimArticle(tx, due, ctx.now()))
  if (!row) return
  const item = (await findItemById(ctx.db.read, row.itemId))!
  const all = await articlesOf(ctx.db.read, row.itemId)
  const newer = (state: ArticleRow['state']) =>
    all.some(one => one.version > row.version && one.state === state)
  const step = nextStep(
    {
      ...row,
      hasTraces:
        row.mediaId !== null || row.articleId !== null || (row.state === 'queued' && row.attempts > 0),
      liveVersion: item.liveVersion,
      newerPublished: newer('published'),
      newerQueued: newer('queued'),
    },
    ctx.content().office.wechatArticles,
  )
  const account = mayPublish(ctx)
  if (typeof account === 'string' && step !== 'rest' && step !== 'drop') {
    await record(ctx, row, { state: 'failed', error: account, nextAt: null })
    return
  }
  try {
    const result = await STEPS[step]({ ctx, account: account as ArticleAccount, row, item, all })
    if (result) await record(ctx, row, result)
  } catch (error) {
    await record(ctx, row, failure(ctx, row, step, error))
  }
}

/** The account, or in words why there is none that may. */
function mayPublish(ctx: Context): ArticleAccount | string {
  const account = ctx.channels.get('wechat')?.articles
  if (!account) return '没有接公众号，文章放不进去。'
  if (ctx.config.wechat?.account === 'unverified')
    return '公众号没有认证（WECHAT_ACCOUNT=unverified），不能用草稿和发布的接口。请先在公众平台认证，或在 office.yaml 里写 wechatArticles: off。'
  return account
}

/** Once an article has left the queue, the older ones of its item are looked at: they waited for it. */
const record = (ctx: Context, row: ClaimedArticle, result: Result): Promise<void> =>
  ctx.db.inTransaction(async tx => {
    await setArticle(tx, row, result, ctx.now())
    if (row.state === 'queued' && result.state !== undefined) await wakeArticles(tx, row.itemId, ctx.now())
  })

const STEPS: Record<ArticleStep, (work: Work) => Promise<Result | undefined>> = {
  /** The older version's draft is replaced, so that an editor finds one draft of an item. */
  async draft({ ctx, account, row, item, all }) {
    const source = articleSource(ctx, item, row.version)
    // An earlier try may have added it, and its answer was lost.
    const known = row.attempts > 0 ? await account.findDraft(source) : undefined
    if (known !== undefined) return takeOver(ctx, row, known, all)
    const article = await writeArticle(ctx, account, item, row.version)
    const older = all.find(one => one.version < row.version && one.state === 'drafted')?.mediaId
    if (older && (await replaced(account, older, article))) return takeOver(ctx, row, older, all)
    return drafted(await account.addDraft(article))
  },

  async submit({ ctx, account, row }) {
    const begun = await ctx.db.inTransaction(tx => beginSubmission(tx, row, ctx.now()))
    if (!begun) return undefined
    try {
      return { publishId: await account.submit(row.mediaId!), nextAt: after(ctx, MINUTE) }
    } catch (error) {
      // The account said no, so it was not begun; except for a draft that is gone: it may have been published.
      if (error instanceof ArticleRefused && error.isAnswer && error.kind !== 'gone')
        return { state: 'drafted', attempts: row.attempts + 1, ...failure(ctx, row, 'submit', error) }
      ctx.log.warn({ article: row.id }, 'whether an article was submitted is not known')
      return { nextAt: after(ctx, UNSETTLED_MS) }
    }
  },

  async settle({ ctx, account, row, item }) {
    const found = await account.findPublished(articleSource(ctx, item, row.version))
    if (found) {
      await ctx.db.inTransaction(tx => noteOutcome(tx, ctx, row, { state: 'published', ...found }))
      return undefined
    }
    const age = ctx.now().getTime() - row.updatedAt.getTime()
    if (age < UNSETTLED_MS) return { nextAt: after(ctx, UNSETTLED_MS - age) }
    if (!tooOften(row) && row.mediaId !== null && (await account.hasDraft(row.mediaId)))
      return { state: 'drafted', attempts: row.attempts + 1, nextAt: ctx.now() }
    return { nextAt: after(ctx, pauseOf(row)), ...giveUp(row, '提交以后一直没有结果。') }
  },

  async ask({ ctx, account, row }) {
    const outcome = await account.publishing(row.publishId!)
    if (outcome.state === 'underWay')
      return { nextAt: after(ctx, pauseOf(row)), ...giveUp(row, '公众平台一直没有给结果。') }
    await ctx.db.inTransaction(tx => noteOutcome(tx, ctx, row, outcome))
    return undefined
  },

  async look({ ctx, account, row, item }) {
    const late = ctx.now().getTime() - row.createdAt.getTime() > LOOK_MS
    if (await account.hasDraft(row.mediaId!))
      return { attempts: Math.min(row.attempts + 1, 10), nextAt: late ? null : after(ctx, pauseOf(row)) }
    const found = await account.findPublished(articleSource(ctx, item, row.version))
    if (found) {
      await ctx.db.inTransaction(tx => noteOutcome(tx, ctx, row, { state: 'published', ...found }))
      return undefined
    }
    const error =
      '草稿不在了：有人在公众平台上删了，或者已经群发（群发的文章这里查不到，撤下时要到公众平台手动删）。'
    return { state: 'removed', mediaId: null, error, nextAt: null }
  },

  async remove({ ctx, account, row, item }) {
    const mediaId =
      row.mediaId ??
      (row.state === 'queued' ? await account.findDraft(articleSource(ctx, item, row.version)) : undefined)
    if (row.articleId !== null) await account.deletePublished(row.articleId)
    if (mediaId !== undefined) await account.deleteDraft(mediaId)
    return { state: 'removed', mediaId: null, url: null, error: null, nextAt: null }
  },

  drop: async () => ({ state: 'removed', error: null, nextAt: null }),
  rest: async () => ({ nextAt: null }),
}

const drafted = (mediaId: string) => ({ state: 'drafted', mediaId, error: null, nextAt: null }) as const

/** @returns false when the draft is no longer there */
const replaced = (
  account: ArticleAccount,
  draftId: string,
  article: Parameters<ArticleAccount['updateDraft']>[1],
) =>
  account.updateDraft(draftId, article).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ArticleRefused && error.kind === 'gone') return false
      throw error
    },
  )

/** The draft is this version's now; an older one whose it was gives it up, so that it is not deleted with that one. */
async function takeOver(
  ctx: Context,
  row: ClaimedArticle,
  mediaId: string,
  all: readonly ArticleRow[],
): Promise<undefined> {
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    for (const { id } of all.filter(one => one.mediaId === mediaId && one.id !== row.id))
      await endArticle(tx, id, { state: 'removed', mediaId: null, error: null, nextAt: null }, now)
    await setArticle(tx, row, { ...drafted(mediaId), nextAt: now }, now)
  })
}

const after = (ctx: Context, ms: number): Date => new Date(ctx.now().getTime() + ms)

/** 1, 2, 4 … minutes, at most an hour. */
const pauseOf = ({ attempts }: Pick<ArticleRow, 'attempts'>): number =>
  Math.min(HOUR, MINUTE * 2 ** Math.min(attempts, 10))

const tooOften = ({ attempts }: Pick<ArticleRow, 'attempts'>): boolean => attempts >= MOST_TRIES

const giveUp = (row: ArticleRow, why: string): Partial<Result> =>
  tooOften(row) ? { state: 'failed', error: `${why}请到公众平台的“发表记录”里看。`, nextAt: null } : {}

/** What follows from a step that failed. */
function failure(ctx: Context, row: ClaimedArticle, step: ArticleStep, error: unknown): Result {
  const known = error instanceof ArticleRefused ? error : undefined
  if (known) ctx.log.warn({ article: row.id, step, code: known.code }, 'an article was not taken')
  else ctx.log.error({ err: error, article: row.id, step }, 'a step of an article failed')
  const detail = known?.detail ?? '出错了，会自动再试。原因见日志。'
  const ended = known?.kind === 'never' || tooOften(row)
  const words = step === 'remove' ? `没能从公众号删掉，请到公众平台手动删：${detail}` : detail
  if (ended) return { state: 'failed', error: words, nextAt: null }
  return { error: words, nextAt: after(ctx, Math.max(known?.afterMs ?? 0, pauseOf(row))) }
}
