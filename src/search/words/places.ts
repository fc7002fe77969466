/**
 * Finds the places that a text names: the two characters before 省, 市, 县 or 区 (长沙市 → 长沙), or the code of a masked name
 * (A7县 → a7). Villages and estates are ignored, because an answer about another village is often right as well (measured
 * on real questions).
 */
const NAMED = /([\u4e00-\u9fa5]{2})(?:省|市|县|区)/g
const CODED = /(?<![a-z0-9])([a-z]\d{0,2})(?=省|市|县|区|镇)/g

/** Characters before 市 and the like that are in no name: 我们市, 城区, 各县. */
const NO_NAME =
  /[我你他她各全本该此所这那每在的和及与到从于对为是有不们个何某关由向按等或被把将并其以至建一二三两几新老大小农城社地]/

/** Follows every name and code; most texts contain none of these characters. */
const MAY_NAME = /[省市县区镇]/

/** Names and codes are compared separately: the name of another city does not contradict a code. */
export interface Places {
  named: ReadonlySet<string>
  coded: ReadonlySet<string>
}

const NOWHERE: Places = { named: new Set(), coded: new Set() }

export function placesIn(plain: string): Places {
  if (!MAY_NAME.test(plain)) return NOWHERE
  const named = [...plain.matchAll(NAMED)].map(match => match[1]!).filter(name => !NO_NAME.test(name))
  return { named: new Set(named), coded: new Set([...plain.matchAll(CODED)].map(match => match[1]!)) }
}

/** Whether both texts name places and none of them agree. */
export function isElsewhere(question: Places, entry: Places): boolean {
  return differ(question.named, entry.named) || differ(question.coded, entry.coded)
}

function differ(question: ReadonlySet<string>, entry: ReadonlySet<string>): boolean {
  if (question.size === 0 || entry.size === 0) return false
  for (const one of question) for (const other of entry) if (isNear(one, other)) return false
  return true
}

/** The same place, or one inside the other: a7 lies in a. */
function isNear(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one)
}
