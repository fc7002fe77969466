import type { Digest } from './digest-schema.ts'

/** Describes what a recount changed: the published reason for a new version of a digest. */

/** The figures that readers look for first, with their names. Other differences are mentioned without details. */
const FIGURES: readonly [name: string, of: (d: Digest) => number | string][] = [
  ['应答复', d => d.cohort],
  ['按时答复', d => d.answeredOnTime],
  ['答复', d => d.answered],
  ['上期结转', d => d.carriedIn],
  ['新收', d => d.received],
  ['办结', d => d.concluded],
  ['结转下期', d => d.carriedOut],
  ['超期', d => d.overdueNow.count],
  ['下期到期', d => d.dueNextWeek.count],
  ['不予受理', d => d.declined],
  ['撤回', d => d.withdrawn],
  ['无效件', d => d.numbers.setAside],
  ['并案', d => d.merged],
  ['延期', d => d.extensions],
  ['按延期后日子的应答复', d => d.cohortExtended],
  ['按延期后日子的按时答复', d => d.answeredOnTimeExtended],
  ['暂停计时', d => d.clockStops.count],
  ['送达', d => d.delivery.delivered],
  ['已看', d => d.delivery.read],
  ['评价', d => d.ratings.rated],
  ['编号总数', d => d.numbers.issued],
]

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Null when nothing differs. */
export function sayChanges(before: Digest, after: Digest): string | null {
  // The same numbers, bound to another size of the ledger, are no correction.
  if (same({ ...before, ledger: null }, { ...after, ledger: null })) return null
  const parts = FIGURES.flatMap(([name, of]) => {
    const [a, b] = [of(before), of(after)]
    return a === b ? [] : [`${name} ${a} → ${b}`]
  })
  if (before.definition !== after.definition) parts.unshift('算法版本改了')
  if (parts.length === 0) parts.push('分组数或清单有变化，合计不变')
  return `按事件记录重新计算，有更正：${parts.join('；')}`
}
