/**
 * 承诺提速 and 办理提速 (NUMBERS, rule 11): how much shorter the promised and the real time are than the limit the
 * law sets, all in working days. Null when the law sets none; negative when the office is slower.
 */
export const speedUp = (days: number, statutoryDays: number | null): number | null =>
  statutoryDays === null || statutoryDays <= 0 ? null : 1 - days / statutoryDays

/** Working days of cases with a statutory limit, as sums, so that rows and periods can be added up. */
export interface SpeedSum {
  cases: number
  promised: number
  /** Until the first reply or, without one, the end of the period. */
  used: number
  statutory: number
}

const NOTHING: SpeedSum = { cases: 0, promised: 0, used: 0, statutory: 0 }

/** By department (empty: nobody held it) and kind. */
export type SpeedSums = Record<string, Record<string, SpeedSum>>

export function addSpeed(to: SpeedSums, department: string, kind: string, what: SpeedSum): void {
  to[department] ??= {}
  const { cases, promised, used, statutory } = to[department][kind] ?? NOTHING
  to[department][kind] = {
    cases: cases + what.cases,
    promised: promised + what.promised,
    used: used + what.used,
    statutory: statutory + what.statutory,
  }
}

interface SpeedRow extends SpeedSum {
  id: string
  promiseSpeed: number | null
  handlingSpeed: number | null
}

/** One row a kind or a department, of all cases that stand under it. */
export function speedRows(sums: SpeedSums, by: 'kind' | 'department'): SpeedRow[] {
  const rows: SpeedSums = {}
  for (const [department, kinds] of Object.entries(sums))
    for (const [kind, sum] of Object.entries(kinds))
      addSpeed(rows, by, by === 'kind' ? kind : department, sum)
  return Object.entries(rows[by] ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, sum]) => ({
      id,
      ...sum,
      promiseSpeed: speedUp(sum.promised, sum.statutory),
      handlingSpeed: speedUp(sum.used, sum.statutory),
    }))
}
