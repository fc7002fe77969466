import { sayDate, yearOf } from '../base/civil-date.ts'
import { CHANNEL_NAMES, type ChannelName } from '../base/message.ts'
import { PERIOD_NAMES, periodOf, sayPeriod, typeOf } from '../base/period.ts'
import { sayPercent, tenthsOf } from '../base/rate.ts'
import { ENOUGH_CASES } from '../base/wilson.ts'
import { KIND_NAMES, type Kind } from '../office/kinds.ts'
import type { BreakdownRow, Digest, DigestItem } from './digest-schema.ts'
import { FINGERPRINT_MEANING, reportFingerprint } from './report-fingerprint.ts'

/** The digest on one screen of a phone: the number, the change, at most three things to act on. Plain text. */

export interface DigestNames {
  office: string
  department(id: string | null): string | null
  officer?(id: number): string | undefined
}

/**
 * A share in words: 无 when there is no whole; only the counts under 30, because a percentage of few cases suggests
 * more than is known (NUMBERS, rules 8 and 9).
 */
export function sayShare(part: number, whole: number): string {
  if (whole === 0) return '无'
  return whole < ENOUGH_CASES ? `${part}/${whole} 件` : `${sayPercent(part / whole)}（${part}/${whole} 件）`
}

/** The previous period and the change; in percentage points only where both periods have enough cases. */
export function change({ period, onTimeRate, cohort, lastWeek }: Digest): string {
  const { last } = PERIOD_NAMES[typeOf(periodOf(period))]
  if (lastWeek.cohort === 0) return `${last}：无`
  const before = `${last}：${sayShare(lastWeek.answeredOnTime, lastWeek.cohort)}`
  if (onTimeRate === null || cohort < ENOUGH_CASES || lastWeek.cohort < ENOUGH_CASES) return before
  const points = tenthsOf(onTimeRate - lastWeek.onTimeRate!)
  const words = points === 0 ? '持平' : `${points > 0 ? '升' : '降'} ${Math.abs(points).toFixed(1)} 个百分点`
  return `${before}，${words}`
}

function holder(item: DigestItem, names: DigestNames): string {
  const officer = item.officerId === null ? undefined : names.officer?.(item.officerId)
  return [names.department(item.departmentId) ?? '还没有分派', officer].filter(Boolean).join(' ')
}

/** The department that lowers the rate most, when one stands out. */
function weakest(rows: readonly BreakdownRow[]): BreakdownRow | undefined {
  const late = (row: BreakdownRow) => row.cohort - row.answeredOnTime
  return rows
    .filter(row => late(row) > 0)
    .sort((a, b) => late(b) - late(a) || ((a.id ?? '') < (b.id ?? '') ? -1 : 1))[0]
}

/** What to act on, most pressing first. */
export function thingsToDo(d: Digest, names: DigestNames): string[] {
  const year = yearOf(d.period.to)
  const words = PERIOD_NAMES[typeOf(periodOf(d.period))]
  const things: string[] = []
  if (!d.balanced) things.push('收支不平：结转加新收不等于办结加结转，请管理员核对记录，先不要对外公布。')
  const [oldest] = d.overdueNow.items
  if (oldest) {
    things.push(
      `超期没答复 ${d.overdueNow.count} 件。最久的是 ${oldest.number}（${holder(oldest, names)}），` +
        `应在 ${sayDate(oldest.dueOn, year)}答复。`,
    )
  }
  if (d.delivery.undelivered > 0)
    things.push(`有 ${d.delivery.undelivered} 件答复群众还没收到，请查送达情况。`)
  const weak = weakest(d.byDepartment)
  if (weak) {
    const name = names.department(weak.id) ?? '还没有分派的'
    things.push(`没有按时答复最多的是${name}：按时 ${sayShare(weak.answeredOnTime, weak.cohort)}。`)
  }
  const [next] = d.dueNextWeek.items
  if (next) {
    things.push(
      `${words.next}到期 ${d.dueNextWeek.count} 件，最早是 ${sayDate(next.dueOn, year)}的 ${next.number}（${holder(next, names)}）。`,
    )
  }
  if (d.reopened > 0) things.push(`有 ${d.reopened} 件群众不满意或被要求重新办理，请看原答复。`)
  const low = d.ratings.distribution['1'] + d.ratings.distribution['2']
  if (low > 0) things.push(`有 ${low} 个一、二星评价，请回访。`)
  return things.slice(0, 3)
}

