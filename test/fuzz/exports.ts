import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { csvHead, csvLine, text, writable } from '../../src/domain/base/table.ts'
import { openCase } from '../../src/usecases/cases/moving/open-case.ts'
import { RESIDENT } from '../helpers/cases.ts'
import { addEveryRole, signedIn, testSite } from '../helpers/site.ts'
import type { FuzzTarget } from './target.ts'
import { anyText } from './texts.ts'

/** What residents wrote, in the files that officers open in a spreadsheet program. */
export const exports: FuzzTarget = {
  name: 'exports',
  holds: 'has one row for each case, and no cell that a spreadsheet program would run',
  tries: 12,
  async open() {
    const site = await testSite({})
    await addEveryRole(site.ctx)
    const manager = await signedIn(site, 'manager')
    let opened = 0
    return {
      property: fc.asyncProperty(anyText, async said => {
        const made = await openCase(
          site.ctx,
          { kind: 'complaint', text: said || '空', channel: 'phone' },
          RESIDENT,
        ).then(
          () => 1,
          (error: { status?: number }) => {
            if ((error.status ?? 500) >= 500) throw error
            return 0
          },
        )
        opened += made
        const { status, text: csv } = await manager.get('/desk/list.csv?view=all')
        if (status !== 200) throw new Error(`the list as a file: ${status}`)
        const [, ...rows] = parseCsv(csv)
        if (rows.length !== opened) throw new Error(`${rows.length} rows of ${opened} cases`)
        for (const cell of rows.flat()) runsNothing(cell)
        const line = parseCsv(csvHead([text('话')]) + csvLine([said]))[1]?.[0] ?? ''
        runsNothing(line)
        const book = new ExcelJS.Workbook()
        book.addWorksheet('x').addRow([writable(said).slice(0, 32_000)])
        await new ExcelJS.Workbook().xlsx.load(await book.xlsx.writeBuffer())
      }) as fc.IAsyncProperty<[unknown]>,
      close: () => site.close(),
    }
  },
}

function runsNothing(cell: string): void {
  if (/^[\s\p{C}\p{Z}]*[=+\-−@＝＋－＠﹣]/u.test(cell) && !/^'/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell))
    throw new Error(`a cell that runs: ${JSON.stringify(cell.slice(0, 80))}`)
}

/** RFC 4180, as spreadsheet programs read it: written for this test, so that it does not share the writer's mistakes. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const end = () => {
    rows.at(-1)!.push(cell)
    cell = ''
  }
  for (let i = csv.charCodeAt(0) === 0xfeff ? 1 : 0; i < csv.length; i++) {
    const c = csv[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (csv[i + 1] === '"') cell += csv[++i]
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === ',') end()
    else if (c === '\n') {
      end()
      rows.push([])
    } else if (c !== '\r') cell += c
  }
  if (cell !== '' || rows.at(-1)!.length > 0) end()
  return rows.filter(row => row.length > 0)
}
