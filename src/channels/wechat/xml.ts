import { XMLParser } from 'fast-xml-parser'

/** WeChat's own messages stay under 8 kB; photos come as ids. */
export const MAX_XML_BYTES = 256 * 1024
/** `<xml><SendPicsInfo><PicList><item><PicMd5Sum>` is the deepest documented message. */
const MAX_DEPTH = 8
/** Nothing documented comes near: the menu events with photo lists have about 30. */
const MAX_TAGS = 1000

/** A body that is not a message, in words for a log. */
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
  // Indentation between tags; a text of its own never stands beside tags.
  textNodeName: '#text',
})

/**
 * Reads WeChat's flat `<xml>` message. Hostile input is refused before it is parsed: size, document types
 * (so no entities), number of tags; depth while parsing.
 * @throws XmlError
 */
export function readXml(text: string): XmlNode {
  if (Buffer.byteLength(text) > MAX_XML_BYTES) throw new XmlError('too large')
  if (!/^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<xml>/.test(text)) throw new XmlError('not an <xml> message')
  const bare = text.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')
  if (/<!/.test(bare)) throw new XmlError('declarations are refused')
  if (bare.split('<', MAX_TAGS * 2 + 2).length > MAX_TAGS * 2 + 1) throw new XmlError('too many tags')
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

const isNode = (value: unknown): value is XmlNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Text of a child, undefined when it is missing, empty or no text. */
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

/** A text as CDATA; `]]>` inside is split over two sections. */
export const cdata = (text: string): string =>
  `<![CDATA[${text.replaceAll(FORBIDDEN, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** What is written: texts become CDATA, numbers stand bare, arrays repeat as `<item>`. */
export type XmlValue = string | number | { [tag: string]: XmlValue } | { item: XmlValue }[]

const inner = (value: XmlValue): string => {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return cdata(value)
  if (Array.isArray(value)) return value.map(({ item }) => `<item>${inner(item)}</item>`).join('')
  return Object.entries(value)
    .map(([tag, child]) => `<${tag}>${inner(child)}</${tag}>`)
    .join('')
}

/** Writes an `<xml>` message. Tag names are ours, never a resident's. */
export const writeXml = (message: { [tag: string]: XmlValue }): string => `<xml>${inner(message)}</xml>`
