import { civilDate, closeOfDay, DAY, dayNumber, instantOf, shanghaiDate } from '../base/civil-date.ts'
import type { CaseFacts, Round } from './facts.ts'
import {
  COHORT_FIELDS,
  cohortOf,
  DAYS_WITHOUT_REOPENING,
  emptyTally,
  FIELDS,
  type Field,
  overdueAtEnd,
  type Span,
  type Tally,
} from './tally.ts'

/**
 * Counts by day, so that a page sums a few hundred rows instead of reading a million cases.
 *
 * A tally of the days a…b knows nothing later than b, so it is not a plain sum over days. But it is a sum over
 * *cells* (x, y): x is the day something belongs to (received, concluded, due), y when it became known. What a case
 * adds to the days a…b is the sum of its cells with a ≤ x ≤ b that are known by the end of b, exactly, for every a
 * and b: an answer that came four days late is a cell (due day, answer day), counted by every period that holds both
 * days and by no other. A state at the end of a period, whatever its beginning (owed, overdue), has x = ALWAYS.
 *
 * A day makes two things known: what happened on it and, once it is over, what happens without an event: a due date
 * passes, a third party's time ends, a reply has stood for 30 days. So y counts half days: `happened(day)`, then
 * `passed(day)`; a day that still runs has not passed.
 *
 * Cells are made from the same facts and by the same `cohortOf` as every tally; a test adds them up and compares.
 */

