import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  type ArticleAccount,
  ArticleRefused,
  type NewArticle,
  type PublishedArticle,
  type Publishing,
} from '../../../domain/base/article-account.ts'
import { mediaTypeOf } from '../../../domain/base/media/media-type.ts'
import type { MediaIds } from '../../../domain/talk/media-ids.ts'
import type { WeChatApi } from '../api.ts'
import { WeChatError } from '../errors.ts'
import { outcomeOf } from './publish-status.ts'

/**
 * 草稿箱 and 发布能力 of an official account (developers.weixin.qq.com/doc/service: draftbox/draftmanage, public/api_freepublish_…,
 * material/permanent/api_addmaterial). What each may be called with and by whom: docs/decisions/0144.
 *
 * `submit` only says that a task began; its end comes as an event (PUBLISHJOBFINISH) or is asked for with `publishing`.
 */
const PATHS = {
  picture: '/cgi-bin/media/uploadimg',
  cover: '/cgi-bin/material/add_material',
  addDraft: '/cgi-bin/draft/add',
  updateDraft: '/cgi-bin/draft/update',
  getDraft: '/cgi-bin/draft/get',
  drafts: '/cgi-bin/draft/batchget',
  deleteDraft: '/cgi-bin/draft/delete',
  submit: '/cgi-bin/freepublish/submit',
  status: '/cgi-bin/freepublish/get',
  published: '/cgi-bin/freepublish/batchget',
  deletePublished: '/cgi-bin/freepublish/delete',
} as const

/** 图文消息内的图片: below 1 MB. */
export const MAX_PICTURE_BYTES = 1024 * 1024 - 1
/** 永久素材, image: at most 10 MB. Only images count to 100,000 in an account; of thumbs it takes 1,000. */
const MAX_COVER_BYTES = 10 * 1024 * 1024
const PICTURES: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png' }

/** invalid media_id; and, for a published one, article id. */
const NO_DRAFT = 40007
const NO_ARTICLE: readonly unknown[] = [40007, 53600]

/** A list comes in pages of at most 20; ours is among the latest. */
const PAGE = 20
const PAGES = 5

/** A permanent medium does not expire; its id is renewed now and then, in case somebody deleted it in the console. */
const COVER_KEPT_MS = 90 * 24 * 3600_000

const id = z.union([z.string().min(1).max(200), z.number().int()]).transform(String)
const mediaAnswer = z.object({ media_id: id })
const pictureAnswer = z.object({
  url: z
    .string()
    .regex(/^https?:\/\//)
    .max(1000),
})
const submitAnswer = z.object({ publish_id: id })
const newsItem = z.object({ content_source_url: z.string().optional(), url: z.string().optional() }).loose()
const listAnswer = z.object({
  item: z
    .array(
      z.object({
        media_id: id.optional(),
        article_id: id.optional(),
        content: z.object({ news_item: z.array(newsItem) }).optional(),
      }),
    )
    .default([]),
})
const statusAnswer = z.object({
  publish_status: z.coerce.number().int(),
  article_id: id.optional(),
  article_detail: z
    .object({ item: z.array(z.object({ article_url: z.string().optional() })).default([]) })
    .optional(),
})

interface Options {
  api: WeChatApi
  /** Names the account's permanent media among the stored ids. */
  account: string
  ids: MediaIds
  now: () => Date
}

export function articleAccount({ api, account, ids, now }: Options): ArticleAccount {
  async function findIn(path: string, sourceUrl: string) {
    for (let page = 0; page < PAGES; page++) {
      const asked = { offset: page * PAGE, count: PAGE, no_content: 1 }
      const { item } = read(path, listAnswer, await api.post(path, asked))
      for (const one of item) {
        const news = one.content?.news_item.find(n => n.content_source_url === sourceUrl)
        if (news) return { ...one, url: news.url }
      }
      if (item.length < PAGE) return undefined
    }
    return undefined
  }

  async function coverOf(bytes: Uint8Array, hash: string): Promise<string> {
    const known = await ids.get(account, hash, now())
    if (known !== undefined) return known
    const file = pictureOf(PATHS.cover, bytes, MAX_COVER_BYTES)
    const answer = await api.upload(PATHS.cover, { type: 'image' }, file)
    const { media_id } = read(PATHS.cover, mediaAnswer, answer)
    await ids.put(account, hash, media_id, new Date(now().getTime() + COVER_KEPT_MS))
    return media_id
  }

  /** An invalid id may be the cover's, which somebody deleted in the console: it is uploaded anew, once. */
  async function withCover<T>(
    { cover }: NewArticle,
    call: (coverId: string) => Promise<T>,
    mayBeCover: () => Promise<boolean> = async () => true,
  ): Promise<T> {
    const hash = createHash('sha256').update(cover).digest('hex')
    try {
      return await call(await coverOf(cover, hash))
    } catch (error) {
      if (!(error instanceof WeChatError) || error.code !== NO_DRAFT || !(await mayBeCover())) throw error
      await ids.forget(account, hash)
      return call(await coverOf(cover, hash))
    }
  }

  const calls: ArticleAccount = {
    async uploadPicture(bytes) {
      const file = pictureOf(PATHS.picture, bytes, MAX_PICTURE_BYTES)
      return read(PATHS.picture, pictureAnswer, await api.upload(PATHS.picture, {}, file)).url
    },
    addDraft: article =>
      withCover(article, async coverId => {
        const answer = await api.post(PATHS.addDraft, { articles: [newsOf(article, coverId)] })
        return read(PATHS.addDraft, mediaAnswer, answer).media_id
      }),
    updateDraft: (media_id, article) =>
      withCover(
        article,
        async coverId => {
          await api.post(PATHS.updateDraft, { media_id, index: 0, articles: newsOf(article, coverId) })
        },
        () => calls.hasDraft(media_id),
      ),
    hasDraft: media_id =>
      api.post(PATHS.getDraft, { media_id }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof WeChatError && error.code === NO_DRAFT) return false
          throw error
        },
      ),
    findDraft: async sourceUrl => (await findIn(PATHS.drafts, sourceUrl))?.media_id,
    async deleteDraft(media_id) {
      await api.post(PATHS.deleteDraft, { media_id }).catch(unless([NO_DRAFT]))
    },
    async submit(media_id) {
      return read(PATHS.submit, submitAnswer, await api.post(PATHS.submit, { media_id })).publish_id
    },
    async publishing(publish_id): Promise<Publishing> {
      const answer = read(PATHS.status, statusAnswer, await api.post(PATHS.status, { publish_id }))
      const url = answer.article_detail?.item[0]?.article_url
      return outcomeOf(answer.publish_status, answer.article_id, url)
    },
    async findPublished(sourceUrl): Promise<PublishedArticle | undefined> {
      const found = await findIn(PATHS.published, sourceUrl)
      if (found?.article_id === undefined) return undefined
      return { articleId: found.article_id, ...(found.url && { url: found.url }) }
    },
    async deletePublished(article_id) {
      await api.post(PATHS.deletePublished, { article_id, index: 0 }).catch(unless(NO_ARTICLE))
    },
  }
  return translated(calls)
}

