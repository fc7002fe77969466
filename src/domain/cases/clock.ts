import { type CivilDate, HOUR, instantOf, shanghaiDate } from '../base/civil-date.ts'
import type { Calendar } from '../office/calendar.ts'
import { type Case, type Deadline, OPEN } from './case.ts'

/**
 * The state of a case's clock: the only place where a due date is compared with a time. `store/cases/clock.ts` states
 * the same in SQL for lists; test/store/cases/clock.test.ts holds the two equal, and test/one-clock.test.ts finds
 * comparisons anywhere else.
 */
export type ClockState =
  /** Nothing is owed on the case itself any more. */
  | 'met'
  /** The date has passed, or had passed when the clock stopped. */
  | 'overdue'
  /** Stopped in time: waits for the resident, or a third party is consulted. */
  | 'stopped'
  /** Due by the close of the next working day, or within 48 hours. */
  | 'soon'
  | 'running'

/** The time at which clocks are read. */
export interface ClockTime {
  now: Date
  /** A case due before this is due soon. */
  soonUntil: Date
}

/** @example On a Friday, a case due on Monday is due soon: nobody works in between. */
export const clockTime = (now: Date, calendar: Pick<Calendar, 'addWorkingDays'>): ClockTime => ({
  now,
  soonUntil: new Date(
    Math.max(
      now.getTime() + 48 * HOUR,
      // Before the working day after the next one begins.
      instantOf(calendar.addWorkingDays(shanghaiDate(now), 2)).getTime(),
    ),
  ),
})

type Clocked = Pick<Case, 'status' | 'deadlines'>

/** The clock of the reply. */
export function clockOf({ status, deadlines: { reply } }: Clocked, at: ClockTime): ClockState {
  if (!OPEN.includes(status)) return 'met'
  const stops = stopsOf(reply)
  // A stop with a known end. While the end is unknown, there is no instant from which the case is overdue.
  const stands = stops.some(({ to }) => to !== null && to > at.now.getTime())
  return stateOf(overdueFrom(Date.parse(reply.dueAt), stops), stands, at)
}

/** The clock of the acceptance (受理). Nothing stops it. */
export function acceptClockOf({ status, deadlines: { accept } }: Clocked, at: ClockTime): ClockState {
  if (status !== 'received') return 'met'
  return stateOf(overdueFrom(Date.parse(accept.dueAt), []), false, at)
}

function stateOf(overdueAt: number | null, stands: boolean, { now, soonUntil }: ClockTime): ClockState {
  if (overdueAt !== null && overdueAt <= now.getTime()) return 'overdue'
  if (stands || overdueAt === null) return 'stopped'
  return overdueAt <= soonUntil.getTime() ? 'soon' : 'running'
}

/** A period in which the clock is stopped, in milliseconds; `to` is null while its end is unknown. */
interface ClockStop {
  from: number
  to: number | null
}

const stopsOf = ({ pauses = [] }: Deadline): ClockStop[] =>
  pauses.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? null : Date.parse(to) }))

/**
 * The first instant at which the case is overdue if nothing more happens; null while the clock is stopped. The
 * deadline itself is that instant: on time means before it. A clock that stopped in time is not overdue until it runs
 * again; one that ran out before it stopped stays overdue.
 * @param stops in the order in which they began
 */
export function overdueFrom(dueAt: number, stops: readonly ClockStop[]): number | null {
  let at = dueAt
  for (const { from, to } of stops) {
    if (at <= from) continue
    if (to === null) return null
    at = Math.max(at, to)
  }
  return at
}

/** Whether the clock is stopped until somebody acts; no reminders go out meanwhile. */
export const isStopped = ({ pauses }: Deadline): boolean => pauses?.at(-1)?.to === null

/** The state of the clock of a manager's instruction, which is due by the end of a day. */
export const supervisionClock = (dueOn: CivilDate | null, now: Date): ClockState => {
  if (dueOn === null) return 'met'
  const today = shanghaiDate(now)
  return dueOn < today ? 'overdue' : dueOn === today ? 'soon' : 'running'
}

/**
 * The columns of a case's clock, so that lists can use an index. `overdueAt`: when the case becomes overdue if
 * nothing happens; null while the clock is stopped without a known end, and when nothing is owed. `stoppedUntil`:
 * when a stop with a known end is over.
 */
export function clockColumns({ status, deadlines: { reply } }: Clocked): {
  overdueAt: Date | null
  stoppedUntil: Date | null
} {
  if (!OPEN.includes(status)) return { overdueAt: null, stoppedUntil: null }
  const stops = stopsOf(reply)
  const at = overdueFrom(Date.parse(reply.dueAt), stops)
  const ends = stops.flatMap(({ to }) => to ?? [])
  return {
    overdueAt: at === null ? null : new Date(at),
    stoppedUntil: ends.length === 0 ? null : new Date(Math.max(...ends)),
  }
}
