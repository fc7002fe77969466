/**
 * The version of the counting rules. Raise it with every change to what a case adds to the stored counts (facts,
 * tally, counts) or to how long it is owed, and describe the change below. At the next start everything is counted
 * anew beside the old counts, and reports that differ get a new version with this description as the reason.
 */
export const COUNTING_VERSION = 2

/** What changed with each version, for readers of a corrected report. */
export const COUNTING_CHANGES: Readonly<Record<number, string>> = {
  // 1: the first. 2: cases set aside, or merged and answered, and taken up again later counted as open all the while in
  // the ages of past periods; `Case.owedUntil` of every case is written anew with it.
  2: '办过又重新办理的件，在中间那段时间不再算作在办',
}

/** What changed since a version, in one sentence; empty when nothing did. */
export const changesSince = (before: number): string => {
  const changes = Object.entries(COUNTING_CHANGES).flatMap(([version, change]) =>
    Number(version) > before && Number(version) <= COUNTING_VERSION ? [change] : [],
  )
  return changes.length === 0 ? '' : `统计规则更新（第 ${COUNTING_VERSION} 版）：${changes.join('；')}。`
}
