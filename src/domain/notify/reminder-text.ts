import { type CivilDate, sayDate, yearOf } from '../base/civil-date.ts'
import { KIND_NAMES, type Kind } from '../office/kinds.ts'
import { type ReminderKind, reminderRuleOf } from './reminders.ts'

/**
 * What a notification says about a case: its number, kind, area and date. Never a name, a telephone number or the
 * resident's words, because others may see an officer's phone or mailbox.
 */
export interface About {
  number: string
  kind: Kind
  /** The village's name. */
  area: string | null
  dueOn: CivilDate
  /** The year's calendar is not published yet. */
  provisional: boolean
}

export const aboutLine = ({ number, kind, area, dueOn, provisional }: About, today: CivilDate): string =>
  `${number} ${KIND_NAMES[kind]}${area ? `，${area}` : ''}，${sayDate(dueOn, yearOf(today))}到期${provisional ? '（暂定）' : ''}`

/** One reminder: what happened, about what. */
export const reminderText = (kind: ReminderKind, about: About | null, today: CivilDate): string =>
  about ? `${reminderRuleOf(kind).title}\n${aboutLine(about, today)}` : reminderRuleOf(kind).title

/** How many of each kind, the most frequent first. */
function countKinds(kinds: readonly ReminderKind[]): [ReminderKind, number][] {
  const counts = new Map<ReminderKind, number>()
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}

/** Many at once. */
export const summaryText = (kinds: readonly ReminderKind[]): string =>
  [
    `有 ${kinds.length} 条提醒`,
    ...countKinds(kinds).map(([kind, n]) => `${reminderRuleOf(kind).title}：${n} 条`),
  ].join('\n')

/** A part of the daily list: how many, and the first of them. */
export interface DailyPart {
  name: string
  count: number
  first: readonly About[]
}

/** The day's list, or null when there is nothing to do and nothing new. */
export function dailyText({
  day,
  parts,
  others,
}: {
  day: CivilDate
  parts: readonly DailyPart[]
  others: readonly ReminderKind[]
}): string | null {
  const filled = parts.filter(part => part.count > 0)
  if (filled.length === 0 && others.length === 0) return null
  return [
    `${sayDate(day)}要办的事`,
    ...filled.flatMap(({ name, count, first }) => [
      '',
      `${name} ${count} 件`,
      ...first.map(about => aboutLine(about, day)),
      ...(count > first.length ? [`还有 ${count - first.length} 件`] : []),
    ]),
    ...(others.length > 0
      ? ['', '昨天以来', ...countKinds(others).map(([kind, n]) => `${reminderRuleOf(kind).title}：${n} 条`)]
      : []),
  ].join('\n')
}
