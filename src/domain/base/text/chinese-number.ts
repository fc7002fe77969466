/** Numbers written with characters (一百, 两千五, 三号楼), as voice input and older people write them. */

const DIGITS: Record<string, number> = {
  ...{ 零: 0, 〇: 0, 一: 1, 幺: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 },
}
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }
const MYRIADS: Record<string, number> = { 万: 1e4, 亿: 1e8 }

/** One numeral, for building patterns. */
const NUMERAL = '零〇一幺二两三四五六七八九十百千万亿'
const RUN = new RegExp(`[${NUMERAL}]{1,15}`, 'gu')

/**
 * The value of a numeral: 十二 → 12, 一百零三 → 103, 两千五 → 2500, 三万五 → 35000, 一三八 → 138. Undefined when it is not a
 * numeral.
 */
export function chineseNumber(said: string): number | undefined {
  const signs = [...said]
  if (signs.length === 0 || signs.length > 15) return undefined
  if (signs.every(c => c in DIGITS)) return Number(signs.map(c => DIGITS[c]).join(''))
  let total = 0
  let section = 0
  let digit: number | undefined
  let unit = 0
  let zero = false
  for (const c of signs) {
    if (c in DIGITS) {
      if (digit !== undefined) return undefined
      if (DIGITS[c] === 0) zero = true
      else digit = DIGITS[c]
    } else if (c in UNITS) {
      // 十二 is 一十二; 百 and 千 need their digit.
      if (digit === undefined && (c !== '十' || section > 0)) return undefined
      unit = UNITS[c]!
      section += (digit ?? 1) * unit
      digit = undefined
      zero = false
    } else if (c in MYRIADS) {
      if (digit === undefined && section === 0) return undefined
      unit = MYRIADS[c]!
      const here = section + (digit ?? 0)
      total = c === '亿' ? (total + here) * unit : total + here * unit
      section = 0
      digit = undefined
      zero = false
    } else return undefined
  }
  // 两千五 means 2500, 一百零二 means 102.
  const last = digit === undefined ? 0 : zero || unit <= 10 ? digit : (digit * unit) / 10
  return total + section + last
}

/** Every numeral of a text as digits: 二零二六年十一月五号 → 2026年11月5号. For answers that are numbers or days. */
export const withDigits = (text: string): string =>
  text.replace(RUN, run => String(chineseNumber(run) ?? run))

/** Units behind a number that means a place, an age, a sum or a size. */
const COUNTED =
  '号楼|号院|号|栋|幢|单元|室|层|楼|组|队|周岁|岁|块|元|亩|斤|公斤|千克|吨|平米|平方米|平方|公里|里|米|点|户|口人'
/**
 * A single 一 or 两 is often not a number (一点, 一块, 一口): it counts as one only before a unit of a house, an age or a
 * size.
 */
const SINGLE = '号楼|号院|号|栋|幢|单元|室|组|队|周岁|岁|亩|公斤|千克|斤|平米|平方米|公里'
const IN_TEXT = new RegExp(`([${NUMERAL}]{2,12})(?=${COUNTED})|([一二两三四五六七八九])(?=${SINGLE})`, 'gu')
const NAMES: readonly [RegExp, string][] = [
  [/(?<=\d)\s*(?:平方米|平方|m2|平米)/gu, '平米'],
  [/(?<=\d)\s*(?:kg|千克|公斤)/gu, '公斤'],
  [/(?<=\d)\s*(?:km|千米|公里)/gu, '公里'],
]

/** Numerals before what they count as digits, and one name for each size: 三号楼 → 3号楼, 一百二十㎡ → 120平米. Of a normalised text. */
export const withCounts = (plain: string): string => {
  const counted = plain.replace(IN_TEXT, run => String(chineseNumber(run) ?? run))
  return NAMES.reduce((text, [sign, name]) => text.replace(sign, name), counted)
}
