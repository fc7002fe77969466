// `npm run soak -- --minutes 5 --rate 200`: the built service under an even load, a line for each minute. Exit code 1 when anything
// was lost or doubled.
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { percentile } from '../../src/tools/replay/report.ts'
import { Crowd } from './service/crowd.ts'
import { kept } from './service/kept.ts'
import { type Bench, openOffice, withBench } from './service/office.ts'
import { startClient } from './service/processes.ts'

/** The answers are read between slices of so long; they decide what is said next. */
const SLICE_MS = 2000
const MINUTE_MS = 60_000

const positive = (text: string): number => {
  const n = Number(text)
  if (!(n > 0)) throw new InvalidArgumentError('It must be a number above 0.')
  return n
}

interface Options {
  minutes: number
  rate: number
  residents: number
  heap?: number
  dir?: string
}

const COLUMNS = [
  ['minute', 6],
  ['messages', 9],
  ['a second', 9],
  ['p50 ms', 8],
  ['p99 ms', 8],
  ['worst ms', 9],
  ['resident MB', 12],
  ['heap MB', 8],
  ['lag p99 ms', 11],
  ['lag max ms', 11],
  ['lost', 5],
  ['doubled', 8],
] as const

const print = (cells: readonly string[]) =>
  console.log(cells.map((cell, i) => cell.padStart(COLUMNS[i]![1])).join(' '))

async function soak(bench: Bench, { minutes, rate, residents, heap }: Options): Promise<boolean> {
  const client = startClient()
  const office = await openOffice(bench, heap ? { flags: [`--max-old-space-size=${heap}`] } : {})
  try {
    const tally = { acknowledged: 0, lost: 0, doubled: 0 }
    const each = Math.max(1, Math.round((rate * SLICE_MS) / 1000))
    const crowd = new Crowd({ office, client, tally, residents: Math.max(residents, each), atOnce: each })
    print(COLUMNS.map(([name]) => name))
    let [lost, doubled] = [0, 0]
    for (let minute = 1; minute <= Math.ceil(minutes); minute++) {
      const ms: number[] = []
      const began = performance.now()
      await office.service.usage()
      let lag = { p99: 0, max: 0 }
      const slices = Math.round((Math.min(1, minutes - minute + 1) * MINUTE_MS) / SLICE_MS)
      for (let slice = 0; slice < slices; slice++) {
        await sleep(Math.max(0, began + slice * SLICE_MS - performance.now()))
        const taken = await crowd.some(each, SLICE_MS * 0.9)
        ms.push(...taken.ms)
        lag = { p99: Math.max(lag.p99, taken.lag.p99Ms), max: Math.max(lag.max, taken.lag.maxMs) }
      }
      await sleep(Math.max(0, began + slices * SLICE_MS - performance.now()))
      const seconds = (performance.now() - began) / 1000
      const { rss, heapUsed } = await office.service.usage()
      // What was acknowledged and is not there, and what is there twice.
      const extra = kept(office.dataDir).messages - tally.acknowledged
      const now = { lost: tally.lost + Math.max(0, -extra), doubled: tally.doubled + Math.max(0, extra) }
      print([
        String(minute),
        String(ms.length),
        (ms.length / seconds).toFixed(0),
        percentile(ms, 0.5).toFixed(1),
        percentile(ms, 0.99).toFixed(1),
        percentile(ms, 1).toFixed(1),
        (rss / 1e6).toFixed(0),
        (heapUsed / 1e6).toFixed(0),
        lag.p99.toFixed(1),
        lag.max.toFixed(1),
        String(now.lost - lost),
        String(now.doubled - doubled),
      ])
      ;[lost, doubled] = [now.lost, now.doubled]
    }
    return lost === 0 && doubled === 0
  } finally {
    await client.stop()
    await office.close()
  }
}

const program = new Command('soak')
  .description('Keeps the built service under an even load of residents’ messages.')
  .option('--minutes <n>', 'how long', positive, 5)
  .option('--rate <n>', 'messages in a second', positive, 200)
  .option('--residents <n>', 'how many write by turns', positive, 5000)
  .option('--heap <mb>', 'the service’s --max-old-space-size', positive)
  .option('--dir <directory>', 'where the database is written: a directory on the disk to measure')
  .action(async (options: Options) => {
    process.exitCode = (await withBench(options.dir, bench => soak(bench, options))) ? 0 : 1
  })

await program.parseAsync()
process.exit()
