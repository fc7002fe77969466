import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ArticleMode } from '../../../../src/domain/office/office.ts'
import type { OfficerActor } from '../../../../src/domain/people/actor.ts'
import { articlesOf, dueArticles } from '../../../../src/store/publish/articles.ts'
import { findItem } from '../../../../src/store/publish/items.ts'
import { noteFinished } from '../../../../src/usecases/publish/articles/note-published.ts'
import { sendArticles } from '../../../../src/usecases/publish/articles/send-articles.ts'
import type { ItemInput } from '../../../../src/usecases/publish/item-input.ts'
import { moveItemAs } from '../../../../src/usecases/publish/move-item.ts'
import { createItem, saveDraft } from '../../../../src/usecases/publish/save-item.ts'
import { APP, type Bench, makeBench } from '../../../channels/wechat/bench.ts'
import { clockAt, sampleOffice, type TestContext, testContext } from '../../../helpers/context.ts'
import { goPublic, publishedItem } from '../../../helpers/publishing.ts'
import { addOfficers } from '../../../helpers/site.ts'

let bench: Bench
let ctx: TestContext
let lin: OfficerActor
let chen: OfficerActor
let zhao: OfficerActor

const WECHAT = {
  WECHAT_APP_ID: APP,
  WECHAT_APP_SECRET: 'x'.repeat(32),
  WECHAT_TOKEN: 'huiyintoken',
  WECHAT_ACCOUNT: 'service',
}

async function start(mode: ArticleMode, config: Record<string, string> = {}): Promise<void> {
  const sample = await sampleOffice()
  bench = await makeBench({ published: report => noteFinished(ctx, report) })
  const clock = clockAt(bench.clock.now().toISOString())
  ctx = await testContext({
    clock,
    channels: [bench.channel],
    config: { ...WECHAT, ...config },
    content: { ...sample, office: { ...sample.office, wechatArticles: mode } },
  })
  ;({ lin, chen, zhao } = await addOfficers(ctx, { lin: 'correspondent', chen: 'reviewer', zhao: 'manager' }))
}
beforeEach(() => start('draft'))
afterEach(async () => {
  await ctx.close()
  await bench.stop()
})

const NEWS: ItemInput = {
  columnId: 'news',
  title: '道路修好了',
  body: '村口到学校的路 11 月 28 日**修好**。',
}

const goLive = (number: string) => goPublic(ctx, number, [lin, chen, zhao])
const published = (input: ItemInput = NEWS) => publishedItem(ctx, [lin, chen, zhao], input)
async function amended(number: string): Promise<void> {
  await moveItemAs(ctx, number, 'amend', { change: '日期改为 11 月 27 日' }, lin)
  await saveDraft(ctx, lin, number, { ...NEWS, title: '道路修好了（更正）' }, undefined)
  await goLive(number)
}
/** Minutes pass for both sides, and the job runs. */
async function later(minutes = 0): Promise<void> {
  ctx.clock.advance(minutes)
  bench.clock.forward(minutes * 60_000)
  await sendArticles(ctx)
}
const rows = async (number: string) =>
  [...(await articlesOf(ctx.db.read, (await findItem(ctx.db.read, number))!.id))].reverse()
const states = async (number: string) => (await rows(number)).map(row => row.state)
const drafts = () => [...bench.wechat.articles.drafts.values()].map(draft => draft.news[0]!)
const inAccount = () => [...bench.wechat.articles.published.values()].map(one => one.news[0]!.title)
const calls = (path: string) => bench.wechat.calls(`/cgi-bin/${path}`).length

