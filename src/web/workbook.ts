import type { Response } from 'express'
import { type Sheet, writeXlsx } from '../usecases/report/xlsx.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Streams a workbook: its first bytes leave before its last row is made. @param name without `.xlsx` */
export async function sendWorkbook(
  res: Response,
  name: string,
  sheets: readonly Sheet[],
  title: string,
): Promise<void> {
  res.attachment(`${name}.xlsx`).type(XLSX).set('Cache-Control', 'no-store')
  await writeXlsx(sheets, title, res)
}
