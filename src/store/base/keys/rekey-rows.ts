import type { Rehash, Secrets } from '../../../domain/base/secrets.ts'
import type { Database, Db } from '../database.ts'
import { makeSealing, placeOf } from '../sealing.ts'
import { type Statement, statement } from '../statement.ts'
import { anyTable, inKeyOrder, type Pages, type StoredRow } from './in-key-order.ts'
import { type Change, EMPTIED, KEYS_OF, REKEYED_COLUMNS, TOGETHER } from './rekey-columns.ts'

/** Reads and writes the columns of REKEYED_COLUMNS as they are stored, a batch at a time, in the order of the primary key. */

type Row = StoredRow

/** One table of REKEYED_COLUMNS. */
export interface Walk {
  model: string
  columns: readonly (readonly [name: string, change: Change])[]
  page: Pages
  /** Writes the columns of a row that was read under this primary key. */
  write(tx: Db, row: Row, values: Row): Promise<void>
}

/** Rows in one transaction. */
const BATCH = 100

const kept = (i: number) => `key${i}`

/** All rows with the next value of a column. */
function groups(model: string, group: string, names: readonly string[]): Walk['page'] {
  const values = anyTable.selectFrom(model).select(group).distinct().orderBy(group).limit(1)
  const first = statement<object>()(() => values) as Statement<object, Row>
  const later = statement<{ after: number }>()(p => values.where(group, '>', p.after)) as Statement<
    object,
    Row
  >
  const of = statement<{ value: number }>()(p =>
    anyTable.selectFrom(model).select(names).where(group, '=', p.value),
  ) as Statement<object, Row>
  return async (db, after) => {
    const [next] = after ? await db.sql.all(later, { after: after[0] }) : await db.sql.all(first, {})
    if (!next) return { rows: [], next: null }
    return { rows: await db.sql.all(of, { value: next[group] }), next: [next[group]!] }
  }
}

function updating(model: string, keys: readonly string[], names: readonly string[]): Walk['write'] {
  const update = statement<Record<string, string | number | null>>()(p =>
    keys.reduce(
      (query, key, i) => query.where(key, '=', p[kept(i)] as never),
      anyTable.updateTable(model).set(Object.fromEntries(names.map(name => [name, p[name]])) as never),
    ),
  )
  return async (tx, row, values) => {
    const where = Object.fromEntries(keys.map((key, i) => [kept(i), row[key] ?? null]))
    await tx.sql.run(update, { ...values, ...where })
  }
}

export const WALKS: readonly Walk[] = Object.entries(REKEYED_COLUMNS).map(([model, changes]) => {
  const columns = Object.entries(changes)
  const names = columns.map(([name]) => name)
  const keys = KEYS_OF[model] ?? ['id']
  const write = updating(model, keys, names)
  const group = TOGETHER[model]
  return {
    model,
    columns,
    write,
    page: group ? groups(model, group, names) : inKeyOrder(model, keys, names, BATCH),
  }
})

/** Removes all rows of the tables of EMPTIED. */
export async function emptyShortLived(tx: Db): Promise<void> {
  for (const model of Object.keys(EMPTIED))
    await tx.sql.run(
      statement<object>()(() => anyTable.deleteFrom(model)),
      {},
    )
}

export const countRows = async (db: Database, model: string): Promise<number> => {
  const [row] = await db.read.sql.all(
    statement<object>()(() => anyTable.selectFrom(model).select(eb => eb.fn.countAll().as('n'))),
    {},
  )
  return Number((row as { n: number } | undefined)?.n ?? 0)
}

/** What stands for what cannot be opened with either key. */
export const UNREADABLE = Symbol('unreadable')

export interface Keys {
  old: Secrets
  next: Secrets
  rehash: Rehash
}

/** A keyed hash at the end of a text: 43 signs of base64url, alone or after a colon. */
const HASH = /(?<=^|:)[\w-]{43}$/

/** The value of a column under the next key. */
export function changed(
  model: string,
  column: string,
  { how, ...change }: Change,
  value: string,
  { old, next, rehash }: Keys,
): string | typeof UNREADABLE {
  try {
    switch (how) {
      case 'hash':
        return value.replace(HASH, rehash.key)
      case 'tokens':
        return value === '' ? '' : rehash.searchSigns(value.split(' ')).sort().join(' ')
      case 'own': {
        const { context } = change as { context: string }
        return value === '' ? '' : next.seal(old.open(value, context), context)
      }
      case 'sealed':
        return makeSealing(next).seal(model, column, makeSealing(old).open(model, column, value))
      case 'sealed file':
        return makeSealing(next).seal(model, column, rehash.file(makeSealing(old).open(model, column, value)))
    }
  } catch {
    return UNREADABLE
  }
}

/** With which key a stored value opens; `none` for what is neither sealed nor a hash that could tell. */
export function opensWith(
  model: string,
  column: string,
  { how, ...change }: Change,
  value: string,
  { old, next }: Pick<Keys, 'old' | 'next'>,
): 'next' | 'old' | 'neither' | 'none' {
  if (how === 'hash' || how === 'tokens' || value === '') return 'none'
  if (how !== 'own' && placeOf(value) === undefined) return 'neither'
  const opens = (secrets: Secrets) => {
    try {
      if (how === 'own') secrets.open(value, (change as { context: string }).context)
      else makeSealing(secrets).open(model, column, value)
      return true
    } catch {
      return false
    }
  }
  return opens(next) ? 'next' : opens(old) ? 'old' : 'neither'
}