describe('a published item', () => {
  it('becomes one draft for an editor, within what WeChat takes', async () => {
    const number = await published()
    expect(await states(number)).toEqual(['queued'])
    await later()
    await later(1)
    await later(60)
    expect(await states(number)).toEqual(['drafted'])
    expect(drafts()).toMatchObject([
      {
        title: '道路修好了',
        author: '青禾镇',
        digest: '村口到学校的路 11 月 28 日修好。',
        content_source_url: `https://office.example/open/item/${number}?v=1`,
      },
    ])
    expect(drafts()[0]!.content).toMatch(
      /^<p>村口到学校的路 11 月 28 日<strong>修好<\/strong>。<\/p>\s*<hr \/><p>青禾镇 · 工作动态　索引号 /,
    )
    expect(inAccount()).toEqual([])
    expect(calls('freepublish/submit')).toBe(0)
  })

  it('nothing hostile in its text reaches the account', async () => {
    await published({
      ...NEWS,
      title: '<img src=x onerror=alert(1)>'.padEnd(40, '长'),
      body:
        '<script>alert(1)</script> [点](javascript:alert(1)) [看](https://x.example/a) ![图](https://x.example/1.png)\n\n' +
        '字'.repeat(19_000),
    })
    await later()
    const { content, title } = drafts()[0]!
    expect([...title].length).toBe(32)
    expect(content.length).toBeLessThan(20_000)
    expect(content).not.toMatch(/<(script|img|a)\b/)
    expect(content).toContain('&lt;script&gt;')
    expect(content).toContain('看（https://x.example/a）')
  })

  it('is published by the service where the office says so, once', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    const number = await published()
    await later()
    expect(await states(number)).toEqual(['submitted'])
    await bench.resident('mphelper').event('PUBLISHJOBFINISH', bench.wechat.articles.finish())
    expect(await rows(number)).toMatchObject([
      {
        state: 'published',
        articleId: expect.any(String),
        url: expect.stringMatching(/mp\.weixin/),
        mediaId: null,
      },
    ])
    await later(120)
    expect(inAccount()).toEqual(['道路修好了'])
    expect(calls('freepublish/submit')).toBe(1)
  })

  it('is not put into the account where the office does not want it', async () => {
    await ctx.close()
    await bench.stop()
    await start('off')
    const number = await published()
    await later()
    expect(await states(number)).toEqual([])
    expect(bench.wechat.log).toEqual([])
  })

  it('that an editor published in the console is found there', async () => {
    const number = await published()
    await later()
    bench.wechat.articles.publishInConsole([...bench.wechat.articles.drafts.keys()][0]!)
    await later(60)
    expect(await rows(number)).toMatchObject([
      { state: 'published', url: expect.stringMatching(/mp\.weixin/) },
    ])
  })

  it('whose draft an editor deleted is said to be gone, and is not drafted again', async () => {
    const number = await published()
    await later()
    bench.wechat.articles.drafts.clear()
    await later(60)
    await later(60)
    expect(await rows(number)).toMatchObject([
      { state: 'removed', error: expect.stringMatching(/草稿不在了/) },
    ])
    expect(calls('draft/add')).toBe(1)
  })
})

describe('a photo of the item', () => {
  it('stands in the article and is its cover', async () => {
    const photo = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#226644' } })
      .jpeg()
      .toBuffer()
    const number = await createItem(ctx, lin, NEWS)
    const { id } = (await findItem(ctx.db.read, number))!
    const hash = await ctx.files.put(photo)
    const table = await ctx.files.put(Buffer.from('项目,金额\n路灯,300\n'))
    await ctx.db.inTransaction(async tx => {
      const head = { itemId: id, addedById: lin.id, addedAt: ctx.now() }
      const one = await tx.itemFile.create({
        data: { ...head, kind: 'photo', mime: 'image/jpeg', hash, bytes: photo.length, name: '路.jpg' },
      })
      const two = await tx.itemFile.create({
        data: { ...head, kind: 'table', mime: 'text/csv', hash: table, bytes: 3, name: '<b>收支</b>.csv' },
      })
      await tx.itemVersion.updateMany({
        where: { itemId: id },
        data: { files: JSON.stringify([one.id, two.id]) },
      })
    })
    await goLive(number)
    await later()
    expect(drafts()[0]!.content).toMatch(/<img src="http:\/\/mmbiz\.qpic\.cn\/[^"]*" \/>/)
    expect(drafts()[0]!.content).toContain('&lt;b&gt;收支&lt;/b&gt;.csv')
    expect(calls('media/uploadimg')).toBe(1)
  })
})

