// `npm run profile`: where the main thread spends its time while residents write; a table, and a file for a flame graph.
import { resolve } from 'node:path'
import { Command } from 'commander'
import { withBench } from './service/office.ts'
import { framesTable } from './service/profile.ts'
import { recordMessages } from './service/record.ts'

interface Options {
  seconds: string
  top: string
  out?: string
  dir?: string
}

const program = new Command('profile')
  .description('Prints the functions of the message path that take most of the time.')
  .option('--seconds <n>', 'how long is recorded', '15')
  .option('--top <n>', 'how many functions', '20')
  .option('--out <file>', 'keeps the profile, for Chrome’s developer tools or speedscope')
  .option('--dir <directory>', 'where the database is written: a directory on the disk to measure')
  .action(async ({ seconds, top, out, dir }: Options) => {
    const file = out && resolve(out)
    const frames = await withBench(dir, bench => recordMessages(bench, Number(seconds), file))
    console.log(framesTable(frames, Number(top)))
  })

await program.parseAsync()
process.exit()
