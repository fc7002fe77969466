import { shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import type { Case, ClockPause, Deadline, Status } from '../../../src/domain/cases/case.ts'
import { type ClockState, type ClockTime, clockOf } from '../../../src/domain/cases/clock.ts'

/** What a clock shows, by example: for the function of domain/cases/clock and for its twin in SQL. */

export interface ClockExample {
  name: string
  status: Status
  /** Shanghai time, in November 2026: `19 10:00`. The 16th is a Monday. */
  due: string
  pauses?: [from: string, to: string | null, reason: ClockPause['reason']][]
  now: string
  shows: ClockState
  dueToday?: true
}

export const CLOCK_EXAMPLES: readonly ClockExample[] = [
  { name: 'far away', status: 'assigned', due: '27 00:00', now: '16 10:00', shows: 'running' },
  { name: 'tomorrow', status: 'assigned', due: '18 00:00', now: '16 10:00', shows: 'soon' },
  { name: 'the day after tomorrow', status: 'assigned', due: '19 00:00', now: '16 23:59', shows: 'running' },
  { name: 'hours, within 48', status: 'assigned', due: '18 09:00', now: '16 10:00', shows: 'soon' },
  { name: 'today', status: 'in_review', due: '17 00:00', now: '16 10:00', shows: 'soon', dueToday: true },
  { name: 'on Monday, seen on Friday', status: 'accepted', due: '24 00:00', now: '20 09:00', shows: 'soon' },
  {
    name: 'on Monday, seen on Thursday',
    status: 'accepted',
    due: '24 00:00',
    now: '19 23:00',
    shows: 'running',
  },
  {
    name: 'the last instant',
    status: 'assigned',
    due: '17 00:00',
    now: '16 23:59:59.999',
    shows: 'soon',
    dueToday: true,
  },
  {
    name: 'the first instant too late',
    status: 'assigned',
    due: '17 00:00',
    now: '17 00:00',
    shows: 'overdue',
  },
  { name: 'late, not accepted', status: 'received', due: '17 00:00', now: '20 10:00', shows: 'overdue' },
  { name: 'late and answered', status: 'answered', due: '17 00:00', now: '20 10:00', shows: 'met' },
  { name: 'late and withdrawn', status: 'withdrawn', due: '17 00:00', now: '20 10:00', shows: 'met' },
  {
    name: 'waits for the resident, asked in time',
    status: 'awaiting_resident',
    due: '19 00:00',
    pauses: [['17 10:00', null, 'resident']],
    now: '27 10:00',
    shows: 'stopped',
  },
  {
    name: 'waits for the resident, before its date',
    status: 'awaiting_resident',
    due: '19 00:00',
    pauses: [['17 10:00', null, 'resident']],
    now: '18 10:00',
    shows: 'stopped',
  },
  {
    name: 'asked when it was late already',
    status: 'awaiting_resident',
    due: '19 00:00',
    pauses: [['20 10:00', null, 'resident']],
    now: '27 10:00',
    shows: 'overdue',
  },
  {
    name: 'asked at the very instant it was late',
    status: 'awaiting_resident',
    due: '19 00:00',
    pauses: [['19 00:00', null, 'resident']],
    now: '27 10:00',
    shows: 'overdue',
  },
  {
    name: 'a rule under which the clock runs on',
    status: 'awaiting_resident',
    due: '19 00:00',
    now: '19 10:00',
    shows: 'overdue',
  },
  {
    name: 'the resident has answered',
    status: 'assigned',
    due: '25 00:00',
    pauses: [['17 10:00', '20 10:00', 'resident']],
    now: '25 08:00',
    shows: 'overdue',
  },
  {
    name: 'a third party is consulted',
    status: 'assigned',
    due: '28 00:00',
    pauses: [['17 10:00', '27 23:59:59.999', 'thirdParty']],
    now: '27 10:00',
    shows: 'stopped',
  },
  {
    name: 'the third party’s time is over',
    status: 'assigned',
    due: '28 00:00',
    pauses: [['17 10:00', '25 23:59:59.999', 'thirdParty']],
    now: '27 10:00',
    shows: 'soon',
    dueToday: true,
  },
  {
    name: 'consulted when it was late already',
    status: 'assigned',
    due: '17 00:00',
    pauses: [['18 10:00', '27 23:59:59.999', 'thirdParty']],
    now: '20 10:00',
    shows: 'overdue',
  },
  {
    name: 'both at once: the third party’s time is over, the resident’s is not',
    status: 'awaiting_resident',
    due: '26 00:00',
    pauses: [
      ['17 10:00', '24 23:59:59.999', 'thirdParty'],
      ['18 10:00', null, 'resident'],
    ],
    now: '28 10:00',
    shows: 'stopped',
  },
  {
    name: 'a date that a corrected calendar moved into the consultation',
    status: 'assigned',
    due: '20 00:00',
    pauses: [['17 10:00', '24 23:59:59.999', 'thirdParty']],
    now: '23 10:00',
    shows: 'stopped',
  },
  {
    name: 'and once that is over',
    status: 'assigned',
    due: '20 00:00',
    pauses: [['17 10:00', '24 23:59:59.999', 'thirdParty']],
    now: '25 10:00',
    shows: 'overdue',
  },
  {
    name: 'a machine clock that was set back',
    status: 'awaiting_resident',
    due: '19 00:00',
    pauses: [['18 10:00', null, 'resident']],
    now: '17 10:00',
    shows: 'stopped',
  },
]

/** `19 10:00` in November 2026. */
export const november = (time: string): Date => {
  const [day, clock] = time.split(' ')
  return new Date(`2026-11-${day}T${clock}+08:00`)
}

/** A reply deadline of which only the clock matters. */
export const clockDeadline = (dueAt: Date, pauses: ClockPause[]): Deadline => ({
  rule: 'disclosure.reply',
  article: '政府信息公开条例',
  start: '2026-11-02',
  length: { amount: 20, unit: 'workingDays' },
  dueOn: new Date(dueAt.getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10),
  dueAt: dueAt.toISOString(),
  originalDueOn: '2026-11-30',
  calendar: '2026@1',
  provisional: false,
  explanation: '',
  ...(pauses.length > 0 && { pauses }),
})

export const deadlineOf = ({ due, pauses = [] }: ClockExample): Deadline =>
  clockDeadline(
    november(due),
    pauses.map(([from, to, reason]) => ({
      from: november(from).toISOString(),
      to: to && november(to).toISOString(),
      reason,
    })),
  )

/** Due today, and neither overdue nor stopped: what the daily list's SQL must find. */
export function isDueToday(c: Pick<Case, 'status' | 'deadlines'>, at: ClockTime): boolean {
  const state = clockOf(c, at)
  return (state === 'soon' || state === 'running') && c.deadlines.reply.dueOn === shanghaiDate(at.now)
}