describe('an account that may not', () => {
  it('says so at the item, and is not asked again', async () => {
    bench.wechat.trouble({ errcode: 48001 }, '/cgi-bin/material/add_material')
    const number = await published()
    await later()
    expect(await rows(number)).toMatchObject([
      { state: 'failed', error: expect.stringMatching(/没有草稿或发布的权限.*48001/), nextAt: null },
    ])
    bench.wechat.log.length = 0
    await later(60)
    expect(bench.wechat.log).toEqual([])
  })

  it('is not even called when the settings say that it is unverified', async () => {
    await ctx.close()
    await bench.stop()
    await start('draft', { WECHAT_ACCOUNT: 'unverified' })
    const number = await published()
    await later()
    expect(await rows(number)).toMatchObject([{ state: 'failed', error: expect.stringMatching(/没有认证/) }])
    expect(bench.wechat.log).toEqual([])
  })

  it('the platform’s refusal stands at the item', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    const number = await published()
    await later()
    await bench.resident('mphelper').event('PUBLISHJOBFINISH', bench.wechat.articles.finish(4))
    expect(await rows(number)).toMatchObject([
      { state: 'failed', error: expect.stringMatching(/审核没有通过/) },
    ])
    await later(60)
    expect(calls('freepublish/submit')).toBe(1)
  })

  it('a quota that is used up is waited for', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    bench.wechat.trouble({ errcode: 45009 }, '/cgi-bin/freepublish/submit')
    const number = await published()
    await later()
    expect(await rows(number)).toMatchObject([{ state: 'drafted', error: expect.stringMatching(/次数用完/) }])
    await later(30)
    expect(calls('freepublish/submit')).toBe(1)
    await later(31)
    expect(calls('freepublish/submit')).toBe(2)
    expect(await states(number)).toEqual(['submitted'])
  })
})

describe('a lost answer', () => {
  /** WeChat does what it is asked, and its answer never comes. */
  const lose = (path: string) => {
    const call = bench.wechat.articles.calls[`/cgi-bin/${path}`]!
    bench.wechat.articles.calls[`/cgi-bin/${path}`] = body => {
      const answer = call(body)
      bench.wechat.articles.calls[`/cgi-bin/${path}`] = call
      return typeof answer === 'number' ? answer : -1
    }
  }

  it('to a draft makes no second draft', async () => {
    lose('draft/add')
    const number = await published()
    await later()
    expect(await states(number)).toEqual(['queued'])
    expect(drafts().length).toBe(1)
    await later(2)
    expect(await states(number)).toEqual(['drafted'])
    expect(drafts().length).toBe(1)
  })

  it('to a submission makes no second article', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    lose('freepublish/submit')
    const number = await published()
    await later()
    expect(await rows(number)).toMatchObject([{ state: 'submitted', publishId: null }])
    bench.wechat.articles.finish()
    await later(61)
    expect(await states(number)).toEqual(['published'])
    expect(inAccount()).toEqual(['道路修好了'])
    expect(calls('freepublish/submit')).toBe(1)
  })

  it('to a submission is settled by the event, although its number is not known', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    lose('freepublish/submit')
    const number = await published()
    await later()
    await bench.resident('mphelper').event('PUBLISHJOBFINISH', bench.wechat.articles.finish())
    await later()
    expect(await states(number)).toEqual(['published'])
  })

  it('to a submission that was never taken is submitted again after an hour', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    bench.wechat.trouble({ cut: true }, '/cgi-bin/freepublish/submit')
    const number = await published()
    await later()
    await later(30)
    expect(calls('freepublish/submit')).toBe(1)
    await later(31)
    await later(1)
    expect(calls('freepublish/submit')).toBe(2)
    bench.wechat.articles.finish()
    await later(30)
    expect(await states(number)).toEqual(['published'])
    expect(inAccount()).toEqual(['道路修好了'])
  })

  it('a process that dies with an article in hand leaves it to the next, which looks first', async () => {
    const number = await published()
    const [due] = await dueArticles(ctx.db.read, ctx.now(), 1)
    const { claimArticle } = await import('../../../../src/store/publish/articles.ts')
    await ctx.db.inTransaction(tx => claimArticle(tx, due!, ctx.now()))
    // It had added the draft, and then it was killed.
    const source = `https://office.example/open/item/${number}?v=1`
    await bench.channel.articles!.addDraft({
      title: '道路修好了',
      author: '',
      digest: '',
      html: '<p>1</p>',
      sourceUrl: source,
      cover: await sharp({ create: { width: 9, height: 4, channels: 3, background: '#fff' } })
        .jpeg()
        .toBuffer(),
    })
    await later(5)
    expect(await states(number)).toEqual(['queued'])
    await later(6)
    expect(await states(number)).toEqual(['drafted'])
    expect(drafts().length).toBe(1)
  })

  it('two processes at once make one draft and one article', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    const number = await published()
    await Promise.all([sendArticles(ctx), sendArticles({ ...ctx, processId: 'other' })])
    expect(await states(number)).toEqual(['submitted'])
    expect(calls('draft/add')).toBe(1)
    expect(calls('freepublish/submit')).toBe(1)
  })
})

