import { Prisma } from '../generated/sqlite/client.ts'
import { sealedColumnsOf } from './sealed-columns.ts'

/**
 * Converts the Prisma conditions that lists of cases use to SQL: for the search, which Prisma cannot write because it
 * joins a full-text index, and for conditions on related rows, which Prisma would check for every case. The SQL is the
 * same for both databases. @throws on an unknown operator, which is a defect
 */

type Condition = Readonly<Record<string, unknown>>

/** Related rows: their table, and its column with the id of the row they belong to. */
const RELATED: Record<string, Record<string, { table: string; key: string }>> = {
  Case: { events: { table: 'CaseEvent', key: 'caseId' }, replies: { table: 'Reply', key: 'caseId' } },
  Reply: { outbox: { table: 'Outbox', key: 'replyId' } },
}

const { sql, raw, join } = Prisma
const name = (text: string) => {
  if (!/^[A-Za-z]+$/.test(text)) throw new Error(`not a column: ${text}`)
  return `"${text}"`
}
const all = (parts: Prisma.Sql[], word: 'AND' | 'OR', none: string): Prisma.Sql =>
  parts.length === 0 ? raw(none) : sql`(${join(parts, ` ${word} `)})`
const listOf = (value: unknown) => (Array.isArray(value) ? value : [value]) as Condition[]

/**
 * A condition on `table`, without an alias.
 * @param aside these conditions only filter what others found. SQLite without statistics considers any index on an equal
 *   value a good one, and would read half of all cases because they are complaints; `+` excludes a column's index.
 */
export function whereSql(where: Condition, table = 'Case', aside = false): Prisma.Sql {
  const parts: Prisma.Sql[] = []
  for (const [field, value] of Object.entries(where)) {
    if (value === undefined) continue
    if (sealedColumnsOf(table).includes(field)) throw new Error(`${table}.${field} is sealed`)
    if (field === 'AND')
      parts.push(
        all(
          listOf(value).map(w => whereSql(w, table, aside)),
          'AND',
          '1=1',
        ),
      )
    else if (field === 'OR')
      parts.push(
        all(
          listOf(value).map(w => whereSql(w, table, aside)),
          'OR',
          '1=0',
        ),
      )
    else if (RELATED[table]?.[field]) parts.push(related(table, RELATED[table][field], value as Condition))
    else parts.push(...compare(raw(`${aside ? '+' : ''}"${table}".${name(field)}`), value))
  }
  return all(parts, 'AND', '1=1')
}

/** `IN`, not `EXISTS`: SQLite then starts with the few related rows, not with ten years of cases. */
function related(table: string, to: { table: string; key: string }, value: Condition): Prisma.Sql {
  const where = ('some' in value ? value['some'] : value) as Condition
  const rows = sql`SELECT ${raw(name(to.key))} FROM ${raw(`"${to.table}"`)} WHERE ${whereSql(where, to.table)}`
  return sql`${raw(`"${table}"."id"`)} IN (${rows})`
}

const SIGNS: Record<string, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' }

function compare(column: Prisma.Sql, value: unknown): Prisma.Sql[] {
  if (value === null) return [sql`${column} IS NULL`]
  if (typeof value !== 'object' || value instanceof Date) return [sql`${column} = ${value}`]
  return Object.entries(value).flatMap(([operator, operand]) => {
    if (operand === undefined) return []
    if (operator === 'in') return [among(column, operand as unknown[], 'IN', '1=0')]
    if (operator === 'notIn') return [among(column, operand as unknown[], 'NOT IN', '1=1')]
    if (operator === 'not' && operand === null) return [sql`${column} IS NOT NULL`]
    if (SIGNS[operator]) return [sql`${column} ${raw(SIGNS[operator])} ${operand}`]
    throw new Error(`no SQL for ${operator}`)
  })
}

const among = (column: Prisma.Sql, list: unknown[], word: string, none: string) =>
  list.length === 0 ? raw(none) : sql`${column} ${raw(word)} (${join(list)})`
