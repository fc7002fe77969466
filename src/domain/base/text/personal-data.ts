import { findCaseNumbers } from './case-number.ts'
import { DIGIT_SIGNS, digitsOf } from './folded.ts'
import { selfNames } from './self-names.ts'

/**
 * Finds what identifies a person in free text: phones, ID and account numbers, plates, addresses with house numbers,
 * names after "我叫". Used before a text leaves the office (language model, exported story) and where an anonymous
 * resident must not be seen. It errs on the side of finding too much; a name that nothing introduces ("张三说…") it
 * cannot know.
 */
export type PersonalKind =
  | 'phone'
  | 'idNumber'
  | 'number'
  | 'email'
  | 'account'
  | 'plate'
  | 'papers'
  | 'name'
  | 'address'

export interface PersonalPiece {
  kind: PersonalKind
  /** Index of the first UTF-16 unit, and the one after the last. */
  from: number
  to: number
  text: string
}

/** Digits with what people put between them. Bounded, so that no text can make matching slow. */
const GAP = '(?:[ \\t\\u3000·.\\-—_*]|\\.{2})?'
const run = (least: number, most: number) => `\\d(?:${GAP}\\d){${least - 1},${most - 1}}`

interface Rule {
  kind: PersonalKind
  /** The piece is group 1 when there is one, else the whole match. */
  pattern: RegExp
  unless?: (piece: string, before: string, after: string) => boolean
}

/** From the surest to the broadest: a later rule skips what an earlier one matched. */
const RULES: readonly Rule[] = [
  { kind: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/gu },
  { kind: 'idNumber', pattern: new RegExp(`(?<!\\d)${run(17, 17)}${GAP}[\\dXx](?!\\d)`, 'gu') },
  {
    kind: 'phone',
    pattern: new RegExp(`(?<!\\d)(?:\\+?86${GAP})?1${GAP}[3-9](?:${GAP}\\d){9}(?!\\d)`, 'gu'),
  },
  // In groups, with whatever between them: 138，0000，0123. A letter O for a nought.
  { kind: 'phone', pattern: /(?<!\d)1[3-9]\d[^\p{L}\p{N}\n]{1,3}\d{4}[^\p{L}\p{N}\n]{1,3}\d{4}(?!\d)/gu },
  { kind: 'phone', pattern: /(?<![\w.])1[3-9](?=[Oo]*\d)(?:[\dOo]){9}(?!\w)/gu },
  { kind: 'phone', pattern: /(?<!\d)0\d{2,3}[ \-—]?\d{7,8}(?:[ \-—转]\d{1,6})?(?!\d)/gu },
  { kind: 'phone', pattern: /(?:电话|座机|固话|热线|号码|tel)[是为:： ]{0,3}(\d{7,8})(?!\d)/giu },
  { kind: 'number', pattern: new RegExp(`(?<!\\d)${run(11, 24)}(?!\\d)`, 'gu') },
  {
    kind: 'account',
    pattern:
      /(?:微信号?|VX|QQ号?|qq号?|账号|卡号)(?:[是为:： ]{1,3}|(?=[a-zA-Z\d]))([a-zA-Z\d][\w-]{4,23})/giu,
  },
  {
    kind: 'papers',
    pattern:
      /(?:护照|通行证|军官证|士兵证|残疾证|残疾人证|驾驶证|驾照|社保卡|医保卡|低保证|户口簿|户口本|退伍证|学生证)(?:编?号码?)?[是为:： ]{0,3}([a-zA-Z]{0,3}\d[\dA-Za-z-]{4,22})/giu,
  },
  {
    kind: 'plate',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?[A-Z\d]{5,6}(?![A-Z\d])/gu,
  },
  {
    kind: 'address',
    pattern:
      /(?:(?:第?[\d一二三四五六七八九十百零]{1,6}[A-Za-z]?(?:[-—－]\d{1,5})?(?:号楼|号院|号|栋|幢|座|单元|室|弄|户|房))){1,4}/gu,
    // A day, a bus line, a counter or a file is no address.
    unless: (piece, before, after) =>
      (/月$/u.test(before) && /^[\d一二三十]{1,3}号$/u.test(piece)) ||
      /^(?:窗口|线|文|令|公告|通知|路)/u.test(after),
  },
  {
    kind: 'address',
    pattern: /(?:村|社区|屯|庄|寨|湾|沟)第?([\d一二三四五六七八九十]{1,3})(?=组|队|社)/gu,
  },
]

/**
 * Full-width letters and every script's digits as plain ones, as long as they were, so that positions stay: ３, ③, ༣, 𝟑 (with
 * a gap behind it).
 */
const narrow = (text: string) =>
  text
    .replace(/[Ａ-Ｚａ-ｚ＠．－＋]/gu, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/(?![0-9])(?:\p{Nd}|\p{No})/gu, c => (digitOf(c) ?? c).padEnd(c.length, '.'))

