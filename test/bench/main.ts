// `npm run bench`: how fast the built service is, held against what was measured in the same run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { ROOT } from '../../src/root.ts'
import { burst } from './service/burst.ts'
import { machine } from './service/machine.ts'
import { memory } from './service/memory.ts'
import { type Bench, makeBench } from './service/office.ts'
import { postgres } from './service/postgres.ts'
import { start } from './service/start.ts'
import { type Row, ratioOf, textTable } from './service/table.ts'
import { webhook } from './service/webhook.ts'

/** What can be measured, in the order it is. */
const PARTS: Record<string, (bench: Bench) => Promise<Row[]>> = { webhook, postgres, burst, memory, start }

const LAST = join(ROOT, 'bench/last.json')

interface Options {
  dir?: string
}

const program = new Command('bench')
  .description('Measures the built service and prints ratios to what was measured in the same run.')
  .argument('[parts...]', `any of: ${Object.keys(PARTS).join(', ')}; without: all of them`)
  .addOption(
    new Option('--dir <directory>', 'where databases are written: a directory on the disk to measure'),
  )
  .action(async (names: string[], { dir }: Options) => {
    const unknown = names.filter(name => !Object.hasOwn(PARTS, name))
    if (unknown.length > 0) program.error(`there is no part “${unknown.join(', ')}”`)
    const bench = makeBench(dir)
    const began = performance.now()
    const rows: Row[] = []
    try {
      for (const [name, part] of Object.entries(PARTS)) {
        if (names.length === 0 || names.includes(name)) rows.push(...(await part(bench)))
      }
    } finally {
      bench.remove()
    }
    const seconds = Math.round((performance.now() - began) / 1000)
    const made = { ...machine(), seconds }
    mkdirSync(join(ROOT, 'bench'), { recursive: true })
    const stored = { ...made, rows: rows.map(row => ({ ...row, ratio: ratioOf(row) })) }
    writeFileSync(LAST, `${JSON.stringify(stored, null, 2)}\n`)
    console.log(
      `\n${textTable(rows)}\n\n${made.cpu}, ${made.cores} cores, Node ${made.node}, ${made.at}; ${seconds} s`,
    )
  })

await program.parseAsync()
// Sockets that are kept open do not keep the process.
process.exit()
