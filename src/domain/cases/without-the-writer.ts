import { pinyin } from 'pinyin-pro'
import { compact, digitsOf, type Folded, folded } from '../base/text/folded.ts'
import { DOT, DOUBLE, HAN, SURNAMES } from '../base/text/names.ts'
import { findPersonalData, type PersonalPiece } from '../base/text/personal-data.ts'
import { nameBeside, type Span, selfNames } from '../base/text/self-names.ts'

/** Replaces what the office knows about the writer: their name, number, nickname. */
export const HIDDEN = '（不显示）'

/**
 * Removes what identifies the writer from a text, for residents who asked to stay anonymous: the names they give
 * themselves, their numbers, accounts, address and place of work, and everything already known about them. The people
 * and matters they report stay. Pure and idempotent.
 * @param known the writer's names and numbers, in any spelling: 张 三, 張三, ＋86 138…
 */
export function withoutTheWriter(text: string, known: readonly string[] = []): string {
  // A removal can change how the words beside it are read (a signature, say), so this repeats until nothing changes.
  let hidden = text
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const next = hideOnce(hidden, known)
    if (next === hidden) break
    hidden = next
  }
  return hidden
}

const MOST_LOOKS = 5

function hideOnce(text: string, known: readonly string[]): string {
  if (text === '') return text
  const fold = folded(text)
  const parts = [
    ...known.flatMap(value => literal(fold, value)).map(span => ({ ...span, word: HIDDEN })),
    ...selfNames(text).map(span => ({ ...span, word: '〔姓名不显示〕' })),
    ...numbers(text, fold),
    ...places(fold),
  ]
  return replaced(text, parts)
}

interface Part extends Span {
  word: string
}

/** Overlapping parts become one gap, with the label of the first. Existing gaps stay as they are. */
function replaced(text: string, parts: readonly Part[]): string {
  const gaps = [
    ...text.matchAll(/〔[^〔〕\n]{1,8}〕|（不显示）|https?:\/\/\S{1,200}\/c\/20\d\d-\S{1,60}/gu),
  ].map(m => [m.index, m.index + m[0].length] as const)
  const free = parts.filter(p => !gaps.some(([from, to]) => p.from < to && from < p.to))
  let out = ''
  let at = 0
  for (const part of [...free].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (part.to <= at) continue
    if (part.from >= at) out += text.slice(at, part.from) + part.word
    at = part.to
  }
  return out + text.slice(at)
}

/** Every occurrence of a known value, in any spelling. */
function literal(fold: Folded, value: string): Span[] {
  const small = compact(folded(value)).text
  const digits = digitsOf(small).replace(/^(?:0086|86)(?=1[3-9]\d{9}$)/u, '')
  const flat = compact(fold)
  if (/^\d{5,}$/u.test(digits)) return numberIn({ ...flat, text: digitsOf(flat.text) }, digits)
  if ([...small].length < 2) return []
  const spans = everywhere(flat, small, fold.text)
  const letters = [...small]
  if (letters.every(c => new RegExp(`[${HAN}]`, 'u').test(c)) && letters.length <= 20) {
    spans.push(...given(flat, value, letters), ...sounded(flat, small, letters))
  } else if (/ /u.test(folded(value).text.trim())) {
    const words = folded(value).text.toLowerCase().trim().split(/ +/u)
    spans.push(...everywhere(flat, [...words].reverse().join(''), fold.text))
  }
  return spans
}

function everywhere({ text, from, to }: Folded, wanted: string, _line: string): Span[] {
  const spans: Span[] = []
  const latin = /^[a-z0-9]+$/u.test(wanted)
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length
    // `li` is not in `like`: letters must end where the word does.
    if (latin && (joined(text, from, to, at - 1) || joined(text, from, to, end - 1))) continue
    spans.push({ from: from[at]!, to: to[end - 1]! })
  }
  return spans
}

/** Whether the Latin letters at `i` and behind it stand in one word. */
const joined = (text: string, from: readonly number[], to: readonly number[], i: number): boolean =>
  i >= 0 &&
  i + 1 < text.length &&
  /[a-z]/u.test(text[i]!) &&
  /[a-z]/u.test(text[i + 1]!) &&
  to[i] === from[i + 1]

/** A whole number, seven or more of its digits, and 尾号 with its last four. */
function numberIn({ text, from, to }: Folded, digits: string): Span[] {
  const spans: Span[] = []
  const least = Math.min(7, digits.length)
  for (let at = 0; at + least <= text.length; at++) {
    const start = digits.indexOf(text.slice(at, at + least))
    if (start < 0) continue
    let length = least
    while (start + length < digits.length && text[at + length] === digits[start + length]) length++
    spans.push({ from: from[at]!, to: to[at + length - 1]! })
    at += length - 1
  }
  for (const match of text.matchAll(/(?:尾号|尾数|后四位|末四位|最后四位)[是为]?(\d{4})/gu)) {
    if (!digits.endsWith(match[1]!)) continue
    const at = match.index + match[0].length - 4
    spans.push({ from: from[at]!, to: to[at + 3]! })
  }
  return spans
}

