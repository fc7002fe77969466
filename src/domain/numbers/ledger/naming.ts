import { instantOf } from '../../base/civil-date.ts'
import { weekOf } from '../../base/week.ts'
import { SMALLEST_SHOWN } from '../suppress.ts'
import type { EntryFields } from './entry.ts'

/**
 * What entries may say of the person behind a case. They name a group only together with at least four other cases; an
 * anonymous case, or one of a rare kind, names nothing and gives its days to the week only. docs/ledger.md says what can
 * be learned all the same.
 */

/** What a case shares with others. Ids of office.yaml. */
export interface Groups {
  kind: string
  channel: string
  categoryId: string | null
  areaId: string | null
}

/** How many cases that are not anonymous share all of this. */
export interface GroupCount extends Groups {
  departmentId: string | null
  cases: number
}

/** What the entries of a case name. A kind that is null names nothing else either. */
export interface Naming {
  coarse: boolean
  kind: string | null
  channel: string | null
  categoryId: string | null
  areaId: string | null
}

/** In the order in which they are named. */
const ORDER = ['kind', 'channel', 'categoryId', 'areaId'] as const satisfies readonly (keyof Groups)[]

/** Counts by what is named, one group after the other, and the same by department. */
export interface SharedBy {
  readonly byGroups: ReadonlyMap<string, number>
  readonly byDepartment: ReadonlyMap<string, number>
}

const keyOf = (values: readonly (string | null)[]): string => values.map(value => value ?? '').join('\n')

/** Adds up counts for each beginning of the chain of groups. */
export function sharedBy(counts: readonly GroupCount[]): SharedBy {
  const byGroups = new Map<string, number>()
  const byDepartment = new Map<string, number>()
  const add = (to: Map<string, number>, key: string, cases: number) => to.set(key, (to.get(key) ?? 0) + cases)
  for (const row of counts) {
    ORDER.forEach((_, i) => {
      const key = keyOf(ORDER.slice(0, i + 1).map(name => row[name]))
      add(byGroups, key, row.cases)
      if (row.departmentId !== null) add(byDepartment, `${row.departmentId}\n${key}`, row.cases)
    })
  }
  return { byGroups, byDepartment }
}

/** Ids that canonical JSON holds without escapes; others are not named. */
const isPlain = (id: string) => /^[\w.-]{1,60}$/.test(id)

const UNNAMED = { kind: null, channel: null, categoryId: null, areaId: null } as const

/** Decides once, when the first entry of a case gets its place, what all its entries name. */
export function namingOf(groups: Groups & { anonymous: boolean }, shared: SharedBy): Naming {
  const named: Naming = { coarse: true, ...UNNAMED }
  if (groups.anonymous) return named
  for (const [i, name] of ORDER.entries()) {
    const value = groups[name]
    const key = keyOf(ORDER.slice(0, i + 1).map(one => groups[one]))
    if (value === null || !isPlain(value) || (shared.byGroups.get(key) ?? 0) < SMALLEST_SHOWN) break
    named[name] = value
  }
  return { ...named, coarse: named.kind === null }
}

/** Whether this department may be named for a case. */
export function namesDepartment(id: string, named: Naming, shared: SharedBy): boolean {
  if (named.kind === null || !isPlain(id)) return false
  const values = ORDER.map(name => named[name])
  const length = values.indexOf(null)
  const key = keyOf(length < 0 ? values : values.slice(0, length))
  return (shared.byDepartment.get(`${id}\n${key}`) ?? 0) >= SMALLEST_SHOWN
}

/** The Sunday of a day's week. */
export const endOfWeek = (day: string): string => weekOf(instantOf(day)).to

/** An entry's fields as they are published. */
export function publicFields(exact: EntryFields, named: Naming, shared: SharedBy): EntryFields {
  const { start, term, hours, department, late_original, late_due, ...rest } = exact
  const late = {
    ...(late_original !== undefined && { late_original }),
    ...(late_due !== undefined && { late_due }),
  }
  const begins = exact.event === 'received' || exact.event === 'reopened'
  if (named.coarse) {
    const { due, until } = rest
    return {
      ...rest,
      ...late,
      coarse: true,
      day: endOfWeek(rest.day),
      ...(due !== undefined && { due: endOfWeek(due) }),
      ...(until !== undefined && { until: endOfWeek(until) }),
    }
  }
  return {
    ...rest,
    ...(begins && start !== undefined && term !== undefined && { start, term }),
    // Within a day only the hour tells what is late.
    ...(hours && late),
    ...(begins && hours && { hours }),
    ...(department !== undefined && namesDepartment(department, named, shared) && { department }),
    ...(begins && {
      ...(named.kind !== null && { kind: named.kind }),
      ...(named.channel !== null && { channel: named.channel }),
      ...(named.categoryId !== null && { category: named.categoryId }),
      ...(named.areaId !== null && { area: named.areaId }),
    }),
  }
}