const ratings = ({ ratings: { invited, rated, distribution, satisfied } }: Digest): string => {
  if (rated === 0) return `评价：邀请 ${invited}，收到 0`
  const stars = (['5', '4', '3', '2', '1'] as const).map(s => `${s} 星 ${distribution[s]}`).join('、')
  const share = satisfied
    ? `；满意 ${sayPercent(satisfied.rate)}（95% 区间 ${sayPercent(satisfied.low)}–${sayPercent(satisfied.high)}）`
    : ''
  return `评价：邀请 ${invited}，收到 ${rated}（${stars}）${share}`
}

/** The line to compare with others; nothing for a report from before the ledger. */
function fingerprintLines(d: Digest): string[] {
  const digits = reportFingerprint(d)
  return digits ? ['', `台账指纹：${digits}。${FINGERPRINT_MEANING}`] : []
}

/** The on-time rate, its change, and the things to act on. */
function rateAndThings(d: Digest, names: DigestNames): string[] {
  const things = thingsToDo(d, names)
  return [
    `按时答复：${sayShare(d.answeredOnTime, d.cohort)}`,
    change(d),
    '',
    '要办的事：',
    ...(things.length > 0 ? things.map((thing, i) => `${i + 1}. ${thing}`) : ['无']),
  ]
}

/**
 * For a chat: the number, the change, the things to act on. A department's head reads that department's figures.
 * @param reason why this version differs from the one that was sent before
 */
export function digestScreen(
  d: Digest,
  names: DigestNames,
  { version, reason }: { version: number; reason: string | null },
): string {
  const words = PERIOD_NAMES[typeOf(periodOf(d.period))]
  return [
    `${names.office}${words.report}：${sayPeriod(periodOf(d.period))}`,
    ...(version > 1 ? [`更正，这是第 ${version} 版。${reason ?? ''}`] : []),
    '',
    ...rateAndThings(d, names),
    ...fingerprintLines(d),
  ].join('\n')
}

/** One screen. */
export function digestText(d: Digest, names: DigestNames): string {
  const { from, to } = d.period
  const words = PERIOD_NAMES[typeOf(periodOf(d.period))]
  const kinds = d.byKind.map(row => `${KIND_NAMES[row.id as Kind]} ${row.received}`).join('、')
  const channels = d.byChannel
    .map(row => `${CHANNEL_NAMES[row.id as ChannelName]} ${row.received}`)
    .join('、')
  return [
    `${names.office} ${words.report} ${d.period.week}（${sayDate(from, yearOf(to))}至 ${sayDate(to)}）`,
    '',
    ...rateAndThings(d, names),
    '',
    `${words.last}结转 ${d.carriedIn} + 新收 ${d.received}${d.reopened > 0 ? `（含重办 ${d.reopened}）` : ''} = ` +
      `办结 ${d.concluded} + 结转${words.next} ${d.carriedOut}${d.balanced ? '' : '（不平）'}`,
    `答复（不论早晚）：${sayShare(d.answered, d.cohort)}；按延期后的日子：${sayShare(d.answeredOnTimeExtended, d.cohortExtended)}`,
    `不予受理 ${d.declined}，群众撤回（${words.now}应答复的里）${d.withdrawn}，无效件 ${d.setAside}，并案 ${d.merged}，延期 ${d.extensions}，` +
      `暂停计时 ${d.clockStops.count} 次共 ${d.clockStops.days} 天`,
    `送达：答复 ${d.delivery.replied}，送到 ${d.delivery.delivered}，看过 ${d.delivery.read}，没送到 ${d.delivery.undelivered}`,
    `答复满 30 天没有重办：${sayShare(d.stood.stood, d.stood.answers)}`,
    ratings(d),
    ...(kinds ? [`新收：${kinds}`] : []),
    ...(channels ? [`渠道：${channels}`] : []),
    ...fingerprintLines(d),
  ].join('\n')
}
