/**
 * A row as PostgreSQL's COPY writes it, by the types of its columns: what a row of SQLite becomes, and the form in which
 * rows of both are compared.
 */

/** Types of PostgreSQL that our columns have (`udt_name`). */
export type ColumnType = 'int4' | 'int8' | 'float8' | 'bool' | 'timestamp' | 'text' | 'bytea'

const TYPES: ReadonlySet<string> = new Set(['int4', 'int8', 'float8', 'bool', 'timestamp', 'text', 'bytea'])
export const isColumnType = (type: string): type is ColumnType => TYPES.has(type)

/** A value that PostgreSQL cannot hold, or that is not of its column's type. */
export class UnfitValue extends Error {
  override readonly name = 'UnfitValue'
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

const escaped = (text: string): string => {
  if (text.includes('\0')) throw new UnfitValue('文字里有空字符（NUL）')
  return text.replace(/[\\\b\f\n\r\t\v]/g, sign => ESCAPES[sign]!)
}

/** Prisma stores instants in SQLite as text with an offset; older rows and SQL of our own may have a number. */
function instant(value: unknown): string {
  const at = new Date(value as string | number)
  if (Number.isNaN(at.getTime())) throw new UnfitValue(`“${String(value)}”不是时间`)
  const [second, fraction] = at.toISOString().slice(0, -1).replace('T', ' ').split('.')
  // PostgreSQL leaves out the zeros at the end.
  const digits = fraction!.replace(/0+$/, '')
  return digits === '' ? second! : `${second}.${digits}`
}

const WRITE: Readonly<Record<ColumnType, (value: unknown) => string>> = {
  int4: whole,
  int8: whole,
  float8: value => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new UnfitValue(`“${String(value)}”不是数`)
    return String(value)
  },
  bool: value => {
    if (value !== 0 && value !== 1) throw new UnfitValue(`“${String(value)}”不是真假`)
    return value === 1 ? 't' : 'f'
  },
  timestamp: instant,
  text: value => {
    if (typeof value !== 'string') throw new UnfitValue(`“${String(value)}”不是文字`)
    return escaped(value)
  },
  bytea: value => {
    if (!Buffer.isBuffer(value)) throw new UnfitValue('内容不是二进制')
    return `\\\\x${value.toString('hex')}`
  },
}

function whole(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new UnfitValue(`“${String(value)}”不是整数`)
  return String(value)
}

/** @throws UnfitValue */
export const copyLine = (values: readonly unknown[], types: readonly ColumnType[]): string =>
  values.map((value, i) => (value === null ? '\\N' : WRITE[types[i]!](value))).join('\t')

/** The same for a line that PostgreSQL wrote: it writes floating numbers in another way. */
export const canonicalLine = (line: string, types: readonly ColumnType[]): string =>
  types.includes('float8')
    ? line
        .split('\t')
        .map((text, i) => (types[i] === 'float8' && text !== '\\N' ? String(Number(text)) : text))
        .join('\t')
    : line
