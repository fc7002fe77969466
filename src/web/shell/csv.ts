import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Response } from 'express'
import { csvHead, csvLine } from '../../domain/base/table.ts'
import type { LongTable } from '../../usecases/numbers/export-cases.ts'

/** So many lines leave at once: a chunk of some 10 kB. */
const LINES = 100

async function* chunks({ columns, rows }: LongTable, read: (rows: number) => void): AsyncGenerator<string> {
  let text = csvHead(columns)
  let lines = 0
  for await (const row of rows()) {
    text += csvLine(row)
    read(lines + 1)
    if (++lines % LINES > 0) continue
    yield text
    text = ''
    // A reader who takes everything at once must not keep us from everybody else.
    await yieldToOthers()
  }
  if (text) yield text
}

/**
 * Sends a table as CSV while it is read: the first lines leave before the last is known, a slow reader slows the
 * reading, and one who goes away ends it. What goes wrong before the first line is still an error page.
 * @param name without `.csv`
 */
export async function sendCsv(res: Response, name: string, table: LongTable): Promise<void> {
  // How many went out is for the audit log (web/people/looks).
  res.locals['rows'] = 0
  const lines = chunks(table, rows => {
    res.locals['rows'] = rows
  })
  const first = await lines.next()
  res.attachment(`${name}.csv`).type('text/csv; charset=utf-8').set('Cache-Control', 'no-store')
  res.write(first.value)
  try {
    await pipeline(Readable.from(lines), res)
  } catch (error) {
    // Who went away was not wronged; anything else ends the connection, so that half a file does not look whole.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
