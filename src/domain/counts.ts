import { civilDate, closeOfDay, DAY, dayNumber, instantOf, shanghaiDate } from './civil-date.ts'
import type { CaseFacts, Round } from './facts.ts'
import {
  cohortOf,
  dueAtEnd,
  emptyTally,
  FIELDS,
  type Field,
  overdueAtEnd,
  type Span,
  STOOD_DAYS,
  type Tally,
} from './tally.ts'

/**
 * Counts by day: what lets a page sum some hundred rows instead of reading a million cases.
 *
 * A tally of the days a…b knows nothing later than b, so it is no plain sum over days. But it is a sum over *cells*
 * (x, y): x is the day something belongs to (received, concluded, due), y the day it became known. What a case adds
 * to the days a…b is the sum of its cells with a ≤ x and y ≤ b, exactly, for every a and b: an answer that came
 * four days late is a cell (due day, answer day), counted by every period that holds both days and by no other.
 * What stands at the end of a period whatever its beginning (owed, overdue) belongs to no day: its x is ALWAYS for
 * what was done, and PASSED for what a day's passing did (a date that went by unanswered), because a day that still
 * runs has not passed.
 *
 * Cells are made from the same facts and by the same `cohortOf` as every tally; a test adds them up and compares.
 */

export const DIMENSIONS = ['kind', 'department', 'area', 'category', 'channel'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** How a field's cells are chosen for the days a…b, where `due` is the last day whose due dates count. */
type Mode =
  /** a ≤ x, y ≤ b */
  | 'period'
  /** a ≤ x ≤ due, y ≤ b */
  | 'due'
  /** x is ALWAYS and y ≤ b, or x is PASSED and y ≤ due */
  | 'stock'

/** `carriedIn` and `notYetDue` follow from the rest; `past` is what they follow from: owed, and past its original date. */
export type CountField = Exclude<Field, 'carriedIn' | 'notYetDue'> | 'past'

export const MODES: Record<CountField, Mode> = {
  received: 'period',
  reopened: 'period',
  concluded: 'period',
  concludedAnswered: 'period',
  concludedDeclined: 'period',
  concludedWithdrawn: 'period',
  replied: 'period',
  delivered: 'period',
  read: 'period',
  invited: 'period',
  rated1: 'period',
  rated2: 'period',
  rated3: 'period',
  rated4: 'period',
  rated5: 'period',
  cohort: 'due',
  answered: 'due',
  answeredOnTime: 'due',
  declined: 'due',
  withdrawn: 'due',
  merged: 'due',
  extensions: 'due',
  clockStops: 'due',
  clockStopDays: 'due',
  clockStanding: 'due',
  cohortExtended: 'due',
  answeredOnTimeExtended: 'due',
  ripe: 'due',
  stood: 'due',
  carriedOut: 'stock',
  issued: 'stock',
  standsAnswered: 'stock',
  standsDeclined: 'stock',
  standsWithdrawn: 'stock',
  overdue: 'stock',
  past: 'stock',
}
export const COUNT_FIELDS = Object.keys(MODES) as CountField[]

/** x of what belongs to no day. */
export const ALWAYS = 9_999_998
export const PASSED = 9_999_999

export type Counts = Partial<Record<CountField, number>>
export interface Cell {
  x: number
  y: number
  n: Counts
}
export interface DimensionCell extends Cell {
  dimension: 'total' | Dimension
  /** Id of the department, kind …; empty for none and for `total`. */
  key: string
}

const dayOf = (at: number): number => dayNumber(shanghaiDate(new Date(at)))

/** The whole days x…y, seen at the end of y. */
function spanOfDays(x: number, y: number): Span {
  const [from, to] = [civilDate(x), civilDate(y)]
  const until = closeOfDay(to).getTime()
  return { from, to, begin: instantOf(from).getTime(), until, dueUntil: until }
}

const sortedDays = (days: Iterable<number>): number[] => [...new Set(days)].sort((a, b) => a - b)

/** The cells of one case, if nothing more happens to it. */
export function cellsOf(facts: CaseFacts): Cell[] {
  const cells = new Map<number, Cell>()
  const add = (x: number, y: number, field: CountField, n: number): void => {
    if (n === 0) return
    const place = x * 100_000 + y
    let cell = cells.get(place)
    if (!cell) {
      cell = { x, y, n: {} }
      cells.set(place, cell)
    }
    cell.n[field] = (cell.n[field] ?? 0) + n
  }
  facts.rounds.forEach((round, i) => {
    flowCells(round, facts.rounds[i + 1], i, add)
    overdueCells(round, add)
  })
  cohortCells(facts, add)
  for (const { at, deliveredAt, readAt } of facts.replies) {
    const day = dayOf(at)
    add(day, day, 'replied', 1)
    if (deliveredAt !== null) add(day, Math.max(day, dayOf(deliveredAt)), 'delivered', 1)
    if (readAt !== null) add(day, Math.max(day, dayOf(readAt)), 'read', 1)
  }
  for (const at of facts.invitations) add(dayOf(at), dayOf(at), 'invited', 1)
  for (const { at, rating } of facts.ratings)
    add(dayOf(at), dayOf(at), `rated${rating as 1 | 2 | 3 | 4 | 5}`, 1)
  return [...cells.values()]
}

type Add = (x: number, y: number, field: CountField, n: number) => void

const OUTCOMES = {
  answered: ['concludedAnswered', 'standsAnswered'],
  declined: ['concludedDeclined', 'standsDeclined'],
  withdrawn: ['concludedWithdrawn', 'standsWithdrawn'],
} as const

function flowCells(round: Round, next: Round | undefined, index: number, add: Add): void {
  const began = dayOf(round.startedAt)
  add(began, began, 'received', 1)
  add(ALWAYS, began, 'carriedOut', 1)
  if (index === 0) add(ALWAYS, began, 'issued', 1)
  else add(began, began, 'reopened', 1)
  const due = dayNumber(round.originalDueOn)
  const ended = round.concludedAt === null ? Number.POSITIVE_INFINITY : dayOf(round.concludedAt)
  if (ended > due) {
    add(PASSED, due, 'past', 1)
    if (ended < Number.POSITIVE_INFINITY) add(ALWAYS, ended, 'past', -1)
  }
  if (round.concludedAt !== null && round.outcome) {
    const [concluded, stands] = OUTCOMES[round.outcome]
    add(ended, ended, 'concluded', 1)
    add(ended, ended, concluded, 1)
    add(ALWAYS, ended, 'carriedOut', -1)
    add(ALWAYS, ended, stands, 1)
    if (next) add(ALWAYS, dayOf(next.startedAt), stands, -1)
  }
  if (round.repliedAt !== null) {
    const over = round.repliedAt + STOOD_DAYS * DAY
    add(dayOf(over), dayOf(over), 'ripe', 1)
    if (!next || next.startedAt >= over) add(dayOf(over), dayOf(over), 'stood', 1)
  }
}

/** Days on which what is known of a round changes. */
function* daysOf(round: Round): Generator<number> {
  yield dayOf(round.startedAt)
  for (const due of round.dues) {
    yield dayOf(due.at)
    yield dayNumber(due.dueOn)
  }
  for (const stop of round.stops) {
    yield dayOf(stop.from)
    if (stop.to !== null) yield dayOf(stop.to)
  }
  for (const at of round.extensions) yield dayOf(at)
  for (const at of [round.repliedAt, round.concludedAt, round.mergedAt]) if (at !== null) yield dayOf(at)
}

/** Overdue on the day it fell due, until it is answered or its date moves. */
function overdueCells(round: Round, add: Add): void {
  const last = round.dues.at(-1)!
  // The usual case: one date, kept.
  if (
    round.dues.length === 1 &&
    round.concludedAt !== null &&
    dayOf(round.concludedAt) <= dayNumber(last.dueOn)
  )
    return
  let was = false
  for (const y of sortedDays(daysOf(round))) {
    const span = spanOfDays(y, y)
    const is = overdueAtEnd(round, span)
    if (is !== was)
      add(is && dayNumber(dueAtEnd(round, span).dueOn) === y ? PASSED : ALWAYS, y, 'overdue', is ? 1 : -1)
    was = is
  }
}

const NO_TALLY = emptyTally()

/** The cohort, by differences: a number is in it once however many of its rounds fall due in a…b. */
function cohortCells(facts: CaseFacts, add: Add): void {
  const xs = sortedDays(
    facts.rounds.flatMap(r => [dayNumber(r.originalDueOn), ...r.dues.map(d => dayNumber(d.dueOn))]),
  )
  const first = xs[0]!
  const ys = sortedDays(facts.rounds.flatMap(r => [...daysOf(r), dayNumber(r.originalDueOn)])).filter(
    y => y >= first,
  )
  const seen = xs.map(x =>
    ys.map(y => {
      if (y < x) return NO_TALLY
      const t = cohortOf(facts, spanOfDays(x, y))
      // Days of a clock that still stands grow with the day they are looked at: kept as a number that does not.
      t.clockStopDays -= t.clockStanding * (y + 1)
      return t
    }),
  )
  const f = (i: number, j: number): Tally => seen[i]?.[j] ?? NO_TALLY
  for (let i = 0; i < xs.length; i++) {
    for (let j = 0; j < ys.length; j++) {
      for (const field of COHORT_FIELDS) {
        const n = f(i, j)[field] - f(i + 1, j)[field] - f(i, j - 1)[field] + f(i + 1, j - 1)[field]
        if (n !== 0) add(xs[i]!, ys[j]!, field, n)
      }
    }
  }
}

const COHORT_FIELDS = [
  'cohort',
  'answered',
  'answeredOnTime',
  'declined',
  'withdrawn',
  'merged',
  'extensions',
  'clockStops',
  'clockStopDays',
  'clockStanding',
  'cohortExtended',
  'answeredOnTimeExtended',
] as const satisfies readonly Field[]

/** The same cells once in total and once in each breakdown; a department has what it holds on the day asked about. */
export function dimensionCells(facts: CaseFacts): DimensionCell[] {
  const cells = cellsOf(facts)
  const all: DimensionCell[] = []
  const put = (dimension: DimensionCell['dimension'], key: string | null) => {
    for (const cell of cells) all.push({ dimension, key: key ?? '', ...cell })
  }
  put('total', '')
  put('kind', facts.kind)
  put('area', facts.areaId)
  put('category', facts.categoryId)
  put('channel', facts.channel)
  const changes = facts.holders.map(h => ({ day: dayOf(h.at), key: h.departmentId ?? '' }))
  for (const { x, y, n } of cells) {
    let key = changes.findLast(c => c.day <= y)?.key ?? ''
    all.push({ dimension: 'department', key, x, y, n })
    for (const change of changes) {
      if (change.day <= y || change.key === key) continue
      all.push({ dimension: 'department', key, x, y: change.day, n: negative(n) })
      key = change.key
      all.push({ dimension: 'department', key, x, y: change.day, n })
    }
  }
  return all
}

export const negative = (n: Counts): Counts =>
  Object.fromEntries(Object.entries(n).map(([field, value]) => [field, -value]))

/** Cells by place: what `addInto` adds up and `placed` reads out. */
export type CellSums = Map<string, DimensionCell>

export function addInto(sums: CellSums, cells: Iterable<DimensionCell>): void {
  for (const { dimension, key, x, y, n } of cells) {
    const place = `${dimension}|${x}|${key}|${y}`
    let sum = sums.get(place)
    if (!sum) {
      sum = { dimension, key, x, y, n: {} }
      sums.set(place, sum)
    }
    for (const field in n)
      sum.n[field as CountField] = (sum.n[field as CountField] ?? 0) + n[field as CountField]!
  }
}

/** In the order of the table's key; those that come to nothing are left out. */
export const placed = (sums: CellSums): DimensionCell[] =>
  [...sums]
    .filter(([, { n }]) => Object.values(n).some(Boolean))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cell]) => cell)