function digitOf(c: string): string | undefined {
  const plain = c.normalize('NFKC')
  if (/^\d$/.test(plain)) return plain
  if (!/\p{Nd}/u.test(plain)) return undefined
  // Digits stand in tens, each ten from its nought.
  let nought = plain.codePointAt(0)!
  while (/\p{Nd}/u.test(String.fromCodePoint(nought - 1))) nought--
  return String((plain.codePointAt(0)! - nought) % 10)
}

/** Numbers as they are said aloud (幺三八零零…) as digits, one for one. */
const aloud = (line: string) => line.replace(SPOKEN, digitsOf)
const SPOKEN = new RegExp(`[${DIGIT_SIGNS}\\d](?:[ \\-、，,]{0,2}[${DIGIT_SIGNS}\\d]){6,}`, 'gu')

/** Invisible characters between digits; each is one UTF-16 unit. Treated as a gap. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|\ufe0f|\u20e3/gu

/** A digit's other half, and what makes a key cap of it. */
const REST = /^[\udc00-\udfff]?\p{M}*/u

const NUMBERS: ReadonlySet<PersonalKind> = new Set(['phone', 'idNumber', 'number'])

/** Everything found, in order, without overlaps. */
export function findPersonalData(text: string): PersonalPiece[] {
  const line = narrow(text).replace(UNSEEN, '.')
  const spoken = aloud(line)
  const taken = new Uint8Array(line.length)
  const found: PersonalPiece[] = []
  // A case's number is the office's own.
  for (const { index, text: said, number } of findCaseNumbers(text))
    if (number !== null && said.includes('-')) taken.fill(1, index, index + said.length)
  for (const { kind, pattern, unless } of RULES) {
    const lines = spoken !== line && NUMBERS.has(kind) ? [line, spoken] : [line]
    for (const match of lines.flatMap(l => [...l.matchAll(pattern)])) {
      const piece = match[1] ?? match[0]
      const from = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(match[1]))
      const end = from + piece.length
      const to = end + REST.exec(text.slice(end, end + 4))![0].length
      if (piece === '' || taken.subarray(from, to).some(Boolean)) continue
      if (unless?.(piece, line.slice(Math.max(0, from - 3), from), line.slice(to, to + 3))) continue
      taken.fill(1, from, to)
      found.push({ kind, from, to, text: text.slice(from, to) })
    }
    if (kind !== 'plate') continue
    // Names that writers give themselves; after the numbers, before the addresses.
    for (const { from, to } of selfNames(text)) {
      if (taken.subarray(from, to).some(Boolean)) continue
      taken.fill(1, from, to)
      found.push({ kind: 'name', from, to, text: text.slice(from, to) })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

/** The text with every piece replaced. */
export function replacePersonalData(text: string, by: (piece: PersonalPiece) => string): string {
  let out = ''
  let at = 0
  for (const piece of findPersonalData(text)) {
    out += text.slice(at, piece.from) + by(piece)
    at = piece.to
  }
  return out + text.slice(at)
}

const WORDS: Record<PersonalKind, string> = {
  phone: '电话',
  idNumber: '证件号',
  number: '号码',
  email: '邮箱',
  account: '账号',
  plate: '车牌',
  papers: '证件号',
  name: '姓名',
  address: '门牌',
}

/** `我叫〔姓名〕，电话〔电话〕`: for texts that leave the office or must not say who. */
export const maskPersonalData = (text: string): string =>
  replacePersonalData(text, ({ kind }) => `〔${WORDS[kind]}〕`)

/**
 * Made-up values of the same kind and length, so that a masked dialogue runs the same: a phone is still a phone.
 * Idempotent.
 * @param publicly pieces that are public: the office's own numbers.
 */
export const fakePersonalData = (text: string, publicly: ReadonlySet<string> = new Set()): string =>
  replacePersonalData(text, piece => (publicly.has(piece.text) ? piece.text : fake(piece)))

function fake({ kind, text: said }: PersonalPiece): string {
  const text = kind === 'phone' || kind === 'number' ? digitsOf(said) : said
  if (kind === 'name') return /^\p{Script=Han}/u.test(text) ? '某'.repeat([...text].length) : 'Someone'
  if (kind === 'phone')
    return like(text, /^\D*(?:86\D?)?1/u.test(narrow(text)) ? '13800000000' : '00000000000')
  if (kind === 'email') return 'someone@example.invalid'
  if (kind === 'plate') return `${text.slice(0, 2)}${'0'.repeat(text.length - 2)}`
  if (kind === 'account' || kind === 'papers') return 'a'.repeat(text.length)
  return text.replace(/[\d０-９]/gu, '0').replace(/[一二三四五六七八九十百零]/gu, '一')
}

/** The digits of a pattern, last to last, in the text's own form. */
function like(text: string, digits: string): string {
  const own = [...text]
  let at = digits.length
  for (let i = own.length - 1; i >= 0; i--) {
    if (!/[\d０-９]/u.test(own[i]!)) continue
    at--
    // What stands before a mobile number is the country's 86.
    own[i] = at >= 0 ? digits[at]! : (['6', '8'][-at - 1] ?? '0')
  }
  return own.join('')
}
