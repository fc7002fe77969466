const MARKS: Readonly<Record<string, string>> = {
  half: '时间过半',
  most: '时间用了八成',
  due: '到期',
  overdue: '超期',
  nudge: '请尽快办',
}

/** How much of the time is used, in words. The mark of an overdue day has its date: `overdue:2026-11-23`. */
export const sayMark = (mark: string): string => MARKS[mark.split(':')[0]!] ?? mark
