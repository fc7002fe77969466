import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shiftWeek, weekNamed } from '../../../src/domain/base/week.ts'
import {
  type GroupRow,
  type GroupTable,
  seasonOf,
  seasonsTable,
  seasonsUntil,
  weekTable,
} from '../../../src/domain/numbers/public-groups.ts'
import { SMALLEST_SHOWN, suppressed } from '../../../src/domain/numbers/suppress.ts'
import { Observer } from '../../helpers/observer.ts'
import { runs } from '../../helpers/runs.ts'

const GROUPS = ['a', 'b', 'c', 'd', 'e']
const WEEKS = 39
const FIRST = weekNamed('2026-W01')!
const weeks = Array.from({ length: WEEKS }, (_, i) => shiftWeek(FIRST, i))

/** Groups of their own usual size, from week to week a little more or less, some weeks none. */
const offices = fc
  .tuple(...GROUPS.map(() => fc.constantFrom(0, 1, 2, 4, 8, 20)))
  .chain(usual =>
    fc.array(
      fc.tuple(
        ...usual.map(n => fc.oneof(fc.constant(0), fc.integer({ min: Math.floor(n / 2), max: 2 * n }))),
      ),
      { minLength: WEEKS, maxLength: WEEKS },
    ),
  )
  .map(all =>
    all.map(counts =>
      GROUPS.map((id, g) => ({ id, received: counts[g]!, cohort: counts[g]!, answeredOnTime: 0 })),
    ),
  )
type Office = GroupRow[][]

const cell = (id: string | null, week: number) => `${id}:${week}`
const small = (n: number) => n > 0 && n < SMALLEST_SHOWN

/** What an observer reads off one table of these weeks. */
function read(observer: Observer, table: GroupTable | null, of: readonly number[]): void {
  for (const row of table?.rows ?? [])
    if (!table!.hidden.has(row.id))
      observer.reads(
        of.map(w => cell(row.id, w)),
        row.received,
      )
}

/** Totals of every week, and a table. */
function observerOf(office: Office): Observer {
  const observer = new Observer()
  for (const [w, rows] of office.entries())
    observer.reads(
      GROUPS.map(id => cell(id, w)),
      rows.reduce((n, r) => n + r.received, 0),
    )
  return observer
}

/** Every group of every stretch of weeks that can be told and is small. */
function found(observer: Observer, office: Office): string[] {
  const told: string[] = []
  for (const [g, id] of GROUPS.entries()) {
    for (let from = 0; from < WEEKS; from++) {
      for (let to = from; to < Math.min(WEEKS, from + 14); to++) {
        const of = Array.from({ length: to - from + 1 }, (_, i) => from + i)
        const is = observer.infers(of.map(w => cell(id, w)))
        if (is === undefined || !small(is)) continue
        expect(is).toBe(of.reduce((n, w) => n + office[w]![g]!.received, 0))
        told.push(`${id} ${from}–${to}: ${is}`)
      }
    }
  }
  return told
}

it('no small group of any weeks can be had from all that is ever published', () => {
  fc.assert(
    fc.property(offices, office => {
      const observer = observerOf(office)
      for (const [w, week] of weeks.entries()) {
        read(observer, weekTable(office[w]!), [w])
        const seasons = seasonsUntil(week.to, 4).filter(s => s[0]!.id >= FIRST.id)
        const places = seasons.map(s => s.map(one => weeks.findIndex(x => x.id === one.id)))
        read(observer, seasonsTable(places.map(s => s.map(i => office[i]!))), places.flat())
      }
      expect(found(observer, office)).toEqual([])
    }),
    runs(10),
  )
})

it('the observer is no fool: from trailing tables that overlap, each by itself without a small cell, much comes back', () => {
  const [office] = fc.sample(offices, { numRuns: 1, seed: 7 }) as [Office]
  const observer = observerOf(office)
  for (let w = 8; w < WEEKS; w++) {
    const of = Array.from({ length: 8 }, (_, i) => w - 7 + i)
    const rows = GROUPS.map((id, g) => {
      const received = of.reduce((n, i) => n + office[i]![g]!.received, 0)
      return { id, received, cohort: received, answeredOnTime: 0 }
    })
    const hidden = suppressed(rows, r => [r.received])
    read(observer, hidden && { rows, hidden: new Set([...hidden].map(r => r.id)) }, of)
    read(observer, weekTable(office[w]!), [w])
  }
  expect(found(observer, office).length).toBeGreaterThan(0)
})

const row = (id: string, n: number): GroupRow => ({ id, received: n, cohort: n, answeredOnTime: n })

it('a large office has the table of each week, a small one of each season', () => {
  const large = [row('a', 30), row('b', 20), row('c', 6)]
  expect(weekTable(large)!.hidden.size).toBe(0)
  // Ten of the hundred are left out: the week still tells enough.
  expect([...weekTable([row('a', 90), row('b', 6), row('c', 4)])!.hidden].sort()).toEqual(['b', 'c'])
  const few = [row('a', 3), row('b', 2), row('c', 1)]
  expect(weekTable(few)).toBeNull()
  expect(seasonsTable([Array(13).fill(few)])!.rows.map(r => r.received)).toEqual([39, 26, 13])
})

it('a week is published by itself only when its shown rows hold four fifths of what came in', () => {
  const shown = (n: number) => weekTable([row('a', n), row('b', 6), row('c', 4)])
  expect(shown(40)).not.toBeNull()
  expect(shown(39)).toBeNull()
})

it('what one block hides is hidden in every sum with it', () => {
  const gap = [row('a', 90), row('b', 6), row('c', 4)]
  const full = [row('a', 90), row('b', 6), row('c', 14)]
  const table = seasonsTable([[gap, ...Array(12).fill(full)]])!
  expect([...table.hidden].sort()).toEqual(['b', 'c'])
  expect(table.rows.find(r => r.id === 'a')).toMatchObject({ received: 13 * 90 })
})

it('every week is in one season; a week 53 goes with the last', () => {
  const names = (week: string) => seasonOf(weekNamed(week)!).map(w => w.id)
  expect(names('2026-W01')).toHaveLength(13)
  expect([names('2026-W39').at(0), names('2026-W39').at(-1)]).toEqual(['2026-W27', '2026-W39'])
  expect(names('2026-W53')).toEqual(names('2026-W40'))
  expect(names('2026-W40')).toHaveLength(14)
  expect(names('2025-W52').at(-1)).toBe('2025-W52')
  for (let week = weekNamed('2024-W01')!; week.id < '2030-W01'; week = shiftWeek(week, 1))
    expect(names(week.id)).toContain(week.id)
  expect(seasonsUntil('2026-09-26', 1)[0]!.at(-1)!.id).toBe('2026-W26')
  expect(seasonsUntil('2026-09-27', 1)[0]!.at(-1)!.id).toBe('2026-W39')
})
