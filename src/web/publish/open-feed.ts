import type { Response } from 'express'
import { excerpt } from '../../domain/publish/markdown.ts'
import { liveTexts, type PublicItem } from '../../store/publish/item-lists.ts'
import type { Context } from '../../usecases/base/context.ts'
import { namesOf } from '../../usecases/cases/moving/open-case.ts'
import { sendFeed } from '../shell/parts/atom.ts'

/** Sends live items as an Atom feed, each with the beginning of its text. */
export async function openFeed(
  ctx: Context,
  res: Response,
  page: string,
  title: string,
  items: readonly PublicItem[],
): Promise<void> {
  const { office, catalogue } = ctx.content()
  const { baseUrl } = ctx.config
  const names = namesOf(ctx.content())
  const texts = await liveTexts(ctx.db.read, items)
  sendFeed(res, {
    title: `${title} · ${office.name}`,
    author: office.name,
    self: `${baseUrl}${page}/feed.xml`,
    page: `${baseUrl}${page}`,
    entries: items.map(item => ({
      url: `${baseUrl}/open/item/${item.number}`,
      title: item.title,
      text: excerpt(texts.get(item.id) ?? '', 300),
      published: item.publishedAt,
      updated: item.updatedLiveAt,
      categories: [
        catalogue.columns.find(({ id }) => id === item.columnId)?.name ?? item.columnId,
        names.area(item.areaId) ?? '',
      ].filter(Boolean),
    })),
  })
}