describe('an amended item', () => {
  it('replaces its draft that nobody has published', async () => {
    const number = await published()
    await later()
    await amended(number)
    await later()
    await later(1)
    expect(await states(number)).toEqual(['removed', 'drafted'])
    expect(drafts()).toMatchObject([
      { title: '道路修好了（更正）', content_source_url: expect.stringMatching(/v=2$/) },
    ])
    expect(drafts()[0]!.content).toContain('这一版的改动：日期改为 11 月 27 日')
  })

  it('a kill between the account and the database does not lose the replaced draft', async () => {
    const number = await published()
    await later()
    await amended(number)
    const update = bench.wechat.articles.calls['/cgi-bin/draft/update']!
    bench.wechat.articles.calls['/cgi-bin/draft/update'] = body => {
      update(body)
      return -1
    }
    await later()
    bench.wechat.articles.calls['/cgi-bin/draft/update'] = update
    expect(await states(number)).toEqual(['drafted', 'queued'])
    await later(5)
    await later(60)
    expect(await states(number)).toEqual(['removed', 'drafted'])
    expect(drafts()).toMatchObject([{ title: '道路修好了（更正）' }])
  })

  it('keeps the old article until the new one is published, and then deletes it', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    const number = await published()
    await later()
    bench.wechat.articles.finish()
    await later(3)
    await amended(number)
    await later()
    expect(await states(number)).toEqual(['published', 'submitted'])
    expect(inAccount()).toEqual(['道路修好了'])
    bench.wechat.articles.finish()
    await later(3)
    await later(1)
    expect(await states(number)).toEqual(['removed', 'published'])
    expect(inAccount()).toEqual(['道路修好了（更正）'])
  })
})

describe('a withdrawn item', () => {
  it('is taken out of the drafts', async () => {
    const number = await published()
    await later()
    await moveItemAs(ctx, number, 'withdraw', { reason: '日期写错' }, zhao)
    await later()
    expect(await states(number)).toEqual(['removed'])
    expect(drafts()).toEqual([])
  })

  it('is deleted where it was published, also when that happens only now', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    const number = await published()
    await later()
    await moveItemAs(ctx, number, 'withdraw', { reason: '日期写错' }, zhao)
    bench.wechat.articles.finish()
    await later(3)
    await later(1)
    expect(await states(number)).toEqual(['removed'])
    expect(inAccount()).toEqual([])
  })

  it('never goes to the account if it was withdrawn first', async () => {
    const number = await published()
    await moveItemAs(ctx, number, 'withdraw', { reason: '日期写错' }, zhao)
    await later()
    expect(await states(number)).toEqual(['removed'])
    expect(bench.wechat.log).toEqual([])
  })

  it('that cannot be deleted says that it must be done by hand', async () => {
    await ctx.close()
    await bench.stop()
    await start('publish')
    const number = await published()
    await later()
    bench.wechat.articles.finish()
    await later(3)
    bench.wechat.trouble({ errcode: 48001 }, '/cgi-bin/freepublish/delete')
    await moveItemAs(ctx, number, 'withdraw', { reason: '日期写错' }, zhao)
    await later()
    expect(await rows(number)).toMatchObject([
      { state: 'failed', error: expect.stringMatching(/请到公众平台手动删/), url: expect.any(String) },
    ])
  })
})

it('after the clock was set back, articles do not wait for the old time', async () => {
  const number = await published()
  bench.wechat.trouble({ cut: true }, '/cgi-bin/draft/add')
  await later()
  ctx.clock.set('2026-11-01T10:00+08:00')
  const { bringBackWaiting } = await import('../../../../src/usecases/notify/bring-back.ts')
  await bringBackWaiting(ctx)
  await sendArticles(ctx)
  expect(await states(number)).toEqual(['drafted'])
})
