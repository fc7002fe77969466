import type { Response } from 'express'
import { XMLBuilder } from 'fast-xml-parser'

/** Feeds by RFC 4287 (Atom). */

export interface FeedEntry {
  /** The address of its page, which is also its id. */
  url: string
  title: string
  text: string
  published: Date
  updated: Date
  /** What it is about: themes, villages. */
  categories?: readonly string[]
}

export interface Feed {
  title: string
  /** Who publishes it. */
  author: string
  /** The address of the feed, which is also its id, and of the page that shows the same. */
  self: string
  page: string
  entries: readonly FeedEntry[]
}

/** Characters that XML 1.0 cannot contain, not even escaped. */
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const clean = (text: string) => text.replace(NOT_IN_XML, '')

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true })

/** The feed as XML. It changes only when what is in it does, so that a reader who has it is told so. */
export function atom({ title, author, self, page, entries }: Feed): string {
  const newest = Math.max(0, ...entries.map(entry => entry.updated.getTime()))
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'utf-8' },
    feed: {
      '@xmlns': 'http://www.w3.org/2005/Atom',
      '@xml:lang': 'zh-CN',
      id: self,
      title: clean(title),
      updated: new Date(newest).toISOString(),
      author: { name: clean(author) },
      link: [
        { '@rel': 'self', '@type': 'application/atom+xml', '@href': self },
        { '@rel': 'alternate', '@type': 'text/html', '@href': page },
      ],
      entry: entries.map(entry => ({
        id: entry.url,
        title: clean(entry.title),
        published: entry.published.toISOString(),
        updated: entry.updated.toISOString(),
        link: { '@rel': 'alternate', '@type': 'text/html', '@href': entry.url },
        category: (entry.categories ?? []).map(term => ({ '@term': clean(term) })),
        content: { '@type': 'text', '#text': clean(entry.text) },
      })),
    },
  })
}

/** Sends a feed. Readers ask again and again: with the ETag of what they have, they get 304. */
export function sendFeed(res: Response, feed: Feed): void {
  res.set('Cache-Control', 'public, max-age=300')
  res.type('application/atom+xml; charset=utf-8').send(atom(feed))
}
