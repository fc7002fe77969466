import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Response } from 'express'
import { csvHead, csvLine } from '../../domain/base/table.ts'
import type { LongTable } from '../../usecases/numbers/export-cases.ts'

/** Lines written at once: about 10 kB. */
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
    // Yields to the event loop, so that a fast reader does not block other requests.
    await yieldToOthers()
  }
  if (text) yield text
}

/**
 * Streams a table as CSV while it is read: a slow reader slows the query down, and a disconnect ends it. An error
 * before the first line is still an error page.
 * @param name without `.csv`
 */
export async function sendCsv(res: Response, name: string, table: LongTable): Promise<void> {
  // The number of rows is for the audit log (web/people/viewings).
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
    // A disconnect is no error; anything else ends the connection, so that half a file does not look complete.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
