/**
 * Case numbers: `2026-00123-4` is the year, the running number of that year (at least five digits) and a check digit
 * over both, ISO/IEC 7064 MOD 11,10. It finds every single wrong digit and nearly every swap of two neighbours (all
 * but those the test lists), so a misheard number is seldom another resident's.
 */

/** ISO/IEC 7064 MOD 11,10. */
export function checkDigit(digits: string): number {
  let product = 10
  for (const d of digits) {
    const sum = (product + Number(d)) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10
}

/** @throws RangeError for a year outside 2000–2099 or a running number outside 1–9,999,999. */
export function formatCaseNumber(year: number, n: number): string {
  if (!Number.isInteger(year) || year < 2000 || year > 2099) throw new RangeError(`no such year: ${year}`)
  if (!Number.isInteger(n) || n < 1 || n > 9_999_999) throw new RangeError(`no such running number: ${n}`)
  const digits = `${year}${String(n).padStart(5, '0')}`
  return `${digits.slice(0, 4)}-${digits.slice(4)}-${checkDigit(digits)}`
}

const DIGITS = new Map([...'零〇○一二三四五六七八九'].map((c, i) => [c, String(Math.max(0, i - 2))]))
DIGITS.set('幺', '1') // how soldiers, drivers and hotlines say 1
const DASHES = /[-‐‑‒–—―−－﹣ー杠]/
const SPACES = /[\s\u3000\u200b]/

/** One character for one character, so that positions in the text stay. */
function plain(c: string): string {
  const digit = DIGITS.get(c)
  if (digit) return digit
  const code = c.charCodeAt(0)
  if (code >= 0xff10 && code <= 0xff19) return String(code - 0xff10)
  if (DASHES.test(c)) return '-'
  return SPACES.test(c) ? ' ' : c
}

/** What looks like a case number in a text. `number` is null when the check digit or the length is wrong. */
interface FoundNumber {
  text: string
  index: number
  number: string | null
}

/** The canonical form of year, running number and check digit, or null when they do not belong together. */
function assemble(digits: string): string | null {
  const n = digits.slice(4, -1)
  if (n.length < 5 || n.length > 7 || (n.length > 5 && n.startsWith('0')) || Number(n) === 0) return null
  return checkDigit(digits.slice(0, -1)) === Number(digits.at(-1))
    ? `${digits.slice(0, 4)}-${n}-${digits.at(-1)}`
    : null
}

const S = '[- ]{0,3}'
/** In three groups, however they are joined; then digit by digit. Bounded repeats only: linear on any text. */
const GROUPED = new RegExp(`(?<![\\d-])20\\d\\d${S}\\d{5,7}${S}\\d(?!\\d)`, 'g')
const SPELLED = new RegExp(`(?<![\\d-])2${S}0(?:${S}\\d){8,10}(?!\\d)`, 'g')
/** Three groups with dashes, but a digit lost or added. */
const BROKEN = /(?<![\d-])20\d\d ?- ?\d{3,9} ?- ?\d{1,3}(?!\d)/g

/**
 * A wrong number without separators counts as a miscopied case number only when it looks like one, so that the bot
 * does not complain about a timestamp or an order number.
 */
const looksMeant = (piece: string, digits: string) =>
  piece.includes('-') || (digits.length === 10 && digits[4] === '0')

/** All case numbers in a text of a resident: any dashes, spaces, full-width or Chinese digits. First come first. */
export function findCaseNumbers(text: string): FoundNumber[] {
  // Every number begins with 20; most texts have neither digit.
  if (!/[2２二]/.test(text) || !/[0０零〇○]/.test(text)) return []
  const line = Array.from({ length: text.length }, (_, i) => plain(text[i]!)).join('')
  const found: FoundNumber[] = []
  const free = (index: number, length: number) =>
    found.every(f => index + length <= f.index || f.index + f.text.length <= index)
  for (const pattern of [GROUPED, SPELLED, BROKEN]) {
    for (const m of line.matchAll(pattern)) {
      const digits = m[0].replace(/\D/g, '')
      if (!free(m.index, m[0].length)) continue
      const number = assemble(digits)
      if (number || looksMeant(m[0], digits)) {
        found.push({ text: text.slice(m.index, m.index + m[0].length), index: m.index, number })
      }
    }
  }
  return found.sort((a, b) => a.index - b.index)
}

/** The one case number that a text consists of, in canonical form, or null. */
export function parseCaseNumber(text: string): string | null {
  const trimmed = text.trim()
  const [only] = findCaseNumbers(trimmed)
  return only?.number && only.text.length === trimmed.length ? only.number : null
}
