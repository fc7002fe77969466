import sanitizeHtml from 'sanitize-html'

/**
 * What of a page an article can hold. WeChat removes scripts, forms, pictures and links from elsewhere by its own rules, which
 * are not documented whole; what is removed here can be relied on, and is said in words where a reader would miss it.
 */

/** 新增草稿: fewer than 20,000 characters. Some are left for the line that says that it goes on elsewhere. */
const MOST_CHARACTERS = 19_500
const GOES_ON = '<p>（内容较长，下面还有。点文章末尾的“阅读原文”看全部。）</p>'

const BLOCKS = ['p', 'h2', 'h3', 'h4', 'ul', 'ol', 'blockquote', 'pre', 'table', 'hr', 'section']
const INLINE = ['br', 'strong', 'em', 'u', 's', 'sub', 'sup', 'code', 'a', 'img']
const PARTS = ['li', 'thead', 'tbody', 'tr', 'th', 'td']
/** Dropped with what is in them; of other tags the text stays. */
const NOT_TEXT = ['script', 'style', 'textarea', 'option', 'noscript', 'iframe', 'svg', 'math', 'template']

/** Articles of official accounts are the only addresses that WeChat opens from an article. */
const OPENS = /^https:\/\/mp\.weixin\.qq\.com\//
/** Where WeChat keeps the pictures that were uploaded to it. */
const PICTURE = /^https?:\/\/mmbiz\.qpic\.cn\//

/** @returns HTML of few tags and almost no attributes, whatever was given */
export function reducedHtml(html: string): string {
  const plain = sanitizeHtml(html, {
    allowedTags: [...BLOCKS, ...INLINE, ...PARTS],
    allowedAttributes: {
      a: ['href'],
      img: ['src', 'alt'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
    },
    nonTextTags: NOT_TEXT,
    allowedSchemes: ['http', 'https'],
    allowProtocolRelative: false,
    nestingLimit: 30,
    transformTags: {
      h1: 'h2',
      h5: 'h4',
      h6: 'h4',
      b: 'strong',
      i: 'em',
      del: 's',
      div: 'section',
    },
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !PICTURE.test(attribs['src'] ?? ''),
  })
  return linksAsText(plain)
}

/** Links that WeChat would not open: their text and, behind it, the address to copy. */
function linksAsText(html: string): string {
  const open: string[] = []
  return html.replace(/<a(?: href="([^"]*)")?>|<\/a>/g, (tag, href: string | undefined) => {
    if (tag !== '</a>') {
      open.push(OPENS.test(href ?? '') ? '</a>' : href ? `（${href}）` : '')
      return open.at(-1) === '</a>' ? tag : ''
    }
    return open.pop() ?? ''
  })
}

/** The text of some HTML, in one line. */
export const textOfHtml = (html: string): string =>
  sanitizeHtml(html.replace(/<(\/?(?:p|h\d|li|tr|td|th|br|div|section|blockquote)\b)/gi, ' <$1'), {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: NOT_TEXT,
  })
    .replace(/&amp;|&lt;|&gt;|&quot;/g, entity => ENTITIES[entity]!)
    .replace(/\s+/g, ' ')
    .trim()

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/**
 * As many whole blocks of reduced HTML as an article holds, before `end`, which is always there. A block that is too long
 * alone ends as text.
 */
export function fittedHtml(html: string, end = ''): string {
  if (html.length + end.length <= MOST_CHARACTERS) return html + end
  let left = MOST_CHARACTERS - GOES_ON.length - end.length
  const kept: string[] = []
  for (const block of blocksOf(html)) {
    if (block.length > left) {
      if (kept.length === 0)
        kept.push(`<p>${escaped([...textOfHtml(block)].slice(0, left / 6).join(''))}……</p>`)
      break
    }
    kept.push(block)
    left -= block.length
  }
  return kept.join('') + GOES_ON + end
}

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

const EMPTY = new Set(['br', 'hr', 'img'])

/** The outermost elements of reduced HTML, in which `<` and `>` stand for tags only. */
function* blocksOf(html: string): Generator<string> {
  let [depth, from] = [0, 0]
  for (const { 0: tag, 1: close, 2: name, index } of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (!EMPTY.has(name!)) depth += close ? -1 : 1
    if (depth > 0) continue
    yield html.slice(from, index + tag.length)
    from = index + tag.length
  }
  if (from < html.length) yield html.slice(from)
}
