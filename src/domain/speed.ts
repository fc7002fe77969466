/**
 * 承诺提速 and 办理提速 (NUMBERS, rule 11): how much shorter the promised and the real time are than the limit the
 * law sets, all in working days. Null when the law sets none; negative when the office is slower.
 */
export const speedUp = (days: number, statutoryDays: number | null): number | null =>
  statutoryDays === null || statutoryDays <= 0 ? null : 1 - days / statutoryDays
