import { z } from 'zod'

/**
 * 草稿箱 and 发布能力: the account's drafts, tasks of publishing and published articles. As in WeChat, nothing here is
 * idempotent: the same article added twice is two drafts, a draft submitted twice is published twice.
 */

/** 新增草稿: title 32 characters, author 16, digest 128, source address 1 KB, content below 20,000 characters and 1 MB. */
const LIMITS = { title: 32, author: 16, digest: 128, source: 1024, content: 20_000, bytes: 1024 * 1024 }
const MOST_ARTICLES = 8
const PAGE = 20

const news = z.object({
  article_type: z.enum(['news']).default('news'),
  title: z.string(),
  author: z.string().default(''),
  digest: z.string().default(''),
  content: z.string(),
  content_source_url: z.string().default(''),
  thumb_media_id: z.string().default(''),
  need_open_comment: z.number().int().min(0).max(1).default(0),
  only_fans_can_comment: z.number().int().min(0).max(1).default(0),
})
export type StandInNews = z.infer<typeof news>

const page = z.object({
  offset: z.number().int().min(0),
  count: z.number().int().min(1).max(PAGE),
  no_content: z.number().int().min(0).max(1).default(0),
})
const byMedia = z.object({ media_id: z.string() })
const byTask = z.object({ publish_id: z.union([z.string(), z.number()]).transform(String) })
const byArticle = z.object({ article_id: z.string(), index: z.number().int().min(0).default(0) })

/** A task of publishing; 1 is under way. */
interface Task {
  draftId: string
  status: number
  articleId?: string
}

interface Published {
  news: StandInNews[]
  url: string
  at: number
}

interface Facts {
  now: () => number
  /** Whether this is the id of a permanent picture. */
  isCover: (mediaId: string) => boolean
}

type Answer = number | object

export class Articles {
  /** Latest last. */
  readonly drafts = new Map<string, { news: StandInNews[]; at: number }>()
  readonly published = new Map<string, Published>()
  readonly tasks = new Map<string, Task>()
  readonly #facts: Facts
  #count = 0

  constructor(facts: Facts) {
    this.#facts = facts
  }