/** The given name alone (三丰 of 张三丰, the parts of 阿依古丽·买买提); not inside somebody else's name. */
function given(flat: Folded, value: string, letters: readonly string[]): Span[] {
  const dotted = folded(value)
    .text.split(new RegExp(`[${DOT}]`, 'u'))
    .map(part => compact(folded(part)).text)
    .filter(part => [...part].length >= 2)
  const led = new RegExp(`^(?:${DOUBLE}|[${SURNAMES}])`, 'u').exec(letters.join(''))?.[0]
  const names =
    dotted.length > 1 ? dotted : led && letters.length > 2 ? [letters.slice([...led].length).join('')] : []
  return names
    .filter(name => [...name].length >= 2)
    .flatMap(name =>
      everywhere(flat, name, '').filter(span => {
        const at = flat.from.indexOf(span.from)
        const before = [...flat.text.slice(Math.max(0, at - 2), at)].at(-1) ?? ''
        const other = before !== '' && SURNAMES.includes(before) && !letters.includes(before)
        return !other
      }),
    )
}

/** 张三 as zhangsan and san zhang. */
function sounded(flat: Folded, small: string, letters: readonly string[]): Span[] {
  if (letters.length > 4) return []
  const syllables = pinyin(small, { toneType: 'none', type: 'array', nonZh: 'removed' }).map(s =>
    s.replace('ü', 'v'),
  )
  if (syllables.length !== letters.length || syllables.join('').length < 5) return []
  const [family = '', ...own] = syllables
  return [[...syllables], [...own, family]].flatMap(order => everywhere(flat, order.join(''), ''))
}

const PIECE_WORDS: Partial<Record<PersonalPiece['kind'], string>> = {
  phone: '电话',
  number: '号码',
  email: '邮箱',
  account: '账号',
  plate: '车牌',
  idNumber: '证件号',
  papers: '证件号',
}

/** Words for the owner of a number that is not the writer's. */
const SOMEONE_ELSES =
  /(?:他|她|对方|老板|厂|店|公司|干部|书记|主任|村长|会计|队长|镇长|所长|客服|骗子|诈骗|骚扰|陌生|来电|号码是他|中介|房东|物业|司机|医生|同事|工头|热线|单位|学校|车主|肇事|嫌疑|被举报人?|被投诉人?|举报对象)[^。；;\n]{0,12}$|(?:接到|收到|显示)[^。；;\n]{0,10}$/u
/** 137…是村长的电话. */
const THEIRS =
  /^[ ，,]{0,2}(?:这个?号码?)?就?是(?:他|她|对方|那|村长|书记|主任|会计|老板|骗子|干部|经理|公司)/u
const OWN = /(?:我|俺|本人|自己|联系人|回复|打给|加|举报人|反映人|投诉人|落款)[^。；;\n他她对方]{0,10}$/u

/**
 * Phones, mailboxes, accounts: the writer's unless the words before name another owner. An ID number is always
 * hidden.
 */
function numbers(text: string, fold: Folded): Part[] {
  const parts = findPersonalData(text).flatMap(piece => {
    const word = PIECE_WORDS[piece.kind]
    if (word === undefined) return []
    const before = folded(text.slice(Math.max(0, piece.from - 24), piece.from)).text
    const own =
      piece.kind === 'idNumber' || OWN.test(before) || (piece.kind !== 'plate' && !SOMEONE_ELSES.test(before))
    const after = folded(text.slice(piece.to, piece.to + 12)).text
    if (!own || (piece.kind === 'phone' && THEIRS.test(after))) return []
    const hidden = [{ from: piece.from, to: piece.to, word: `〔${word}不显示〕` }]
    if (piece.kind !== 'phone') return hidden
    const [at, end] = [fold.from.indexOf(piece.from), fold.to.lastIndexOf(piece.to) + 1]
    const name = at < 0 || end <= 0 ? undefined : nameBeside(fold.text, at, end)
    return name ? [...hidden, part(fold, name.from, name.to, '〔姓名不显示〕')] : hidden
  })
  const line = fold.text
  for (const match of line.matchAll(ACCOUNTS)) {
    const before = line.slice(Math.max(0, match.index - 24), match.index)
    if (SOMEONE_ELSES.test(before) && !OWN.test(before)) continue
    const at = match.index + match[0].lastIndexOf(match[1]!)
    parts.push(part(fold, at, at + match[1]!.length, '〔账号不显示〕'))
  }
  return parts
}

