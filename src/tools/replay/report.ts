import type { TalkResult } from './talk.ts'

/** What a replay found. Cases are counted from the database or the case pages, never from the bot's words alone. */
export interface Report {
  residents: number
  submitted: number
  /** Messages delivered and answered, each counted both times. */
  accepted: number
  refused: number
  cases: number
  duplicates: number
  lost: number
  /** Dialogues that did not end in a number. */
  stuck: number
  /** Messages whose second delivery was answered otherwise. */
  differed: number
  p50Ms: number
  p99Ms: number
  messagesPerSecond: number
  countedFrom: 'database' | 'casePages' | 'api'
}

/** The value below which a share of the sorted numbers lies; 0 for none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]
  return value === undefined ? 0 : Math.round(value * 10) / 10
}

/** @param casesOf how many cases there are of each resident, by openid */
export function reportOf(
  talked: readonly TalkResult[],
  casesOf: ReadonlyMap<string, number>,
  seconds: number,
  countedFrom: Report['countedFrom'],
): Report {
  const milliseconds = talked.flatMap(t => t.milliseconds)
  const count = (t: TalkResult) => casesOf.get(t.openId) ?? 0
  const sum = (of: (t: TalkResult) => number) => talked.reduce((total, t) => total + of(t), 0)
  const accepted = sum(t => t.accepted)
  return {
    residents: talked.length,
    submitted: sum(t => Number(t.submitted)),
    accepted,
    refused: sum(t => t.refused),
    cases: sum(count),
    duplicates: sum(t => Math.max(0, count(t) - 1)),
    lost: sum(t => Number(t.submitted && count(t) === 0)),
    stuck: sum(t => Number(t.stuck)),
    differed: sum(t => t.differed),
    p50Ms: percentile(milliseconds, 0.5),
    p99Ms: percentile(milliseconds, 0.99),
    messagesPerSecond: seconds > 0 ? Math.round(accepted / seconds) : 0,
    countedFrom,
  }
}

const COUNTED = { database: '数据库', casePages: '查询页面', api: '接口' } as const

export const reportText = (r: Report): string =>
  [
    `群众 ${r.residents} 人，提交 ${r.submitted} 件`,
    `消息 收下 ${r.accepted} 次（每条两次），拒收 ${r.refused} 次，两次答复不同 ${r.differed} 次`,
    `诉求 ${r.cases} 件（按${COUNTED[r.countedFrom]}清点），重复 ${r.duplicates}，丢失 ${r.lost}，没有走到登记 ${r.stuck}`,
    `用时 p50 ${r.p50Ms} 毫秒，p99 ${r.p99Ms} 毫秒，每秒 ${r.messagesPerSecond} 条`,
  ].join('\n')
