/**
 * Which places a text names, by the name that stands before 省, 市, 县 and the like: two characters of it (长沙市 →
 * 长沙), or the code that a masked or numbered name is (A7县 → a7). Villages and estates are left out: an answer about
 * another village is often the answer all the same (measured on real questions).
 */
const NAMED = /([\u4e00-\u9fa5]{2})(?:省|市|县|区)/g
const CODED = /(?<![a-z0-9])([a-z]\d{0,2})(?=省|市|县|区|镇)/g

/** 我们市, 城区, 各县: words before 市 that name none. */
const NO_NAME =
  /[我你他她各全本该此所这那每在的和及与到从于对为是有不们个何某关由向按等或被把将并其以至建一二三两几新老大小农城社地]/

/** What stands behind every name and code: most texts have none of it. */
const MAY_NAME = /[省市县区镇]/

/** Names and codes apart: a text that speaks of another city by name says nothing of a coded one. */
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

/** True when `told` names places, and none of them is one that was `asked` about. */
export function isElsewhere(asked: Places, told: Places): boolean {
  return strangers(asked.named, told.named) || strangers(asked.coded, told.coded)
}

function strangers(asked: ReadonlySet<string>, told: ReadonlySet<string>): boolean {
  if (asked.size === 0 || told.size === 0) return false
  for (const one of asked) for (const other of told) if (isNear(one, other)) return false
  return true
}

/** The same, or one within the other: a7 lies in a. */
function isNear(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one)
}
