import { LIMITS } from './state.ts'

/** Characters that carry no meaning but break matching: controls, zero-width, direction marks, BOM. */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\uffff]/g

/** Half of a character: what a cut in the wrong place leaves. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

export interface Cleaned {
  text: string
  /** Length in characters before it was cut, when it was too long. */
  cutFrom: number | null
}

/** A resident's text without invisible characters, trimmed, at most `LIMITS.text` characters. */
export function clean(raw: string | undefined): Cleaned {
  // Anything beyond this cannot come from a channel; cutting first keeps the work bounded.
  const text = (raw ?? '')
    .slice(0, 200_000)
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .replace(LONE, '')
    .trim()
  const points = [...text]
  if (points.length <= LIMITS.text && text.length <= LIMITS.text) return { text, cutFrom: null }
  return { text: text.slice(0, LIMITS.text).replace(LONE, ''), cutFrom: points.length }
}

/** For comparing: full-width to half-width, no spaces or punctuation, lower case. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '')

/** Has something to read: a letter, a Chinese character or a digit. */
export const readable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** A number a person wrote: `3`, `３`, `③`, `三`, `十二`, `第2个`, `选3`, `2.`. Undefined when it is none. */
export function numberIn(text: string): number | undefined {
  const bare = text
    .normalize('NFKC')
    .trim()
    .replace(/^(?:我?选择?|第|按|回复?)+\s*/u, '')
    .replace(/\s*(?:号|个|项|条|吧|[.,。、，)）])*$/u, '')
  if (/^\d{1,9}$/.test(bare)) return Number(bare)
  const ten = /^([一二两三四五六七八九])?十([一二三四五六七八九])?$/u.exec(bare)
  if (ten) return (ten[1] ? DIGITS[ten[1]]! : 1) * 10 + (ten[2] ? DIGITS[ten[2]]! : 0)
  return [...bare].length === 1 ? DIGITS[bare] : undefined
}

/** Shortened for showing inside a prompt. */
export function shorten(text: string, max: number): string {
  const points = [...text]
  return points.length <= max ? text : `${points.slice(0, max).join('')}…（共 ${points.length} 字）`
}
