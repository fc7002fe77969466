import { describe, expect, it } from 'vitest'
import {
  count,
  csvLine,
  share,
  type Table,
  text,
  toCsv,
  toMarkdown,
  writable,
} from '../../../src/domain/base/table.ts'
import { toXlsx } from '../../../src/usecases/numbers/report/xlsx.ts'

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

  it.each([
    '=1',
    '+1',
    '-1',
    '@A1',
    '＝1',
    '＋1',
    '－1',
    '−1',
    '＠A1',
    '﹣1',
    '  =1',
    '\u3000＝1',
    '\u200b=1',
    '\ufeff=1',
    '\u2800=1',
    '\t1',
    '\n=1',
  ])('as CSV marks %j as text', cell => {
    expect(csvLine([cell]).replace(/^"/, '')).toBe(`'${csvLine([cell]).replace(/^"?'/, '')}`)
    expect(csvLine([cell])).toContain("'")
  })

  it.each(['1=1', '路灯', '第＝个', 'a@b', '', '  '])('as CSV leaves %j as it is', cell => {
    expect(csvLine([cell])).toBe(`${cell}\r\n`)
  })

  it('as CSV begins with one byte order mark, however many tables it has', () => {
    const file = toCsv(table, table)
    expect(file.lastIndexOf('\ufeff')).toBe(0)
    expect(file.split('\r\n\r\n')).toHaveLength(2)
  })

  it('holds no character that a file cannot, and keeps emoji and rare names', () => {
    const hostile = 'a\u0000b\u0008c\u000bd\ufffee\uffff\ud83df\udc00g\ufdd0h\u{1fffe}'
    expect(writable(hostile)).toBe('a�b�c�d�e��f�g�h�')
    expect(writable('龑㛃𬭊 👨‍👩‍👧 换行\n制表\t')).toBe('龑㛃𬭊 👨‍👩‍👧 换行\n制表\t')
    expect(csvLine([hostile])).toBe('a�b�c�d�e��f�g�h�\r\n')
  })

  it('as a workbook says what was written, whatever it holds', async () => {
    const { default: exceljs } = await import('exceljs')
    const cells = [
      '_x0041_',
      'a_x000D_b',
      '_x005F_x0041_',
      'x_X0041_',
      '_x00',
      '\ufffe好\uffff',
      '\u0001\u000b',
      '半个\ud83d',
      '𬭊😀',
      'x'.repeat(40_000),
    ]
    const bytes = await toXlsx(
      [{ ...table, columns: [text('_x0042_')], rows: cells.map(c => [c]), note: '\uffff_x0043_' }],
      '\uffff题目',
    )
    const book = new exceljs.Workbook()
    await book.xlsx.load(Buffer.from(bytes) as unknown as Parameters<typeof book.xlsx.load>[0])
    const [sheet] = book.worksheets
    // exceljs leaves `_x005F_` as it stands; spreadsheet programs read it as an underscore.
    const read = (row: number) => String(sheet!.getRow(row).getCell(1).value).replaceAll('_x005F_', '_')
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(read)).toEqual([
      '_x0042_',
      ...cells.slice(0, 5),
      '�好�',
      '��',
      '半个�',
      '𬭊😀',
    ])
    expect(String(sheet!.getRow(2).getCell(1).value)).toBe('_x005F_x0041_')
    expect(read(11)).toHaveLength(32_767)
    expect(read(11)).toMatch(/请看原件）$/)
    expect(read(13)).toBe('�_x0043_')
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
