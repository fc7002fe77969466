import { escaped, fittedHtml, reducedHtml, textOfHtml } from '../../../channels/wechat/articles/html.ts'
import type { ArticleAccount, NewArticle } from '../../../domain/base/article-account.ts'
import { sayDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { articleDigest, articleTitle, titleIsCut } from '../../../domain/publish/articles.ts'
import { columnOf } from '../../../domain/publish/catalogue.ts'
import type { Item } from '../../../domain/publish/item.ts'
import { renderMarkdown } from '../../../domain/publish/markdown.ts'
import { type ItemFile, itemFilesOf } from '../../../store/publish/item-files.ts'
import { findVersion } from '../../../store/publish/items.ts'
import type { Context } from '../../base/context.ts'
import { redraw } from '../../base/media/redraw.ts'
import { namesOf } from '../../cases/moving/open-case.ts'
import { coverFromPhoto, plainCover } from './cover.ts'

/** More photos than this stay on the item's page. */
const MOST_PHOTOS = 20
/** Pictures of an article: as wide as a phone shows them, below 1 MB. */
const SIDES = [1280, 800, 480]
const MOST_BYTES = 1024 * 1024 - 1

/** The page of an item, where its article leads; the version makes the address of each article its own. */
export const articleSource = (ctx: Context, { number }: Pick<Item, 'number'>, version: number): string =>
  `${ctx.config.baseUrl}/open/item/${number}?v=${version}`

/** Writes a version as an article, and uploads its photos. @throws ArticleRefused */
export async function writeArticle(
  ctx: Context,
  account: ArticleAccount,
  item: Pick<Item, 'id' | 'number' | 'columnId' | 'areaId' | 'departmentId'>,
  version: number,
): Promise<NewArticle> {
  const text = (await findVersion(ctx.db.read, item.id, version))!
  const files = await itemFilesOf(ctx.db.read, item.id, text.files)
  const body = renderMarkdown(text.body)
  const photos = await photosOf(ctx, files)
  const pictures: string[] = []
  for (const photo of photos) pictures.push(`<p><img src="${await account.uploadPicture(photo)}" /></p>`)
  const heading = titleIsCut(text.title) ? `<h2>${escaped(text.title)}</h2>` : ''
  const { office } = ctx.content()
  return {
    title: articleTitle(text.title),
    author: office.shortName,
    digest: articleDigest(textOfHtml(body)),
    html: fittedHtml(`${heading}${reducedHtml(body)}`, pictures.join('') + endOf(ctx, item, text, files)),
    sourceUrl: articleSource(ctx, item, version),
    cover: (photos[0] && (await coverFromPhoto(photos[0]))) ?? (await plainCover(office.name)),
  }
}

/** Whose it is, what was changed, and where the rest is. */
function endOf(
  ctx: Context,
  item: Pick<Item, 'number' | 'columnId' | 'areaId' | 'departmentId'>,
  text: { change: string | null; liveFrom: Date | null },
  files: readonly ItemFile[],
): string {
  const { catalogue, ...content } = ctx.content()
  const names = namesOf(ctx.content())
  const column = columnOf(catalogue, item.columnId)?.name ?? ''
  const place = item.areaId === null ? content.office.shortName : (names.area(item.areaId) ?? '')
  const attached = files.filter(file => file.kind !== 'photo').map(file => file.name)
  const lines = [
    ...(text.change ? [`这一版的改动：${text.change}`] : []),
    ...(attached.length > 0 ? [`附件（点“阅读原文”下载）：${attached.join('、')}`] : []),
    `${[place, column].filter(Boolean).join(' · ')}　索引号 ${item.number}`,
    ...(text.liveFrom ? [`${sayDate(shanghaiDate(text.liveFrom))}公开`] : []),
    '要看最新的内容、提意见，请点“阅读原文”。',
  ]
  return `<hr />${lines.map(line => `<p>${escaped(line)}</p>`).join('')}`
}

/** The photos as JPEGs that an article takes; one that cannot be read is left out, the page still has it. */
async function photosOf(ctx: Context, files: readonly ItemFile[]): Promise<Uint8Array[]> {
  const photos: Uint8Array[] = []
  for (const { kind, hash } of files) {
    if (kind !== 'photo' || photos.length === MOST_PHOTOS) continue
    const bytes = await ctx.files.get(hash).catch(() => undefined)
    const small = bytes && (await smaller(bytes))
    if (small) photos.push(small)
  }
  return photos
}

async function smaller(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  for (const longest of SIDES) {
    const drawn = await redraw(bytes, { longest, own: true, patient: true })
    if (!drawn) return undefined
    if (drawn.length <= MOST_BYTES) return drawn
  }
  return undefined
}