export const DIMENSIONS = ['kind', 'department', 'area', 'category', 'channel'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** The step at which the events of a day are known … */
export const stepOfDay = (day: number): number => 2 * day
/** … and the step at which the day is over (`dayIsOver` in tally.ts). */
export const stepAfterDay = (day: number): number => 2 * day + 1

/** Whether a field is counted over the days of a period, or is a state at its end. */
type Mode = 'period' | 'stock'

/**
 * `carriedIn` and `notYetDue` are computed from the others and from `past`: cases that are owed and past their
 * original date.
 */
export type CountField = Exclude<Field, 'carriedIn' | 'notYetDue'> | 'past'

const STOCK: readonly CountField[] = [
  'carriedOut',
  'issued',
  'standsAnswered',
  'standsDeclined',
  'standsWithdrawn',
  'standsSetAside',
  'overdue',
  'past',
]

/** In the order of `FIELDS`: every field that can be summed by day. */
export const COUNT_FIELDS: readonly CountField[] = [
  ...FIELDS.filter(f => f !== 'carriedIn' && f !== 'notYetDue'),
  'past',
]
export const MODES = Object.fromEntries(
  COUNT_FIELDS.map(f => [f, STOCK.includes(f) ? 'stock' : 'period']),
) as Record<CountField, Mode>

/** The x of cells that belong to no day. */
export const ALWAYS = 9_999_999

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

/** Packs x and y into one number: y stays below ten million until the year 15000. */
const placeOf = (x: number, y: number): number => x * 10_000_000 + y

const dayOf = (at: number): number => dayNumber(shanghaiDate(new Date(at)))

/** The days from x on, as far as they are known at a step. */
function spanAt(x: number, step: number): Span {
  const day = Math.floor(step / 2)
  const [from, to] = [civilDate(x), civilDate(day)]
  const until = closeOfDay(to).getTime()
  const dueUntil = step === stepAfterDay(day) ? until : instantOf(to).getTime()
  return { from, to, begin: instantOf(from).getTime(), until, dueUntil }
}

const inOrder = (days: Iterable<number>): number[] => [...new Set(days)].sort((a, b) => a - b)

/** The cells of one case, if nothing more happens to it. */
export function cellsOf(facts: CaseFacts): Cell[] {
  const cells = new Map<number, Cell>()
  const add = (x: number, y: number, field: CountField, n: number): void => {
    if (n === 0) return
    const place = placeOf(x, y)
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
    add(day, stepOfDay(day), 'replied', 1)
    if (deliveredAt !== null) add(day, stepOfDay(Math.max(day, dayOf(deliveredAt))), 'delivered', 1)
    if (readAt !== null) add(day, stepOfDay(Math.max(day, dayOf(readAt))), 'read', 1)
  }
  for (const at of facts.invitations) add(dayOf(at), stepOfDay(dayOf(at)), 'invited', 1)
  for (const { at, rating } of facts.ratings)
    add(dayOf(at), stepOfDay(dayOf(at)), `rated${rating as 1 | 2 | 3 | 4 | 5}`, 1)
  return [...cells.values()]
}

type Add = (x: number, y: number, field: CountField, n: number) => void

const OUTCOMES = {
  answered: ['concludedAnswered', 'standsAnswered'],
  declined: ['concludedDeclined', 'standsDeclined'],
  withdrawn: ['concludedWithdrawn', 'standsWithdrawn'],
  set_aside: ['concludedSetAside', 'standsSetAside'],
} as const

function flowCells(round: Round, next: Round | undefined, index: number, add: Add): void {
  const began = dayOf(round.startedAt)
  add(began, stepOfDay(began), 'received', 1)
  add(ALWAYS, stepOfDay(began), 'carriedOut', 1)
  if (index === 0) add(ALWAYS, stepOfDay(began), 'issued', 1)
  else add(began, stepOfDay(began), 'reopened', 1)
  const due = dayNumber(round.originalDueOn)
  const ended = round.concludedAt === null ? Number.POSITIVE_INFINITY : dayOf(round.concludedAt)
  if (ended > due) {
    add(ALWAYS, stepAfterDay(due), 'past', 1)
    if (ended < Number.POSITIVE_INFINITY) add(ALWAYS, stepOfDay(ended), 'past', -1)
  }
  if (round.concludedAt !== null && round.outcome) {
    const [concluded, stands] = OUTCOMES[round.outcome]
    add(ended, stepOfDay(ended), 'concluded', 1)
    add(ended, stepOfDay(ended), concluded, 1)
    add(ALWAYS, stepOfDay(ended), 'carriedOut', -1)
    add(ALWAYS, stepOfDay(ended), stands, 1)
    if (next) add(ALWAYS, stepOfDay(dayOf(next.startedAt)), stands, -1)
  }
  if (round.repliedAt !== null) {
    const over = round.repliedAt + DAYS_WITHOUT_REOPENING * DAY
    add(dayOf(over), stepAfterDay(dayOf(over)), 'ripe', 1)
    if (!next || next.startedAt >= over) add(dayOf(over), stepAfterDay(dayOf(over)), 'stood', 1)
  }
}

/** The steps at which what is known of a round changes. */
function* stepsOf(round: Round): Generator<number> {
  yield stepOfDay(dayOf(round.startedAt))
  yield stepAfterDay(dayNumber(round.originalDueOn))
  for (const due of round.dues) {
    yield stepOfDay(dayOf(due.at))
    yield stepAfterDay(dayNumber(due.dueOn))
  }
  for (const stop of round.stops) {
    yield stepOfDay(dayOf(stop.from))
    if (stop.to !== null) yield (stop.endsByItself ? stepAfterDay : stepOfDay)(dayOf(stop.to))
  }
  for (const at of round.extensions) yield stepOfDay(dayOf(at))
  for (const at of [round.repliedAt, round.concludedAt, ...round.merges.flatMap(m => [m.from, m.to])])
    if (at !== null) yield stepOfDay(dayOf(at))
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
  for (const step of inOrder(stepsOf(round))) {
    const is = overdueAtEnd(round, spanAt(Math.floor(step / 2), step))
    if (is !== was) add(ALWAYS, step, 'overdue', is ? 1 : -1)
    was = is
  }
}

const NO_TALLY = emptyTally()

/** The cohort, by differences: a number is in it once however many of its rounds fall due in a…b. */
function cohortCells(facts: CaseFacts, add: Add): void {
  const xs = inOrder(
    facts.rounds.flatMap(r => [dayNumber(r.originalDueOn), ...r.dues.map(d => dayNumber(d.dueOn))]),
  )
  const first = xs[0]!
  const ys = inOrder(facts.rounds.flatMap(r => [...stepsOf(r)])).filter(y => y >= stepOfDay(first))
  const seen = xs.map(x =>
    ys.map(y => {
      const day = Math.floor(y / 2)
      if (day < x) return NO_TALLY
      const t = cohortOf(facts, spanAt(x, y))
      // Days of a clock that is still stopped grow with the day of the query, so a constant is stored instead.
      t.clockStopDays -= t.clockStanding * (day + 1)
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

/**
 * The same cells once in total and once in each breakdown; a department counts the cases it holds at the end of the
 * days queried.
 */
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
    let key = changes.findLast(c => stepOfDay(c.day) <= y)?.key ?? ''
    all.push({ dimension: 'department', key, x, y, n })
    for (const change of changes) {
      if (stepOfDay(change.day) <= y || change.key === key) continue
      all.push({ dimension: 'department', key, x, y: stepOfDay(change.day), n: negated(n) })
      key = change.key
      all.push({ dimension: 'department', key, x, y: stepOfDay(change.day), n })
    }
  }
  return all
}

export const negated = (n: Counts): Counts =>
  Object.fromEntries(Object.entries(n).map(([field, value]) => [field, -value]))

/** Cells by row (dimension and key), then by place: what `addInto` adds up and `cellsInOrder` reads out. */
export type CellSums = Map<string, Map<number, DimensionCell>>

export function addInto(sums: CellSums, cells: Iterable<DimensionCell>): void {
  for (const { dimension, key, x, y, n } of cells) {
    const name = `${dimension}|${key}`
    let row = sums.get(name)
    if (!row) {
      row = new Map()
      sums.set(name, row)
    }
    const place = placeOf(x, y)
    let sum = row.get(place)
    if (!sum) {
      sum = { dimension, key, x, y, n: {} }
      row.set(place, sum)
    }
    for (const field in n)
      sum.n[field as CountField] = (sum.n[field as CountField] ?? 0) + n[field as CountField]!
  }
}

const before = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

/** Cells in the order of the table's key, without those that sum to zero. */
export const cellsInOrder = (sums: CellSums): DimensionCell[] =>
  [...sums.values()]
    .flatMap(row => [...row.values()])
    .filter(({ n }) => Object.values(n).some(Boolean))
    .sort((a, b) => before(a.dimension, b.dimension) || a.x - b.x || before(a.key, b.key) || a.y - b.y)

/** Adds up cells of the same place. */
export function addUp(cells: Iterable<DimensionCell>): DimensionCell[] {
  const sums: CellSums = new Map()
  addInto(sums, cells)
  return cellsInOrder(sums)
}

/** The days of a query. */
export interface DaySpan {
  from: number
  to: number
  /** The last step that is known: `stepAfterDay(to)`, or `stepOfDay(today)` while the days run. */
  known: number
}

/** A tally from its sums. @param day the day of the query: after `to`, or today while the period runs. */
export function tallyFrom(sums: Counts, carriedIn: number, day: number): Tally {
  const t = emptyTally()
  for (const field of FIELDS) if (field !== 'carriedIn' && field !== 'notYetDue') t[field] = sums[field] ?? 0
  t.carriedIn = carriedIn
  t.notYetDue = t.carriedOut - (sums.past ?? 0)
  t.clockStopDays += t.clockStanding * day
  return t
}
