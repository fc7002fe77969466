import type { Cell, Column, Table } from '../../domain/table.ts'
import { NONE } from '../../domain/table.ts'

const FORMATS: Partial<Record<Column['kind'], string>> = { share: '0.0%', count: '0', score: '0.0' }

/** Excel allows 31 signs and none of []:*?/\ in a sheet's name, and no two sheets of one name. */
function sheetNames(tables: readonly Table[]): string[] {
  const used = new Set<string>()
  return tables.map(({ name }) => {
    const base = name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 28)
    let unique = base
    for (let i = 2; used.has(unique); i++) unique = `${base}${i}`
    used.add(unique)
    return unique
  })
}

/**
 * A workbook with one sheet a table: numbers as numbers, texts as texts. A text is never a formula, whatever it
 * begins with: it is written as a string cell, which no program evaluates.
 */
export async function toXlsx(tables: readonly Table[], title: string): Promise<Uint8Array> {
  const { default: exceljs } = await import('exceljs')
  const book = new exceljs.Workbook()
  book.title = title
  const names = sheetNames(tables)
  tables.forEach((table, t) => {
    const sheet = book.addWorksheet(names[t]!, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.addRow(table.columns.map(c => c.title))
    sheet.getRow(1).font = { bold: true }
    for (const row of table.rows) sheet.addRow(row.map(cellValue))
    table.columns.forEach((column, i) => {
      const cells = sheet.getColumn(i + 1)
      const format = FORMATS[column.kind]
      if (format) cells.numFmt = format
      const longest = Math.max(...[column.title, ...table.rows.map(r => String(r[i] ?? ''))].map(widthOf))
      cells.width = Math.min(60, Math.max(8, longest + 2))
    })
    if (table.note) {
      sheet.addRow([])
      sheet.addRow([table.note])
    }
  })
  return new Uint8Array(await book.xlsx.writeBuffer())
}

const cellValue = (cell: Cell): string | number => cell ?? NONE
const widthOf = (value: string) => [...value].reduce((w, sign) => w + (sign.charCodeAt(0) > 255 ? 2 : 1), 0)
