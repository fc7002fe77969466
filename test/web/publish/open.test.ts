import { beforeEach, describe, expect, it } from 'vitest'
import { storeItemFile } from '../../../src/usecases/publish/files/store-file.ts'
import { moveItemAs } from '../../../src/usecases/publish/move-item.ts'
import { createItem, saveDraft } from '../../../src/usecases/publish/save-item.ts'
import { createApp } from '../../../src/web/app.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { listen } from '../../helpers/listen.ts'
import { goPublic, type Publishers, publishedItem } from '../../helpers/publishing.ts'
import { addOfficers, Visitor } from '../../helpers/site.ts'

let ctx: TestContext
let visitor: Visitor
let people: Publishers

beforeEach(async () => {
  ctx = await testContext()
  visitor = new Visitor((await listen(createApp(ctx))).url)
  const { lin, chen, zhao } = await addOfficers(ctx, {
    lin: 'correspondent',
    chen: 'reviewer',
    zhao: 'manager',
  })
  people = [lin, chen, zhao]
})

const village = {
  columnId: 'village-affairs',
  areaId: 'dongshan',
  title: '三季度账目',
  body: '收入 3 万元。',
}

describe('published information', () => {
  it('an office that has published nothing says so, and names its villages and columns', async () => {
    const { status, text } = await visitor.get('/open')
    expect(status).toBe(200)
    expect(text).toContain('还没有公开的内容')
    expect(text).toContain('东山村')
    expect(text).toContain('财政预决算')
  })

  it('an item stands on the front page, in its column, on its village’s page and sheet, in feeds and the sitemap', async () => {
    const number = await publishedItem(ctx, people, village)
    for (const path of ['/open', '/open/column/village-affairs', '/open/dongshan', '/open/search?q=账目'])
      expect((await visitor.get(path)).text, path).toContain(`/open/item/${number}`)
    expect((await visitor.get('/open/dongshan/sheet')).text).toContain('三季度账目')
    expect((await visitor.get('/open/xihe')).text).not.toContain(number)
    for (const path of ['/open/feed.xml', '/open/dongshan/feed.xml', '/open/column/village-affairs/feed.xml'])
      expect((await visitor.get(path)).text, path).toContain(`<title>三季度账目</title>`)
    expect((await visitor.get('/sitemap.xml')).text).toContain(`/open/item/${number}</loc>`)
  })

  it('a draft is nowhere, not even by its number', async () => {
    const number = await createItem(ctx, people[0], village)
    for (const path of ['/open', '/open/dongshan', '/open/search?q=账目', '/open/feed.xml', '/sitemap.xml'])
      expect((await visitor.get(path)).text, path).not.toContain(number)
    expect((await visitor.get(`/open/item/${number}`)).status).toBe(404)
  })

  it('the title of a draft version is not public before the version is', async () => {
    const number = await publishedItem(ctx, people, village)
    await moveItemAs(ctx, number, 'amend', { change: '更正' }, people[0])
    await saveDraft(ctx, people[0], number, { ...village, title: '还没审的标题' }, undefined)
    for (const path of ['/open', `/open/item/${number}`, '/open/feed.xml', '/open/dongshan'])
      expect((await visitor.get(path)).text, path).not.toContain('还没审的标题')
  })

  it('shows what changed, and the earlier version where it has no names of persons', async () => {
    const number = await publishedItem(ctx, people, village)
    await moveItemAs(ctx, number, 'amend', { change: '收入改为 4 万元' }, people[0])
    await saveDraft(ctx, people[0], number, { ...village, body: '收入 4 万元。' }, undefined)
    await goPublic(ctx, number, people)
    const now = await visitor.get(`/open/item/${number}`)
    expect(now.text).toContain('收入改为 4 万元')
    expect((await visitor.get(`/open/item/${number}?version=1`)).text).toContain('收入 3 万元')
    expect((await visitor.get(`/open/item/${number}?version=9`)).status).toBe(404)
  })

  it('an earlier version with names is not shown again', async () => {
    const list = { ...village, columnId: 'assistance', body: '户主：张建国', namesReason: '规定要求公示' }
    const number = await publishedItem(ctx, people, list)
    await moveItemAs(ctx, number, 'amend', { change: '去掉姓名' }, people[0])
    await saveDraft(ctx, people[0], number, { ...list, body: '共 3 户', namesReason: undefined }, undefined)
    await goPublic(ctx, number, people)
    expect((await visitor.get(`/open/item/${number}?version=1`)).status).toBe(404)
  })

  it('a withdrawn item is gone at once, with its reason; so are its files', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.7\n%%EOF')
    const file = await storeItemFile(ctx, { name: '预算.pdf', bytes })
    const number = await publishedItem(ctx, people, village, { add: [file], drop: [] })
    const page = await visitor.get(`/open/item/${number}`)
    expect(page.headers.get('cache-control')).toBe('public, no-cache')
    const address = /\/open\/file\/[\d-]+\/\d+/.exec(page.text)![0]
    const pdf = await visitor.get(address)
    expect(pdf.headers.get('content-disposition')).toContain('attachment')
    await moveItemAs(ctx, number, 'withdraw', { reason: '金额有误' }, people[2])
    const gone = await visitor.get(`/open/item/${number}`)
    expect([gone.status, gone.text.includes('金额有误')]).toEqual([410, true])
    expect((await visitor.get(address)).status).toBe(410)
  })

  it('a reader that has the feed is told that nothing changed', async () => {
    await publishedItem(ctx, people)
    const first = await visitor.get('/open/feed.xml')
    const etag = first.headers.get('etag')!
    expect(
      (await visitor.get('/open/feed.xml', { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' })).status,
    ).toBe(304)
  })

  it.each([
    '/open/nowhere',
    '/open/item/x',
    '/open/item/2026-99999',
    '/open/file/2026-00001/1',
    '/open/column/none',
  ])('%s is not found', async path => expect((await visitor.get(path)).status).toBe(404))

  it.each(['?q=%22%27%3B--', `?q=${'长'.repeat(500)}`, '?q=a&before=-1', '?q=<script>'])(
    'a hostile search finds nothing and breaks nothing: %s',
    async query => {
      const { status, text } = await visitor.get(`/open/search${query}`)
      expect(status).toBe(200)
      expect(text).not.toContain('<script>')
    },
  )

  it('pages of a column go on where the one before ended', async () => {
    for (let i = 1; i <= 23; i++) await publishedItem(ctx, people, { title: `动态 ${i}` })
    const first = await visitor.get('/open/column/news')
    const next = /rel="next" href="([^"]+)"/.exec(first.text)![1]!.replaceAll('&amp;', '&')
    const second = await visitor.get(next)
    const titles = [...`${first.text}${second.text}`.matchAll(/动态 (\d+)</g)].map(m => Number(m[1]))
    expect([...new Set(titles)].length).toBe(23)
    expect(second.text).not.toContain('rel="next"')
  })
})
