import { PassThrough, type Writable } from 'node:stream'
import { type Cell, type Column, NONE, type Table, writable } from '../../../domain/base/table.ts'

/** A table whose rows may be made while they are written. */
export type Sheet = Omit<Table, 'rows'> & {
  rows: Rows | (() => Rows)
}
type Rows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>

const FORMATS: Partial<Record<Column['kind'], string>> = { share: '0.0%', count: '0', score: '0.0' }

/** Excel takes 1,048,576 rows; the heading, the note and an empty row are ours. */
const MOST_ROWS = 1_048_570

/** Written in a sheet that ends before its table does. */
const CUT = `一张工作表最多放 ${MOST_ROWS} 行，后面的没有放进来。请缩小范围，或下载 CSV。`

/** Excel allows 31 signs in a sheet's name, none of []:*?/\, no apostrophe at its ends, and no two sheets of one name. */
function sheetNames(tables: readonly Sheet[]): string[] {
  const used = new Set<string>()
  return tables.map(({ name }) => {
    const base = signs(
      writable(name)
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/^'+|'+$/g, ''),
      28,
    )
    let unique = base
    for (let i = 2; used.has(unique); i++) unique = `${base}${i}`
    used.add(unique)
    return unique
  })
}

/** The number of rows that decide a column's width, and that are written before yielding to the event loop. */
const LOOK = 200

/**
 * Writes a workbook with one sheet a table: numbers as numbers, texts as texts. A text is never a formula, whatever
 * it begins with: it is written as a string cell, which no program evaluates. Written row by row, so a sheet of a
 * hundred thousand rows takes no more memory than one of a hundred. The stream is ended.
 */
export async function writeXlsx(
  sheets: readonly Sheet[],
  title: string,
  stream: Writable,
  mostRows = MOST_ROWS,
): Promise<void> {
  const { default: exceljs } = await import('exceljs')
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  book.title = writable(title)
  const names = sheetNames(sheets)
  for (const [t, table] of sheets.entries()) {
    const sheet = book.addWorksheet(names[t]!, {
      views: [{ state: 'frozen', ySplit: 1 }],
      // On A4, as wide as the page; the heading, what it is and which page stand on each.
      pageSetup: {
        paperSize: 9,
        orientation: table.columns.length > 5 ? 'landscape' : 'portrait',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        printTitlesRow: '1:1',
      },
      headerFooter: {
        oddHeader: `&L${forHeader(title)}&R${forHeader(table.name)}`,
        oddFooter: '&C第 &P 页，共 &N 页',
      },
    })
    const rows = iteratorOf(typeof table.rows === 'function' ? table.rows() : table.rows)
    const first: (readonly Cell[])[] = []
    while (first.length < LOOK) {
      const next = await rows.next()
      if (next.done) break
      first.push(next.value)
    }
    sheet.columns = table.columns.map((column, i) => {
      const longest = Math.max(...[column.title, ...first.map(r => String(r[i] ?? ''))].map(widthOf))
      const format = FORMATS[column.kind]
      return {
        header: cellText(column.title),
        width: Math.min(60, Math.max(8, longest + 2)),
        // Aligns the heading and 无 with the numbers.
        style: format ? { numFmt: format, alignment: { horizontal: 'right' } } : {},
      }
    })
    sheet.getRow(1).font = { bold: true }
    sheet.getRow(1).commit()
    let written = 0
    const write = (row: readonly Cell[]) => {
      sheet.addRow(row.map(cellValue)).commit()
      written++
    }
    for (const row of first) write(row)
    let cut = false
    if (first.length === LOOK) {
      for (let next = await rows.next(); !next.done; next = await rows.next()) {
        cut = written === mostRows
        // The reader is gone, so the rest is not read either.
        if (cut || stream.destroyed) {
          await rows.return?.()
          break
        }
        write(next.value)
        if (written % LOOK === 0) await room(stream)
      }
    }
    if (stream.destroyed) return
    if (cut) sheet.addRow([CUT]).commit()
    if (table.note) {
      sheet.addRow([]).commit()
      sheet.addRow([cellText(table.note)]).commit()
    }
    sheet.commit()
  }
  await book.commit()
}

/** `&` begins a format code in a header, and a header holds 255 characters at most. */
const forHeader = (words: string) => signs(writable(words), 90).replaceAll('&', '&&')

/** The first of a text's signs, none of them cut in half. @param most UTF-16 units */
const signs = (text: string, most: number) => text.slice(0, most).replace(/[\ud800-\udbff]$/, '')

const iteratorOf = (rows: Rows) =>
  Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]()

/** Yields to the event loop, and waits for a slow reader. */
async function room(stream: Writable): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  if (stream.writableNeedDrain && !stream.destroyed)
    await new Promise(resolve => {
      stream.once('drain', resolve)
      stream.once('close', resolve)
    })
}

/** The same in memory, for a letter. */
export async function toXlsx(sheets: readonly Sheet[], title: string): Promise<Uint8Array> {
  const stream = new PassThrough()
  const chunks: Buffer[] = []
  stream.on('data', chunk => chunks.push(chunk))
  await writeXlsx(sheets, title, stream)
  return new Uint8Array(Buffer.concat(chunks))
}

/** A cell holds so many UTF-16 units; Excel repairs a longer one by dropping it. */
const MOST_IN_CELL = 32_767
const LONGER = '……（太长，其余请看原件）'

/**
 * Escapes a text for a cell's XML. Programs read `_x0041_` as the character of that number (ECMA-376, ST_Xstring), so
 * an underscore that begins such a word is written as its own number.
 */
function cellText(text: string): string {
  const written = writable(text)
  const whole =
    written.length > MOST_IN_CELL ? signs(written, MOST_IN_CELL - LONGER.length) + LONGER : written
  return whole.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
}

const cellValue = (cell: Cell): string | number =>
  typeof cell === 'string' ? cellText(cell) : (cell ?? NONE)
const widthOf = (value: string) => [...value].reduce((w, sign) => w + (sign.charCodeAt(0) > 255 ? 2 : 1), 0)
