import { describe, expect, it } from 'vitest'
import { count, share, type Table, text, toCsv, toMarkdown } from '../../src/domain/table.ts'
import { toXlsx } from '../../src/usecases/report/xlsx.ts'

const table: Table = {
  name: '按承办单位/2026:年',
  columns: [text('单位'), count('件数'), share('按时答复率')],
  rows: [
    ['=HYPERLINK("http://x","点我")', 3, 0.5],
    ['@SUM(A1)', 0, null],
    ['"引号", 逗号', 2, 1],
  ],
}

describe('a table as a file', () => {
  it('as CSV runs no formula, quotes what needs it, and prints 无 for nothing of nothing', () => {
    expect(toCsv(table)).toBe(
      '\ufeff单位,件数,按时答复率\r\n"\'=HYPERLINK(""http://x"",""点我"")",3,0.5\r\n\'@SUM(A1),0,无\r\n"""引号"", 逗号",2,1\r\n',
    )
  })

  it('as a workbook keeps numbers as numbers and texts as texts, in sheets whose names Excel takes', async () => {
    const { default: exceljs } = await import('exceljs')
    const book = new exceljs.Workbook()
    const bytes = Buffer.from(await toXlsx([table, table], '测试'))
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0])
    expect(book.worksheets.map(s => s.name)).toEqual(['按承办单位 2026 年', '按承办单位 2026 年2'])
    const [, row] = book.worksheets[0]!.getRows(1, 2)!
    expect(row!.getCell(1).type).toBe(exceljs.ValueType.String)
    expect(row!.getCell(1).formula).toBeFalsy()
    expect(row!.getCell(2).value).toBe(3)
    expect(row!.getCell(3).value).toBe(0.5)
    expect(row!.getCell(3).numFmt).toBe('0.0%')
  })

  it('prints on A4 across, as wide as the sheet, with the heading on every page and numbers under their names', async () => {
    const { default: exceljs } = await import('exceljs')
    const book = new exceljs.Workbook()
    const bytes = Buffer.from(await toXlsx([table], '测试'))
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0])
    const [sheet] = book.worksheets
    expect(sheet!.pageSetup).toMatchObject({ paperSize: 9, fitToPage: true, fitToWidth: 1 })
    expect(sheet!.pageSetup.printTitlesRow).toBe('1:1')
    expect(sheet!.getRow(1).getCell(2).alignment).toMatchObject({ horizontal: 'right' })
    expect(sheet!.getRow(1).getCell(1).alignment).toBeFalsy()
  })

  it('as Markdown stays one table whatever is in the cells', () => {
    const lines = toMarkdown({ ...table, rows: [['a|b\nc', 1, 0.25]] }).split('\n')
    expect(lines.at(-2)).toBe('| a b c | 1 | 25.0% |')
  })
})
