// `npm run chaos -- --kills 20`: residents write while the service is killed again and again. Afterwards everything that was
// acknowledged must be there, once. Exit code 1 when it is not.
import { Command, InvalidArgumentError } from 'commander'
import { type Chaos, chaos, type Found, isWhole } from './service/chaos.ts'
import { withBench } from './service/office.ts'

const whole = (text: string): number => {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('It must be a whole number above 0.')
  return n
}

/** What is printed, and of which nothing may be found. */
const LINES: readonly [keyof Found, string, 'none'?][] = [
  ['kills', 'times the service was killed'],
  ['posted', 'messages posted, repeats not counted'],
  ['acknowledged', 'of these acknowledged'],
  ['cases', 'cases'],
  ['stuck', 'residents without a number', 'none'],
  ['lost', 'acknowledged messages that are not in the database', 'none'],
  ['doubled', 'messages that are in it twice', 'none'],
  ['doubledCases', 'residents with more than one case', 'none'],
  ['differed', 'repeats that were answered otherwise', 'none'],
  ['gaps', 'numbers missing between the first case and the last', 'none'],
  ['eventGaps', 'cases whose history has a gap', 'none'],
]

const program = new Command('chaos')
  .description('Kills the built service while residents write, and looks for what was lost or doubled.')
  .option('--kills <n>', 'how often', whole, 20)
  .option('--residents <n>', 'how many write at least, each until there is a number', whole, 100)
  .option('--at-once <n>', 'so many at a time', whole, 32)
  .option('--postgres', 'on PostgreSQL instead of SQLite')
  .option('--processes <n>', 'so many services on one database; more than one needs PostgreSQL', whole, 1)
  .option('--dir <directory>', 'where the database is written: a directory on the disk to try')
  .action(async ({ dir, ...options }: Omit<Chaos, 'postgres'> & { dir?: string; postgres?: true }) => {
    if (options.processes > 1 && !options.postgres) program.error('more than one process needs --postgres')
    const found = await withBench(dir, bench => chaos(bench, { ...options, postgres: !!options.postgres }))
    for (const [name, words, none] of LINES)
      console.log(`${String(found[name]).padStart(7)}  ${words}${none && found[name] > 0 ? '  ← WRONG' : ''}`)
    process.exitCode = isWhole(found) ? 0 : 1
  })

await program.parseAsync()
process.exit()