/** 微信zhang_san88, 加V：abc123, 扣扣 一二三四五六七, 尾号0123. */
const ACCOUNTS =
  /(?:(?:微 ?信|薇信|威信|微x|weixin|wechat|vx|wx|v信|扣扣|叩叩|企鹅|qq|抖音|快手|钉钉|微博|小红书|陌陌|支付宝|telegram|whatsapp|skype|line|tg|飞机|绿泡泡|绿色软件|邮箱|账号|帐号)(?:号码?|id)?|[加+➕我](?:我|个)?[ ]?(?:v|[薇卫威]信?|微(?!信))|(?<![a-z])v(?=[ ]?[是:：])|(?<![\p{Script=Han}])[薇卫微威](?=[^\p{L}\p{N}]))[ ]?[^\p{L}\p{N}\\s，,。@]{0,3}[是为:：=]{0,2}[ ]?(@?[a-z0-9][\w.@-]{3,40}|[零〇一幺二两三四五六七八九]{5,12})/giu

const part = ({ from, to }: Folded, at: number, end: number, word: string): Part => ({
  from: from[at]!,
  to: to[end - 1]!,
  word,
})

const DOOR =
  '(?:[\\d一二三四五六七八九十a-zA-Z]{1,4}[ ]?(?:栋|幢|座|单元|号楼)[ ]?\\d{3,4}|第?[\\d一二三四五六七八九十百零a-zA-Z]{1,6}[ ]?[-—]?[\\d]{0,5}[ ]?(?:村民组|小组|组|队|社|号楼|号院|号|栋|幢|座|单元|室|弄|巷|户|房|楼|层|门|排))'
/** The writer's home: the group and the door are removed; the village stays, because the matter is often there. */
const HOME =
  /(?:(?:我|俺|咱|本人)(?:们)?(?:家|们家)?(?:就|现|现在|目前|一直)?(?:住|居住|在|的?门牌|的?地址|的?住址)|家住|现住|现居|(?<![^\s，,。；;：:])住(?!户|宅|院|房|建|进|满)|住址|家庭住址|家庭地址|我家(?:是|在)|户籍(?:地址|所在地)?|联系地址|(?<![^\s，,。；;：:])地址)[^。；;！!？?\n]{0,60}/gu
const FROM_DOOR = new RegExp(
  `(?:我|俺|本人)(?:们)?(?:家)?(?:是|系)[^。；;！!？?\\n]{0,20}?(${DOOR}(?:[ ]?${DOOR})*)(?=的(?:[${HAN}]{0,2}(?:住户|业主|村民|居民|租户))?(?:$|[^${HAN}]|[${SURNAMES}]))`,
  'gu',
)
const WORK =
  /(?:(?:我|俺|本人)(?:现|目前|就|是)?在)([^，,。；;！!？?\n]{2,24}?)(?:上班|工作|任职|就职|打工|任教|当[一-龥]{1,4}|做[一-龥]{1,4}|读书|上学)|(?:(?<!被举报人|被投诉人|被反映人)(?:我的?|本人)?(?:工作单位|就职单位|所在单位|就读学校)[是为:：]{1,2}[ ]?)([^，,。；;！!？?\n]{2,24})/gu

/** The writer's own door and place of work. */
function places(fold: Folded): Part[] {
  const parts: Part[] = []
  for (const home of fold.text.matchAll(HOME)) {
    for (const door of home[0].matchAll(new RegExp(`${DOOR}(?:[ ]?${DOOR})*`, 'gu'))) {
      // 3号停水: a day, not a door.
      if (/月$/u.test(home[0].slice(0, door.index))) continue
      if (/^(?:窗口|柜台|线|公交|机|路)/u.test(home[0].slice(door.index + door[0].length))) continue
      const at = home.index + door.index
      parts.push(part(fold, at, at + door[0].length, '〔住址不显示〕'))
    }
  }
  // 我是3栋501的; 我是12号院的.
  for (const from of fold.text.matchAll(FROM_DOOR)) {
    const at = from.index + from[0].indexOf(from[1]!)
    parts.push(part(fold, at, at + from[1]!.length, '〔住址不显示〕'))
  }
  for (const work of fold.text.matchAll(WORK)) {
    const said = (work[1] ?? work[2])!
    const at = work.index + work[0].indexOf(said)
    if (!/^(?:村|家|外地|外面|外|这里|那里)/u.test(said))
      parts.push(part(fold, at, at + said.length, '〔单位不显示〕'))
  }
  return parts
}
