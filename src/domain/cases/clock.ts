import { type CivilDate, HOUR, instantOf, shanghaiDate } from '../base/civil-date.ts'
import type { Calendar } from '../office/calendar.ts'
import { type Case, type Deadline, OPEN } from './case.ts'

/**
 * What the clock of a case shows: the one place where a due date is compared with a moment. Lists ask the database the
 * same by `store/cases/clock.ts`; test/store/cases/clock.test.ts holds the two equal, and test/one-clock.test.ts finds
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

/** The moment that clocks are read at. */
export interface ClockTime {
  now: Date
  /** What is due by then is due soon. */
  soonUntil: Date
}

/** @example On a Friday, what is due on Monday is due soon: nobody works in between. */
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
  // One that ends by itself; while nobody knows when it ends, there is no instant from which on it is overdue.
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

/** A stretch in which the clock stands, in milliseconds; `to` is null while nobody knows when it ends. */
export interface ClockStop {
  from: number
  to: number | null
}

const stopsOf = ({ pauses = [] }: Deadline): ClockStop[] =>
  pauses.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? null : Date.parse(to) }))

/**
 * The first instant at which the promise is broken, if nothing more happens; null while the clock stands. The deadline
 * itself is that instant: on time means before it. A clock that stopped in time stays in time until it runs again; one
 * that had run out before it stopped stays overdue.
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

/** Whether it stands until somebody does something: nothing is said of it meanwhile. */
export const standsStill = ({ pauses }: Deadline): boolean => pauses?.at(-1)?.to === null

/** The manager's instruction is to be answered by the end of a day. */
export const supervisionClock = (dueOn: CivilDate | null, now: Date): ClockState => {
  if (dueOn === null) return 'met'
  const today = shanghaiDate(now)
  return dueOn < today ? 'overdue' : dueOn === today ? 'soon' : 'running'
}

/**
 * What the database keeps of a case's clock, so that it can answer the same questions with an index.
 * `overdueAt`: from when on it is overdue if nothing happens; null while it stands until somebody does something, and
 * when nothing is owed. `stoppedUntil`: when a stop that ends by itself is over.
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
