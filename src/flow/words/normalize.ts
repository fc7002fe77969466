import { chineseNumber } from '../../domain/base/text/chinese-number.ts'
import { toSimplified } from '../../domain/base/text/traditional.ts'
import { tidyText } from '../../domain/base/text/visible-text.ts'
import { LIMITS } from '../limits.ts'

/** A surrogate without its partner, left by a cut through a character. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

interface Cleaned {
  text: string
  /** Length in characters before the cut; null when the text was not cut. */
  cutFrom: number | null
}

/** Cleans a resident's text: no invisible characters, trimmed, at most `LIMITS.text` characters. */
export function clean(raw: string | undefined): Cleaned {
  // No channel delivers longer texts; cutting first bounds the work.
  const text = tidyText((raw ?? '').slice(0, 200_000))
  if (text.length <= LIMITS.text) return { text, cutFrom: null }
  return { text: text.slice(0, LIMITS.text).replace(LONE, ''), cutFrom: [...text].length }
}

/** Removes spaces and punctuation, and makes a text lower case and half width. */
export const flat = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '')

/** Colloquial words and the standard word for each: 要带啥, 咋办, 俺. */
const HOME: readonly [RegExp, string][] = [
  [/啥子?|么子/gu, '什么'],
  [/咋/gu, '怎么'],
  [/俺/gu, '我'],
]

/** Matches any word of HOME, so that most texts need only this one search. */
const AT_HOME = /[啥咋俺]|么子/u

/** Normalises a name that is compared with many messages; the caller keeps the result. */
export function plainName(text: string): string {
  const said = toSimplified(flat(text))
  return AT_HOME.test(said) ? HOME.reduce((all, [word, instead]) => all.replace(word, instead), said) : said
}

let last = { text: '', plain: '' }

/**
 * Normalises a text for comparison: flat, simplified characters, standard words for colloquial ones. It remembers the last
 * text, because a turn compares one message with many words.
 */
export function plain(text: string): string {
  if (text !== last.text) last = { text, plain: plainName(text) }
  return last.plain
}

/** The number that a text consists of: `3`, `３`, `③`, `三`, `十二`, `第2个`, `选3`, `2.`. Undefined when it is something else. */
export function numberIn(text: string): number | undefined {
  const bare = text
    .normalize('NFKC')
    .trim()
    .replace(/^(?:我?选择?|第|按|回复?)+\s*/u, '')
    .replace(/\s*(?:号|个|项|条|吧|[.,。、，)）])*$/u, '')
  if (/^\d{1,9}$/.test(bare)) return Number(bare)
  return chineseNumber(bare)
}

/** Shortens a text for display in a prompt. */
export function shorten(text: string, max: number): string {
  const points = [...text]
  return points.length <= max ? text : `${points.slice(0, max).join('')}…（共 ${points.length} 字）`
}