const newsOf = ({ title, author, digest, html, sourceUrl }: NewArticle, coverId: string) => ({
  article_type: 'news',
  title,
  author,
  digest,
  content: html,
  content_source_url: sourceUrl,
  thumb_media_id: coverId,
  // Comments are taken on our own page, where each becomes a case.
  need_open_comment: 0,
  only_fans_can_comment: 0,
})

/** @throws WeChatError what WeChat would refuse, without a call */
function pictureOf(path: string, bytes: Uint8Array, most: number) {
  const mime = mediaTypeOf(bytes)?.mime ?? ''
  const ending = PICTURES[mime]
  if (ending === undefined) throw new WeChatError(path, 40005)
  if (bytes.length > most) throw new WeChatError(path, 40009)
  return { bytes, mime, name: `picture.${ending}` }
}

/** @throws WeChatError */
function read<T>(path: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw new WeChatError(path, 'malformed')
  return parsed.data
}

const unless = (codes: readonly unknown[]) => (error: unknown) => {
  if (!(error instanceof WeChatError) || !codes.includes(error.code)) throw error
}

/** What an error means for an article, in words of its own where the general ones speak of messages. */
const ARTICLE_WORDS: Record<number, { kind?: 'gone'; detail: string }> = {
  [NO_DRAFT]: { kind: 'gone', detail: '公众号里没有这份草稿或封面了。' },
  40009: { detail: '图片太大，公众号不收。' },
  48001: {
    detail:
      '公众号没有草稿或发布的权限（接口返回 48001）：个人主体和没有认证的账号，2025 年 7 月起不能用。请管理员到公众平台认证，或在 office.yaml 里写 wechatArticles: off。',
  },
}

/** Errors that keep an article from ever being taken as it is. */
const NEVER = new Set(['closed', 'undeliverable'])

function refusalOf(error: WeChatError): ArticleRefused {
  const words = typeof error.code === 'number' ? ARTICLE_WORDS[error.code] : undefined
  const { outcome, detail, afterMs } = error.rule
  return new ArticleRefused(
    words?.kind ?? (NEVER.has(outcome) ? 'never' : 'later'),
    String(error.code),
    words?.detail ?? detail,
    error.afterMs ?? afterMs,
  )
}

/** The same calls with errors in the use cases' terms. */
function translated(calls: ArticleAccount): ArticleAccount {
  const wrapped = Object.entries(calls).map(([name, call]) => [
    name,
    async (...args: never[]) => {
      try {
        return await (call as (...args: never[]) => Promise<unknown>)(...args)
      } catch (error) {
        throw error instanceof WeChatError ? refusalOf(error) : error
      }
    },
  ])
  return Object.fromEntries(wrapped) as ArticleAccount
}
