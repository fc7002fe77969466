import { ASKING_SIGNS, COMPLAINT_SIGNS, INQUIRY_SIGNS, WRONGDOING } from '../words/intent-words.ts'
import { PhraseFinder } from '../words/phrase-finder.ts'

/** A sign in a first message that single pairs of characters do not show; `count` says how often it is there. */
interface Sign {
  name: string
  /** @param read a text as `read` returns it */
  count(read: string): number
}

const COMPLAINTS = new PhraseFinder(COMPLAINT_SIGNS)

const all = (pattern: RegExp) => (read: string) => read.match(pattern)?.length ?? 0
const any = (patterns: readonly RegExp[]) => (read: string) => patterns.filter(p => p.test(read)).length

/** The trait of a text that names something wrong and asks nothing. */
export const ONLY_A_FAULT = 'only a fault 1'

export const SIGNS: readonly Sign[] = [
  { name: 'fault', count: read => COMPLAINTS.numbersIn(read).size },
  {
    name: 'only a fault',
    count: read => Number(COMPLAINTS.occurs(read) && !ASKING_SIGNS.some(sign => sign.test(read))),
  },
  {
    name: 'only asks',
    count: read => Number(!COMPLAINTS.occurs(read) && ASKING_SIGNS.some(sign => sign.test(read))),
  },
  { name: 'asks', count: any(ASKING_SIGNS) },
  { name: 'inquires', count: any(INQUIRY_SIGNS) },
  { name: 'wrongdoing', count: any(WRONGDOING) },
  { name: 'question mark', count: all(/[?？]/g) },
  { name: 'ends with a question', count: all(/[?？]\s*$/g) },
  { name: 'exclamation', count: all(/[!！]/g) },
  // A matter has a place: 路, 小区, 村口; a question about a rule has none.
  {
    name: 'place',
    count: all(
      /\p{Script=Han}(?:路|街|巷|桥|村|镇|县|区|小区|社区|花园|广场|小学|中学|学校|医院|工地|楼|栋|门口|旁边|附近|公司|厂)/gu,
    ),
  },
  // 尊敬的书记您好
  { name: 'letter', count: all(/^\s*(?:尊敬|敬爱|各位|领导|书记|市长|县长|镇长)/g) },
  // 三年了, 几个月没, 从去年
  {
    name: 'since',
    count: all(/[\d一二两三四五六七八九十几多半](?:年|个月|月|周|天|次|遍|回)(?:多|以来|了|没|都)/g),
  },
  { name: 'number', count: all(/\d+/g) },
]
