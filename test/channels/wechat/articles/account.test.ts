import sharp from 'sharp'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MAX_PICTURE_BYTES } from '../../../../src/channels/wechat/articles/account.ts'
import {
  type ArticleAccount,
  ArticleRefused,
  type NewArticle,
  type PublishReport,
} from '../../../../src/domain/base/article-account.ts'
import { type Bench, makeBench, SECRET } from '../bench.ts'

let bench: Bench
let account: ArticleAccount
let reports: PublishReport[]
let report: (report: PublishReport) => Promise<void>
beforeEach(async () => {
  reports = []
  report = async one => {
    reports.push(one)
  }
  bench = await makeBench({ published: one => report(one) })
  account = bench.channel.articles!
})
afterEach(() => bench.stop())

const create = { width: 90, height: 38, channels: 3, background: '#123456' } as const
const jpeg = () => sharp({ create }).jpeg().toBuffer()

const article = async (more: Partial<NewArticle> = {}): Promise<NewArticle> => ({
  title: '东山村三季度收支',
  author: '青禾镇',
  digest: '收支明细',
  html: '<p>收入 12,300 元。</p>',
  sourceUrl: 'https://office.example/open/item/2026-1?v=1',
  cover: await jpeg(),
  ...more,
})

const refusal = async (work: Promise<unknown>): Promise<ArticleRefused> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ArticleRefused)) throw new Error(`not refused: ${String(error)}`)
  return error
}

it('drafts, publishes and deletes an article', async () => {
  const draft = await account.addDraft(await article())
  expect(await account.hasDraft(draft)).toBe(true)
  await account.updateDraft(draft, await article({ title: '改过的标题' }))
  expect(bench.wechat.articles.drafts.get(draft)!.news[0]).toMatchObject({
    title: '改过的标题',
    need_open_comment: 0,
    content_source_url: 'https://office.example/open/item/2026-1?v=1',
  })
  const task = await account.submit(draft)
  expect(await account.publishing(task)).toEqual({ state: 'underWay' })
  bench.wechat.articles.finish()
  const done = await account.publishing(task)
  expect(done).toMatchObject({
    state: 'published',
    url: expect.stringMatching(/^http:\/\/mp\.weixin\.qq\.com/),
  })
  expect(await account.hasDraft(draft)).toBe(false)
  if (done.state !== 'published') throw new Error('not published')
  expect(await account.findPublished('https://office.example/open/item/2026-1?v=1')).toEqual({
    articleId: done.articleId,
    url: done.url,
  })
  await account.deletePublished(done.articleId)
  expect(bench.wechat.articles.published.size).toBe(0)
  // Once more, as after a lost answer.
  await account.deletePublished(done.articleId)
})

it('finds a draft by its source address, beyond the first page, and gives up on a long list', async () => {
  const wanted = await account.addDraft(await article({ sourceUrl: 'https://office.example/wanted' }))
  for (let n = 0; n < 45; n++)
    await account.addDraft(await article({ sourceUrl: `https://office.example/${n}` }))
  expect(await account.findDraft('https://office.example/wanted')).toBe(wanted)
  expect(await account.findDraft('https://office.example/none')).toBeUndefined()
  for (let n = 0; n < 60; n++)
    await account.addDraft(await article({ sourceUrl: `https://office.example/more${n}` }))
  bench.wechat.log.length = 0
  expect(await account.findDraft('https://office.example/wanted')).toBeUndefined()
  expect(bench.wechat.calls('/cgi-bin/draft/batchget').length).toBe(5)
})

it('deleting a draft that is gone is done already', async () => {
  const draft = await account.addDraft(await article())
  await account.deleteDraft(draft)
  await account.deleteDraft(draft)
  expect(bench.wechat.articles.drafts.size).toBe(0)
  expect(await refusal(account.submit(draft))).toMatchObject({ kind: 'gone', code: '40007' })
  expect(await refusal(account.updateDraft(draft, await article()))).toMatchObject({ kind: 'gone' })
})

it('the same cover is uploaded once', async () => {
  await account.addDraft(await article())
  await account.addDraft(await article())
  expect(bench.wechat.calls('/cgi-bin/material/add_material').length).toBe(1)
})

it('a cover that was deleted in the console is uploaded again', async () => {
  const draft = await account.addDraft(await article())
  bench.wechat.dropCovers()
  await account.addDraft(await article())
  bench.wechat.dropCovers()
  await account.updateDraft(draft, await article())
  expect(bench.wechat.calls('/cgi-bin/material/add_material').length).toBe(3)
  bench.wechat.articles.drafts.clear()
  expect(await refusal(account.updateDraft(draft, await article()))).toMatchObject({ kind: 'gone' })
  expect(bench.wechat.calls('/cgi-bin/material/add_material').length).toBe(3)
})

