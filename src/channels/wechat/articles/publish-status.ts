import type { Publishing, PublishReport } from '../../../domain/base/article-account.ts'
import { nodeOf, textOf, type XmlNode } from '../xml.ts'

/** publish_status 2–4: why the platform did not publish. */
const REFUSED: Record<number, string> = {
  2: '公众平台没有通过：原创声明失败。',
  3: '公众平台没有发出去（常规失败）。请到公众平台的“发表记录”里看原因。',
  4: '公众平台审核没有通过。请到公众平台看原因，改了以后再发。',
}
/** 5–6: published, and gone since. */
const REMOVED: Record<number, string> = {
  5: '发出去以后，有人在公众平台上删了。',
  6: '发出去以后，公众平台把它封了。请到公众平台看原因。',
}

/** What a publish_status means (发布状态查询): 0 published, 1 under way, 2–4 refused, 5–6 removed. */
export function outcomeOf(
  status: number,
  articleId: string | undefined,
  url: string | undefined,
): Publishing {
  if (status === 0 && articleId !== undefined)
    return { state: 'published', articleId, ...(isAddress(url) && { url }) }
  if (REFUSED[status] !== undefined)
    return { state: 'refused', code: `publish_status ${status}`, detail: REFUSED[status] }
  if (REMOVED[status] !== undefined) return { state: 'removed', detail: REMOVED[status] }
  // Also a status that is not documented, and a success without its id: asked again.
  return { state: 'underWay' }
}

const isAddress = (url: string | undefined): url is string =>
  url !== undefined && url.length <= 1000 && /^https?:\/\/mp\.weixin\.qq\.com\//.test(url)

/** The report in an event PUBLISHJOBFINISH; undefined in any other message, and in one that names no task. */
export function publishReport({
  type,
  fields,
}: {
  type: string
  fields: XmlNode
}): PublishReport | undefined {
  if (type !== 'event' || textOf(fields, 'Event') !== 'PUBLISHJOBFINISH') return undefined
  const info = nodeOf(fields, 'PublishEventInfo')
  const publishId = info && textOf(info, 'publish_id')
  const status = info && textOf(info, 'publish_status')
  if (!info || !publishId || !status || !/^\d{1,2}$/.test(status)) return undefined
  const detail = nodeOf(info, 'article_detail')
  const [first] = [detail?.['item'] ?? []].flat()
  const url = typeof first === 'object' && !Array.isArray(first) ? textOf(first, 'article_url') : undefined
  return { publishId, outcome: outcomeOf(Number(status), textOf(info, 'article_id'), url) }
}
