import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { h } from 'preact'
import QRCode from 'qrcode'
import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { renderMarkdown } from '../../domain/publish/markdown.ts'
import { liveNumbers } from '../../store/publish/item-lists.ts'
import type { Context } from '../../usecases/base/context.ts'
import { namesOf } from '../../usecases/cases/moving/open-case.ts'
import { itemTalk } from '../../usecases/publish/item-talk.ts'
import {
  columnNamed,
  columnsNow,
  listPublic,
  publicFile,
  publicItem,
  searchPublic,
  villageColumns,
} from '../../usecases/publish/public-items.ts'
import { queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { sendAttachment } from '../shell/send-attachment.ts'
import { OpenColumnPage, OpenGuidePage, OpenPage, OpenSearchPage, OpenVillagePage } from './open.page.tsx'
import { openFeed } from './open-feed.ts'
import { OpenItemPage } from './open-item.page.tsx'
import { VillageSheetPage } from './village-sheet.page.tsx'

/** Lists may be a minute old. */
const LISTS = 'public, max-age=60'
/** An item that was withdrawn is gone at once: caches ask each time, and get 304 while it is unchanged. */
const ITEMS = 'public, no-cache'

/** Published information, for anyone (`/open`). Works without scripts; nothing of a page is for one reader. */
export function openRouter(ctx: Context): Router {
  const router = express.Router()
  const names = () => namesOf(ctx.content())
  const frame = () => {
    const { office, catalogue } = ctx.content()
    return { office, catalogue, today: shanghaiDate(ctx.now()), names: names() }
  }
  const list: RequestHandler = (_req, res, next) => {
    res.set('Cache-Control', LISTS)
    next()
  }

  /** @throws Refusal `not_found` */
  const villageOf = (req: Request) => {
    const village = ctx.content().office.areas.find(area => area.id === req.params['village'])
    if (!village) throw new Refusal('not_found', '没有这个村（社区）的公开页面。')
    return village
  }

  router.get('/', list, async (_req, res) => {
    const [states, latest, asking] = await Promise.all([
      columnsNow(ctx),
      listPublic(ctx, {}, '', 10),
      listPublic(ctx, { consultation: true }, '', 20),
    ])
    sendPage(res, h(OpenPage, { ...frame(), states, latest: latest.items, asking: asking.items }))
  })

  router.get('/guide', list, async (_req, res) => {
    const { catalogue } = ctx.content()
    sendPage(
      res,
      h(OpenGuidePage, { ...frame(), html: renderMarkdown(catalogue.guide), states: await columnsNow(ctx) }),
    )
  })

  router.get('/search', async (req, res) => {
    const q = queryOf(req, 'q').trim().slice(0, 100)
    const before = wholeNumber(queryOf(req, 'before')) || undefined
    const page = q === '' ? null : await searchPublic(ctx, q, before)
    res.set('Cache-Control', LISTS)
    sendPage(res, h(OpenSearchPage, { ...frame(), q, page }))
  })

  router.get('/feed.xml', async (_req, res) => {
    const { items } = await listPublic(ctx, {}, '', 30)
    await openFeed(ctx, res, '/open', '最新公开', items)
  })

  router.get('/column/:column', list, async (req, res) => {
    const column = columnNamed(ctx, String(req.params['column']))
    const area = queryOf(req, 'area')
    const known = ctx.content().office.areas.some(({ id }) => id === area)
    const areaId = known ? area : undefined
    const page = await listPublic(ctx, { columnId: column.id, areaId }, queryOf(req, 'before'))
    const states = (await columnsNow(ctx)).filter(state => state.column.id === column.id)
    sendPage(res, h(OpenColumnPage, { ...frame(), column, areaId, page, states }))
  })

  router.get('/column/:column/feed.xml', async (req, res) => {
    const column = columnNamed(ctx, req.params.column)
    const { items } = await listPublic(ctx, { columnId: column.id }, '', 30)
    await openFeed(ctx, res, `/open/column/${column.id}`, column.name, items)
  })

  router.get('/item/:number', async (req, res) => {
    const version = wholeNumber(queryOf(req, 'version')) || undefined
    const shown = await publicItem(ctx, req.params.number, version)
    const talk = shown.old ? null : await itemTalk(ctx, shown.item)
    res.set('Cache-Control', ITEMS)
    sendPage(res, h(OpenItemPage, { ...frame(), ...shown, talk, now: ctx.now() }))
  })

  router.get('/file/:number/:id', async (req, res) => {
    const file = await publicFile(ctx, req.params.number, wholeNumber(req.params.id))
    res.set('Cache-Control', ITEMS)
    sendAttachment(req, res, file)
  })

  router.get('/:village', list, async (req, res) => {
    const village = villageOf(req)
    sendPage(
      res,
      h(OpenVillagePage, { ...frame(), village, columns: await villageColumns(ctx, village.id, 5) }),
    )
  })

  router.get('/:village/feed.xml', async (req, res) => {
    const village = villageOf(req)
    const { items } = await listPublic(ctx, { areaId: village.id }, '', 30)
    await openFeed(ctx, res, `/open/${village.id}`, village.name, items)
  })

  router.get('/:village/sheet', list, async (req, res) => {
    const village = villageOf(req)
    const url = `${ctx.config.baseUrl}/open/${village.id}`
    sendPage(
      res,
      h(VillageSheetPage, {
        ...frame(),
        village,
        url,
        qr: await QRCode.toString(url, { type: 'svg', margin: 1 }),
        columns: await villageColumns(ctx, village.id, 3),
      }),
    )
  })

  return router
}

/** `/sitemap.xml`: what search engines may know of the site. */
export function sitemapRouter(ctx: Context): Router {
  return express.Router().get('/sitemap.xml', async (_req, res) => sendSitemap(ctx, res))
}

/** The most addresses in one sitemap; older items are reached over the columns. */
const MOST_ADDRESSES = 2000

async function sendSitemap(ctx: Context, res: Response): Promise<void> {
  const { catalogue, office, guides } = ctx.content()
  const items = await liveNumbers(ctx.db.read, MOST_ADDRESSES)
  const page = (path: string, at?: Date | null) =>
    `<url><loc>${ctx.config.baseUrl}${path}</loc>${at ? `<lastmod>${at.toISOString()}</lastmod>` : ''}</url>`
  const pages = [
    ...['/', '/guides', '/open', '/open/guide', '/public', '/public/replies'].map(path => page(path)),
    // Ids of the office's files are letters, digits and hyphens.
    ...catalogue.columns.map(({ id }) => page(`/open/column/${id}`)),
    ...office.areas.map(({ id }) => page(`/open/${id}`)),
    ...[...guides.keys()].map(id => page(`/guides/${encodeURIComponent(id)}`)),
    ...items.map(item => page(`/open/item/${item.number}`, item.updatedLiveAt)),
  ]
  res.set('Cache-Control', 'public, max-age=3600')
  res
    .type('application/xml')
    .send(
      `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${pages.join('')}</urlset>\n`,
    )
}
