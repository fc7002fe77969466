/**
 * One entry of the ledger: a line of canonical JSON. docs/ledger.md documents every field. No node: imports, because
 * residents' browsers read entries, too.
 */

/** The version of the counting rules that entries name. */
export const LEDGER_RULES = 'huiyin-rates-1'

type Value = string | number | boolean
type Test = (value: unknown) => boolean

const text =
  (pattern: RegExp): Test =>
  value =>
    typeof value === 'string' && pattern.test(value)
const whole =
  (min: number, max: number): Test =>
  value =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max

const DAY = text(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
/** Ids of office.yaml. */
const ID = text(/^[\w.-]{1,60}$/)
const YES: Test = value => value === true
const FLAG: Test = value => typeof value === 'boolean'
const ORDINAL = whole(1, 1_000_000)
const VERIFIER_KEY = text(/^[\x21-\x7e]{1,300}$/)

/** Tests of the fields that mean the same in every event. */
const FIELDS = {
  v: value => value === 1,
  event: text(/^[a-z_]{1,20}$/),
  day: DAY,
  case: text(/^[\w-]{43}$/),
  n: ORDINAL,
  coarse: YES,
  hours: YES,
  rules: text(/^[\w.-]{1,40}$/),
  calendar: text(/^[0-9a-f]{64}$/),
  due: DAY,
  start: DAY,
  term: text(/^[1-9]\d{0,3}[wdh]$/),
  kind: ID,
  channel: ID,
  category: ID,
  area: ID,
  department: ID,
  reply: ORDINAL,
  replied: FLAG,
  late_original: FLAG,
  late_due: FLAG,
  stop: ORDINAL,
  until: DAY,
  stars: whole(1, 5),
  code: ID,
  key: VERIFIER_KEY,
  counts: value =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).join() === COUNTED.join() &&
    Object.values(value).every(whole(0, Number.MAX_SAFE_INTEGER)),
} as const satisfies Record<string, Test>
type FieldName = keyof typeof FIELDS

/** Keys of `counts` in an `opening` entry, in canonical order. */
const COUNTED = ['answered', 'declined', 'issued', 'owed', 'set_aside', 'withdrawn'] as const
export type OpeningCounts = Record<(typeof COUNTED)[number], number>

const GROUPS = ['kind', 'channel', 'category', 'area'] as const
const ROUND = ['hours', 'start', 'term', ...GROUPS] as const
const LATE = ['late_original', 'late_due'] as const

/** The fields of each event of a case, besides those that all have. */
const OF_CASES = {
  received: { needs: ['rules', 'calendar', 'due'], may: ROUND },
  reopened: { needs: ['rules', 'calendar', 'due'], may: ROUND },
  extended: { needs: ['calendar', 'due'], may: ['late_due'] },
  due_moved: { needs: ['calendar', 'due'], may: ['late_due'] },
  clock_stopped: { needs: ['stop'], may: ['calendar', 'due', 'until', 'late_due'] },
  clock_started: { needs: [], may: ['stop', 'calendar', 'due', 'late_due'] },
  answered: { needs: ['reply', 'replied'], may: LATE },
  declined: { needs: ['reply', 'replied'], may: LATE },
  delivered: { needs: ['reply', 'replied'], may: LATE },
  withdrawn: { needs: [], may: [] },
  set_aside: { needs: ['code'], may: [] },
  merged: { needs: [], may: [] },
  unmerged: { needs: [], may: [] },
  assigned: { needs: [], may: ['department'] },
  unassigned: { needs: [], may: [] },
  invited: { needs: [], may: [] },
  rated: { needs: ['stars'], may: [] },
} as const satisfies Record<string, Shape>

/** The fields of each event of the log itself. */
const OF_LOG = {
  opening: { needs: ['counts', 'key'], may: [] },
  day: { needs: ['calendar'], may: [] },
  key: { needs: ['key'], may: [] },
} as const satisfies Record<string, Shape>

interface Shape {
  readonly needs: readonly FieldName[]
  readonly may: readonly FieldName[]
}

export type CaseEntryEvent = keyof typeof OF_CASES
export const CASE_ENTRY_EVENTS = Object.keys(OF_CASES) as CaseEntryEvent[]
export type LogEntryEvent = keyof typeof OF_LOG

/** The fields of an entry besides version, case and ordinal. */
export interface EntryFields {
  event: CaseEntryEvent | LogEntryEvent
  /** YYYY-MM-DD in Shanghai. */
  day: string
  coarse?: true
  hours?: true
  rules?: string
  calendar?: string
  due?: string
  start?: string
  term?: string
  kind?: string
  channel?: string
  category?: string
  area?: string
  department?: string
  reply?: number
  replied?: boolean
  late_original?: boolean
  late_due?: boolean
  stop?: number
  until?: string
  stars?: number
  code?: string
  key?: string
  counts?: OpeningCounts
}

export interface Entry extends EntryFields {
  v: 1
  case?: string
  n?: number
}

/** RFC 8785 for what an entry may hold: strings of printable ASCII without quotes or backslashes, integers, booleans. */
export const canonical = (entry: Entry): string => written(entry as unknown as Record<string, unknown>)

const written = (object: Record<string, unknown>): string =>
  `{${Object.keys(object)
    .filter(key => object[key] !== undefined)
    .sort()
    .map(key => `"${key}":${writtenValue(object[key] as Value | Record<string, unknown>)}`)
    .join(',')}}`

const writtenValue = (value: Value | Record<string, unknown>): string =>
  typeof value === 'object' ? written(value) : JSON.stringify(value)

const known = (shapes: Record<string, Shape>, always: readonly string[], more: readonly string[]) =>
  Object.entries(shapes).map(([event, { needs, may }]) => {
    const all = [...always, ...needs]
    return [event, { needs: all, may: new Set([...all, ...may, ...more]) }] as const
  })

/** What an entry of each event must have, and all that it may have. */
const KNOWN = new Map([
  ...known(OF_CASES, ['v', 'event', 'day', 'case', 'n'], ['coarse']),
  ...known(OF_LOG, ['v', 'event', 'day'], []),
])

/** Reads a line. Null unless it is an entry of version 1, in canonical form, with exactly the fields of its event. */
export function parseEntry(line: string): Entry | null {
  let read: unknown
  try {
    read = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return null
  const entry = read as Record<string, unknown>
  const shape = KNOWN.get(entry['event'] as string)
  if (!shape?.needs.every(name => Object.hasOwn(entry, name))) return null
  let before = ''
  for (const name of Object.keys(entry)) {
    if (name < before || !shape.may.has(name) || !FIELDS[name as FieldName](entry[name])) return null
    before = name
  }
  // With its keys in order, and no value that needs an escape, this is the canonical form.
  return JSON.stringify(entry) === line ? (entry as unknown as Entry) : null
}

/** The order of entries within one closing: it says nothing but this. */
export function inLedgerOrder(a: Entry, b: Entry): number {
  return compare(a.day, b.day) || compare(a.case ?? '', b.case ?? '') || (a.n ?? 0) - (b.n ?? 0)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
