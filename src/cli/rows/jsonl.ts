import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { CommandFailure } from '../failure.ts'

/** Reads a file of one JSON value a line. @throws CommandFailure naming the first line that is not as expected. */
export async function readJsonl<S extends z.ZodType>(
  file: string,
  schema: S,
  expected: string,
): Promise<z.output<S>[]> {
  const rows: z.output<S>[] = []
  let number = 0
  const lines = createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  for await (const line of lines) {
    number++
    if (!line.trim()) continue
    const parsed = schema.safeParse(parse(line))
    if (!parsed.success) throw new CommandFailure(`${file} 第 ${number} 行应是 ${expected}。`)
    rows.push(parsed.data)
  }
  return rows
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