it('refuses by itself pictures that WeChat would refuse', async () => {
  const photo = await jpeg()
  const large = Buffer.concat([photo, Buffer.alloc(MAX_PICTURE_BYTES)])
  expect(await refusal(account.uploadPicture(large))).toMatchObject({ kind: 'never', code: '40009' })
  expect(await refusal(account.uploadPicture(Buffer.from('<svg/>')))).toMatchObject({ code: '40005' })
  expect(bench.wechat.calls('/cgi-bin/media/uploadimg')).toEqual([])
  expect(await account.uploadPicture(photo)).toMatch(/^http:\/\/mmbiz\.qpic\.cn\//)
})

it('says in words, and as final, what an account may not or WeChat will not take', async () => {
  const codes: [number, ArticleRefused['kind'], RegExp][] = [
    [48001, 'never', /没有草稿或发布的权限/],
    [53503, 'never', /没有通过公众平台的发布检查/],
    [53504, 'never', /只能到公众平台上发/],
    [53505, 'never', /手动保存/],
    [45009, 'later', /次数用完/],
    [-1, 'later', /系统繁忙/],
    [40164, 'later', /白名单/],
    [53777, 'later', /没见过的错误/],
  ]
  const draft = await account.addDraft(await article())
  for (const [code, kind, words] of codes) {
    bench.wechat.trouble({ errcode: code }, '/cgi-bin/freepublish/submit')
    const refused = await refusal(account.submit(draft))
    expect(refused, String(code)).toMatchObject({ kind, code: String(code) })
    expect(refused.detail).toMatch(words)
  }
  expect((await refusal(account.addDraft(await article({ title: '长'.repeat(33) })))).code).toBe('45003')
  expect((await refusal(account.addDraft(await article({ html: 'a'.repeat(20_000) })))).code).toBe('45002')
})

it('a lost or unreadable answer is tried later, and nothing secret is in the error or the log', async () => {
  for (const trouble of [{ cut: true }, { garbage: '<html>' }, { status: 502 }] as const) {
    bench.wechat.trouble(trouble, '/cgi-bin/draft/add')
    const refused = await refusal(account.addDraft(await article()))
    expect(refused.kind).toBe('later')
    expect(`${refused.message} ${refused.detail} ${refused.stack}`).not.toMatch(/access_token|secret/)
  }
  expect(bench.logged()).not.toContain(SECRET)
})

it('an expired token is replaced and the draft added once', async () => {
  const one = await article()
  bench.wechat.trouble({ errcode: 42001 }, '/cgi-bin/draft/add')
  await account.addDraft(one)
  expect(bench.wechat.articles.drafts.size).toBe(1)
})

it.each([
  [2, 'refused'],
  [3, 'refused'],
  [4, 'refused'],
  [5, 'removed'],
  [6, 'removed'],
  [7, 'underWay'],
])('publish_status %i means %s', async (status, state) => {
  const task = await account.submit(await account.addDraft(await article()))
  const fields = bench.wechat.articles.finish(status)
  expect((await account.publishing(task)).state).toBe(state)
  await bench.resident('mphelper').event('PUBLISHJOBFINISH', fields)
  expect(reports).toMatchObject([{ publishId: task, outcome: { state } }])
})

it('hands the event over with id and address, as no message of a resident', async () => {
  const task = await account.submit(await account.addDraft(await article()))
  const { body } = await bench.resident('mphelper').event('PUBLISHJOBFINISH', bench.wechat.articles.finish())
  expect(body).toBe('success')
  expect(reports).toEqual([{ publishId: task, outcome: await account.publishing(task) }])
  expect(reports[0]!.outcome).toMatchObject({
    state: 'published',
    articleId: expect.any(String),
    url: expect.any(String),
  })
  expect(bench.house.inbound).toEqual([])
})

it('an event that cannot be stored is not acknowledged, so that it comes again', async () => {
  await account.submit(await account.addDraft(await article()))
  report = async () => {
    throw new Error('database is away')
  }
  const { status } = await bench
    .resident('mphelper')
    .event('PUBLISHJOBFINISH', bench.wechat.articles.finish())
  expect(status).toBe(500)
})

it.each([
  {},
  { PublishEventInfo: 'x' },
  { PublishEventInfo: { publish_id: '1' } },
  { PublishEventInfo: { publish_id: '1', publish_status: '0; drop' } },
  { PublishEventInfo: { publish_status: '0' } },
])('an event without a readable report is stored like any other: %j', async fields => {
  await bench.resident('mphelper').event('PUBLISHJOBFINISH', fields)
  expect(reports).toEqual([])
  expect(bench.house.inbound).toMatchObject([{ kind: 'event', event: { name: 'other' } }])
})

it('an address that is not WeChat’s is not kept', async () => {
  const fields = {
    PublishEventInfo: {
      publish_id: '1',
      publish_status: '0',
      article_id: 'a',
      article_detail: { count: '1', item: { idx: '1', article_url: 'javascript:alert(1)' } },
    },
  }
  await bench.resident('mphelper').event('PUBLISHJOBFINISH', fields)
  expect(reports).toEqual([{ publishId: '1', outcome: { state: 'published', articleId: 'a' } }])
})

it('the stand-in keeps neither scripts nor pictures from elsewhere', async () => {
  const html =
    '<p>a<script>1</script><img src="https://x.example/1.png"><img src="http://mmbiz.qpic.cn/1/0"></p>'
  const draft = await account.addDraft(await article({ html }))
  expect(bench.wechat.articles.drafts.get(draft)!.news[0]!.content).toBe(
    '<p>a<img src="http://mmbiz.qpic.cn/1/0"></p>',
  )
})

it('an unverified account may not draft', async () => {
  const other = await makeBench({ account: 'unverified' })
  try {
    const photo = await jpeg()
    expect(await refusal(other.channel.articles!.uploadPicture(photo))).toMatchObject({
      kind: 'never',
      code: '48001',
    })
    expect(await refusal(other.channel.articles!.addDraft(await article()))).toMatchObject({ code: '48001' })
  } finally {
    await other.stop()
  }
})