  /** The calls by their path; each takes the body and returns an error code or the answer. */
  readonly calls: Record<string, (body: unknown) => Answer> = {
    '/cgi-bin/draft/add': body => {
      const parsed = z.object({ articles: z.array(news).min(1).max(MOST_ARTICLES) }).safeParse(body)
      if (!parsed.success) return 44003
      const wrong = parsed.data.articles.map(one => this.#problem(one)).find(code => code !== 0)
      if (wrong) return wrong
      const id = `draft-${++this.#count}`
      this.drafts.set(id, { news: parsed.data.articles.map(stored), at: this.#facts.now() })
      return { media_id: id }
    },
    '/cgi-bin/draft/update': body => {
      const parsed = byMedia.extend({ index: z.number().int().min(0), articles: news }).safeParse(body)
      // Reported by several who left `articles` out or gave a list.
      if (!parsed.success) return 40007
      const { media_id, index, articles } = parsed.data
      const draft = this.drafts.get(media_id)
      if (!draft || index >= draft.news.length) return 40007
      const wrong = this.#problem(articles)
      if (wrong) return wrong
      draft.news[index] = stored(articles)
      draft.at = this.#facts.now()
      return 0
    },
    '/cgi-bin/draft/get': body => {
      const draft = this.drafts.get(byMedia.safeParse(body).data?.media_id ?? '')
      return draft ? { news_item: draft.news } : 40007
    },
    '/cgi-bin/draft/delete': body => {
      const { data } = byMedia.safeParse(body)
      return data && this.drafts.delete(data.media_id) ? 0 : 40007
    },
    '/cgi-bin/draft/batchget': body =>
      listed(body, this.drafts, (media_id, draft) => ({ media_id, update_time: seconds(draft.at) })),
    '/cgi-bin/freepublish/submit': body => {
      const { data } = byMedia.safeParse(body)
      if (!data || !this.drafts.has(data.media_id)) return 40007
      const id = String(2_247_500_000 + ++this.#count)
      this.tasks.set(id, { draftId: data.media_id, status: 1 })
      return { publish_id: id, msg_data_id: String(this.#count) }
    },
    '/cgi-bin/freepublish/get': body => {
      const { data } = byTask.safeParse(body)
      const task = data && this.tasks.get(data.publish_id)
      if (!data || !task) return 40035
      return { publish_id: data.publish_id, ...this.#details(task) }
    },
    '/cgi-bin/freepublish/batchget': body =>
      listed(body, this.published, (article_id, article) => ({
        article_id,
        update_time: seconds(article.at),
        url: article.url,
      })),
    '/cgi-bin/freepublish/getarticle': body => {
      const article = this.published.get(byArticle.safeParse(body).data?.article_id ?? '')
      return article ? { news_item: article.news.map(one => ({ ...one, url: article.url })) } : 53600
    },
    '/cgi-bin/freepublish/delete': body => {
      const { data } = byArticle.safeParse(body)
      return data && this.published.delete(data.article_id) ? 0 : 53600
    },
  }

  /**
   * Ends a task that is under way, the oldest unless it is named. On success the draft becomes an article.
   * @returns the fields of the event that WeChat pushes then
   */
  finish(status = 0, publishId = [...this.tasks].find(([, task]) => task.status === 1)?.[0]) {
    const task = this.tasks.get(publishId ?? '')
    if (!task || publishId === undefined) throw new Error('no task under way')
    task.status = status
    if (status === 0) task.articleId = this.publishInConsole(task.draftId)
    const { article_detail: detail, ...info } = this.#details(task)
    return {
      PublishEventInfo: {
        publish_id: publishId,
        publish_status: String(info.publish_status),
        ...(info.article_id && { article_id: info.article_id }),
        ...(detail && {
          article_detail: {
            count: String(detail.count),
            item: { idx: '1', article_url: detail.item[0]!.article_url },
          },
        }),
        ...(info.fail_idx.length > 0 && { fail_idx: String(info.fail_idx[0]) }),
      },
    }
  }

  /** What an editor does in the console, too: the draft becomes a published article. @returns its id */
  publishInConsole(draftId: string): string {
    const draft = this.drafts.get(draftId)
    const id = `article-${++this.#count}`
    // A draft submitted twice is published twice: WeChat removes it when the first is through.
    const content = draft?.news ?? [...this.published.values()].at(-1)!.news
    const url = `http://mp.weixin.qq.com/s?__biz=MzA&mid=${this.#count}&idx=1#rd`
    this.published.set(id, { news: content, url, at: this.#facts.now() })
    this.drafts.delete(draftId)
    return id
  }

  #details({ status, articleId }: Task) {
    const article = articleId === undefined ? undefined : this.published.get(articleId)
    return {
      publish_status: status,
      ...(articleId && { article_id: articleId }),
      ...(status === 0 &&
        article && {
          article_detail: { count: 1, item: [{ idx: 1, article_url: article.url }] },
        }),
      fail_idx: status === 2 || status === 4 ? [1] : ([] as number[]),
    }
  }

  #problem(one: StandInNews): number {
    const length = (text: string) => [...text].length
    if (one.title === '' || length(one.title) > LIMITS.title) return 45003
    if (length(one.digest) > LIMITS.digest) return 45004
    if (length(one.author) > LIMITS.author) return 45110
    if (Buffer.byteLength(one.content_source_url) > LIMITS.source) return 45005
    if (one.content === '') return 44003
    if (length(one.content) >= LIMITS.content || Buffer.byteLength(one.content) >= LIMITS.bytes) return 45002
    return this.#facts.isCover(one.thumb_media_id) ? 0 : 40007
  }
}

/** As WeChat keeps it: without scripts, and without pictures from elsewhere. */
const stored = (one: StandInNews): StandInNews => ({
  ...one,
  content: one.content
    .replace(/<script[\s\S]*?(<\/script>|$)/gi, '')
    .replace(/<img[^>]*>/gi, img => (/src="https?:\/\/mmbiz\.qpic\.cn\//.test(img) ? img : '')),
})

const seconds = (ms: number) => Math.floor(ms / 1000)

function listed<T extends { news: StandInNews[] }>(
  body: unknown,
  all: ReadonlyMap<string, T>,
  describe: (id: string, one: T) => { update_time: number; url?: string },
): Answer {
  const { data } = page.safeParse(body)
  if (!data) return 40035
  const some = [...all].reverse().slice(data.offset, data.offset + data.count)
  return {
    total_count: all.size,
    item_count: some.length,
    item: some.map(([id, one]) => {
      const { url, ...head } = describe(id, one)
      return {
        ...head,
        content: {
          news_item: one.news.map(({ content, ...rest }) => ({
            ...rest,
            ...(data.no_content === 0 && { content }),
            ...(url && { url }),
          })),
        },
      }
    }),
  }
}
