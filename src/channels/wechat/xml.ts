import { XMLBuilder, XMLParser } from 'fast-xml-parser'

/** WeChat's own messages stay under 8 kB, photos come as ids; a text of 9,000 characters sealed and in plain is 64 kB. */
export const MAX_XML_BYTES = 128 * 1024
/** `<xml><SendPicsInfo><PicList><item><PicMd5Sum>` is the deepest documented message. */
const MAX_DEPTH = 8
/** Far more than any documented message: menu events with photo lists have about 30. */
const MAX_TAGS = 500
/** Of one tag. WeChat's have no attributes. */
const MAX_TAG_LENGTH = 64
/** A text of nothing but `]]>` is split that often. */
const MAX_CDATA = 3000
/** Outside CDATA, where WeChat writes numbers only. */
const MAX_ENTITIES = 500

/** Why a body is not a message, for a log. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
}

/** One element: its text, and its children by name. */
export interface XmlNode {
  [tag: string]: string | XmlNode | (string | XmlNode)[]
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Only the five of XML itself: a body with a DOCTYPE never gets here.
  processEntities: true,
  htmlEntities: false,
  maxNestedTags: MAX_DEPTH,
  // Indentation between tags; WeChat never mixes text and tags.
  textNodeName: '#text',
})

/**
 * Reads WeChat's flat `<xml>` message. Hostile input is refused before it is parsed.
 * @throws XmlError
 */
export function readXml(text: string): XmlNode {
  screen(text)
  let root: unknown
  try {
    root = parser.parse(text, true)
  } catch {
    throw new XmlError('broken XML')
  }
  const message = isNode(root) ? root['xml'] : undefined
  if (!isNode(message)) throw new XmlError('no message inside')
  return message
}

/**
 * Checks the text once, in linear time, for what no WeChat message has: size, document types (so no custom entities),
 * comments, instructions, attributes, long names, many or deep tags. The parser is fast on what remains.
 */
function screen(text: string): void {
  if (Buffer.byteLength(text) > MAX_XML_BYTES) throw new XmlError('too large')
  const start = /^\s{0,100}(?:<\?xml[^<>]{0,200}\?>\s{0,100})?(?=<xml>)/.exec(text)
  if (!start) throw new XmlError('not an <xml> message')
  let tags = 0
  let depth = 0
  let entities = 0
  let sections = 0
  let at = start[0].length
  while (at < text.length) {
    const open = text.indexOf('<', at)
    const bare = text.slice(at, open < 0 ? text.length : open)
    entities += bare.split('&', MAX_ENTITIES + 2).length - 1
    if (entities > MAX_ENTITIES) throw new XmlError('too many entities')
    if (open < 0) break
    if (text.startsWith('<![CDATA[', open)) {
      const end = text.indexOf(']]>', open)
      if (end < 0) throw new XmlError('broken XML')
      if (++sections > MAX_CDATA) throw new XmlError('too many sections')
      at = end + 3
    } else {
      const tag = /^<(\/?)\w+\s{0,4}(\/?)>/.exec(text.slice(open, open + MAX_TAG_LENGTH))
      if (!tag) throw new XmlError('not a plain tag')
      if (++tags > MAX_TAGS) throw new XmlError('too many tags')
      if (!tag[2]) depth += tag[1] ? -1 : 1
      if (depth > MAX_DEPTH) throw new XmlError('too deep')
      at = open + tag[0].length
    }
  }
}

/**
 * The most fields that loose parsing reads. Each searches the rest of the text, so the limit keeps hostile bodies
 * cheap.
 */
const MAX_LOOSE_FIELDS = 60
/** Attributes, which WeChat does not write, are skipped. */
const LOOSE_TAG = /<([A-Za-z]\w{0,63})(?:\s[^<>]{0,200})?>/g
/** Fields of free text: they extend to their own end tag, whatever they contain. */
const OF_WORDS: ReadonlySet<string> = new Set(['Content', 'Title', 'Description', 'Label', 'Recognition'])
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/**
 * Reads what it can of a message that `readXml` refuses (pasted from another program, truncated, with a document
 * type): its fields in order, the first of each name. Elements inside others count as fields of the message. No
 * entity but XML's own five and character numbers is replaced, nothing is ever fetched.
 *
 * A text that holds `]]></Content><FromUserName>` cannot name another sender: WeChat writes the sender first.
 */
