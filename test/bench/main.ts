// `npm run bench`: how fast the built service is, held against what was measured in the same run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ROOT } from '../../src/root.ts'
import { burst } from './service/burst.ts'
import { writeBetween } from './service/docs.ts'
import { deskRows, LARGE, largeRows, type Size, SMALL } from './service/large.ts'
import { machine } from './service/machine.ts'
import { memory } from './service/memory.ts'
import { type Bench, withBench } from './service/office.ts'
import { postgres } from './service/postgres.ts'
import { framesTable } from './service/profile.ts'
import { recordMessages } from './service/record.ts'
import { search } from './service/search.ts'
import { start } from './service/start.ts'
import { markdownTable, type Row, ratioOf, textTable } from './service/table.ts'
import { webhook } from './service/webhook.ts'

/** What can be measured, in the order it is; each may look at the rows before it. */
const PARTS: Record<string, (bench: Bench, before: readonly Row[], size: Size) => Promise<Row[]>> = {
  webhook,
  postgres,
  burst,
  memory,
  start,
  search,
  desk: bench => deskRows(bench, SMALL),
  large: async (bench, before, size) => {
    const small = before.filter(row => row.part === 'webhook')
    return largeRows(bench, size, small.length > 0 ? small : await webhook(bench))
  },
}
/** Only when it is asked for: it takes many minutes. */
const LONG = 'large'

const LAST = join(ROOT, 'bench/last.json')
const DOCS = join(ROOT, 'docs/performance.md')

interface Options extends Size {
  dir?: string
  large?: true
  writeDocs?: true
}

const whole = (text: string): number => {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('It must be a whole number above 0.')
  return n
}

const program = new Command('bench')
  .description('Measures the built service and prints ratios to what was measured in the same run.')
  .argument('[parts...]', `any of: ${Object.keys(PARTS).join(', ')}; without: all but ${LONG}`)
  .addOption(
    new Option('--dir <directory>', 'where databases are written: a directory on the disk to measure'),
  )
  .option('--large', 'also on 200,000 cases and 1,000,000 messages, which takes some minutes more')
  .option('--cases <n>', 'how many cases “large” has', whole, LARGE.cases)
  .option('--messages <n>', 'how many messages', whole, LARGE.messages)
  .option('--write-docs', 'writes the table and the profile into docs/performance.md')
  .action(async (names: string[], { dir, large, cases, messages, writeDocs }: Options) => {
    const unknown = names.filter(name => !Object.hasOwn(PARTS, name))
    if (unknown.length > 0) program.error(`there is no part “${unknown.join(', ')}”`)
    const chosen = Object.keys(PARTS).filter(name =>
      name === LONG ? large || names.includes(name) : names.length === 0 || names.includes(name),
    )
    await withBench(dir, async bench => {
      const began = performance.now()
      const rows: Row[] = []
      for (const name of chosen) rows.push(...(await PARTS[name]!(bench, rows, { cases, messages })))
      const made = { ...machine(), seconds: Math.round((performance.now() - began) / 1000) }
      const { cpu, cores, memoryGb, system, node, at, seconds } = made
      const where = `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}; ${at} UTC, ${seconds} s`
      mkdirSync(join(ROOT, 'bench'), { recursive: true })
      const stored = { ...made, rows: rows.map(row => ({ ...row, ratio: ratioOf(row) })) }
      writeFileSync(LAST, `${JSON.stringify(stored, null, 2)}\n`)
      console.log(`\n${textTable(rows)}\n\n${where}`)
      if (!writeDocs) return
      const frames = await recordMessages(bench, 15)
      writeBetween(DOCS, {
        table: `${where}\n\n${markdownTable(rows)}`,
        profile: `${cpu}, Node ${node}; ${at} UTC\n\n${framesTable(frames, 20)}`,
      })
    })
  })

await program.parseAsync()
// Sockets that are kept open do not keep the process.
process.exit()
