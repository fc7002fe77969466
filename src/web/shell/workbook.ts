import type { Response } from 'express'
import { type Sheet, writeXlsx } from '../../usecases/numbers/report/xlsx.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Streams a workbook: it is sent while its rows are still being read. @param name without `.xlsx` */
export async function sendWorkbook(
  res: Response,
  name: string,
  sheets: readonly Sheet[],
  title: string,
): Promise<void> {
  res.attachment(`${name}.xlsx`).type(XLSX).set('Cache-Control', 'no-store')
  // The number of rows is for the audit log (web/people/viewings).
  res.locals['rows'] = 0
  const counted = sheets.map(sheet => ({
    ...sheet,
    rows: async function* () {
      for await (const row of typeof sheet.rows === 'function' ? sheet.rows() : sheet.rows) {
        res.locals['rows'] = (res.locals['rows'] as number) + 1
        yield row
      }
    },
  }))
  await writeXlsx(counted, title, res)
}