export function readLoosely(text: string): XmlNode {
  const fields: XmlNode = Object.create(null)
  const start = Math.max(0, text.indexOf('<xml>'))
  LOOSE_TAG.lastIndex = start
  for (let found = 0; found < MAX_LOOSE_FIELDS; ) {
    const tag = LOOSE_TAG.exec(text)
    if (!tag) break
    const name = tag[1]!
    const value = valueAt(text, LOOSE_TAG.lastIndex, name)
    if (!value) continue
    found++
    LOOSE_TAG.lastIndex = value.end
    if (fields[name] === undefined) fields[name] = value.text
  }
  return fields
}

/** The text of an element after its start tag; undefined for an element that contains others. */
function valueAt(text: string, from: number, name: string): { text: string; end: number } | undefined {
  const section = /\s{0,20}<!\[CDATA\[/y
  section.lastIndex = from
  if (section.test(text)) {
    const begin = section.lastIndex
    const closed = text.indexOf(`]]></${name}>`, begin)
    const end = closed >= 0 ? closed : text.indexOf(']]>', begin)
    const inside = text.slice(begin, end < 0 ? undefined : end)
    return { text: inside.replaceAll(']]><![CDATA[', ''), end: end < 0 ? text.length : end + 3 }
  }
  const end = OF_WORDS.has(name) ? text.indexOf(`</${name}>`, from) : -1
  if (end >= 0) return { text: withoutEntities(text.slice(from, end)), end }
  const close = text.indexOf('<', from)
  const bare = text.slice(from, close < 0 ? undefined : close)
  if (close >= 0 && !text.startsWith('</', close) && bare.trim() === '') return undefined
  return { text: withoutEntities(bare), end: close < 0 ? text.length : close }
}

const withoutEntities = (text: string): string =>
  text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (whole, name, decimal, hex) => {
      if (name) return ENTITIES[name]!
      const point = decimal ? Number(decimal) : Number.parseInt(hex, 16)
      return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
        ? String.fromCodePoint(point)
        : whole
    },
  )

const isNode = (value: unknown): value is XmlNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Text of a child; undefined when it is missing, empty or not text. */
export function textOf(node: XmlNode, tag: string): string | undefined {
  const value = Object.hasOwn(node, tag) ? node[tag] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A child element. */
export function nodeOf(node: XmlNode, tag: string): XmlNode | undefined {
  const value = Object.hasOwn(node, tag) ? node[tag] : undefined
  return isNode(value) ? value : undefined
}

/** Only characters XML 1.0 allows: others would make WeChat refuse the whole answer. */
const FORBIDDEN =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** Values to write: texts become CDATA, numbers are plain, arrays repeat as `<item>`. */
export type XmlValue = string | number | { [tag: string]: XmlValue } | { item: XmlValue }[]

/** Writes answers as WeChat documents them: every text a CDATA section, `]]>` inside split over two. */
const builder = new XMLBuilder({ cdataPropName: '#cdata', ignoreAttributes: true, processEntities: false })

/** Converts a value to the shape that the builder writes. */
const shaped = (value: XmlValue): unknown => {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return { '#cdata': value.replaceAll(FORBIDDEN, '') }
  if (Array.isArray(value)) return { item: value.map(({ item }) => shaped(item)) }
  return Object.fromEntries(Object.entries(value).map(([tag, child]) => [tag, shaped(child)]))
}

/** Writes an `<xml>` message. Tag names are ours, never a resident's. */
export const writeXml = (message: { [tag: string]: XmlValue }): string =>
  builder.build({ xml: shaped(message) })
