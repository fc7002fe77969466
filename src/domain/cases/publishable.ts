import { compact, digitsOf, folded } from '../base/text/folded.ts'
import { isKnownNumber } from '../base/text/known-numbers.ts'
import { FULL_NAME } from '../base/text/names.ts'
import { findPersonalData, type PersonalKind } from '../base/text/personal-data.ts'
import { withoutTheWriter } from './without-the-writer.ts'

/** Something in a text that must not be published, and what it is called. */
interface PrivatePiece {
  what: string
  /** The words as written in the text. */
  words: string
}

const REFUSED: Partial<Record<PersonalKind, string>> = {
  phone: '电话号码',
  idNumber: '身份证号',
  number: '证件号或账号',
  email: '邮箱',
  account: '微信、QQ 等账号',
  plate: '车牌',
  name: '姓名',
}

/** Characters other than letters and digits may separate the digits of one number: 138，0000，0123. */
const GAP = '[^\\p{L}\\p{N}]{0,3}'
const SPREAD: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`(?<!\\d${GAP})\\d(?:${GAP}\\d){16}${GAP}[\\dXx](?!${GAP}\\d)`, 'gu'), '身份证号'],
  [new RegExp(`(?<!\\d${GAP})(?:86${GAP})?1${GAP}[3-9](?:${GAP}\\d){9}(?!${GAP}\\d)`, 'gu'), '手机号'],
]
const GREETED = new RegExp(
  `(?:^|[\\n。！!])\\s*(?:尊敬的|敬爱的)?(${FULL_NAME})(?=先生|女士|同志|小姐|老师|大爷|大妈|[您你]好|[：:，,])`,
  'gu',
)
const bare = (words: string) => digitsOf(compact(folded(words)).text)

const NOBODY =
  /^(?:市民|居民|村民|群众|网友|业主|同志|先生|女士|来信|来电|诉求|反映|关于|经查|经核|您好|答复|回复|项目|[\p{Script=Han}]某)/u

/**
 * Finds what must not be published in a text: telephone and ID numbers in any spelling, mailboxes and accounts, names
 * of residents. The office's own numbers are allowed.
 * @param known names and numbers of the case's resident
 */
export function findPrivate(
  text: string,
  own: ReadonlySet<string>,
  known: readonly string[] = [],
): PrivatePiece[] {
  const line = folded(text).text
  const found = new Map<string, string>()
  const add = (what: string, words: string) => {
    const same = [...found.keys()].some(w => bare(w).includes(bare(words)))
    if (!same) found.set(words.trim(), what)
  }
  for (const piece of findPersonalData(line)) {
    const what = REFUSED[piece.kind]
    if (what && !isKnownNumber(piece.text, own) && !/某/u.test(piece.text)) add(what, piece.text)
  }
  for (const [pattern, what] of SPREAD)
    for (const [piece] of digitsOf(line).matchAll(pattern)) if (!isKnownNumber(piece, own)) add(what, piece)
  for (const [, name = ''] of line.matchAll(GREETED)) if (!NOBODY.test(name)) add('姓名', name)
  for (const value of known)
    if (!/某/u.test(value) && withoutTheWriter(line, [value]) !== withoutTheWriter(line))
      add(/\d{5}/u.test(value) ? '群众的电话' : '群众的姓名', value)
  return [...found].map(([words, what]) => ({ what, words }))
}