/** Cells of the same place made one. */
export function addUp(cells: Iterable<DimensionCell>): DimensionCell[] {
  const sums: CellSums = new Map()
  addInto(sums, cells)
  return placed(sums)
}

/** The days a tally is asked for. */
export interface DaySpan {
  from: number
  to: number
  /** The last day whose due dates count: `to`, or yesterday while `to` is today or later. */
  due: number
}

/** Whether a cell's field counts for these days: the rule that the SQL in store/counts.ts states once more. */
export function counts(mode: Mode, { x, y }: Cell, { from, to, due }: DaySpan): boolean {
  if (y > to) return false
  if (mode === 'stock') return x === ALWAYS || (x === PASSED && y <= due)
  return x >= from && x <= (mode === 'due' ? due : to)
}

/** A tally from its sums. @param day the day it is looked at: after `to`, or today while the period runs. */
export function tallyFrom(sums: Counts, carriedIn: number, day: number): Tally {
  const t = emptyTally()
  for (const field of FIELDS) if (field !== 'carriedIn' && field !== 'notYetDue') t[field] = sums[field] ?? 0
  t.carriedIn = carriedIn
  t.notYetDue = t.carriedOut - (sums.past ?? 0)
  t.clockStopDays += t.clockStanding * day
  return t
}
