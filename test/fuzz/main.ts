// `npm run fuzz -- --minutes 10`: the targets of test/fuzz for as long as is wanted. What is found is printed with the seed and
// the path that repeat it (`--seed`); make a test of it where it belongs.
import { spawnSync } from 'node:child_process'
import { Command, InvalidArgumentError } from 'commander'

const positive = (text: string): string => {
  if (!(Number(text) > 0)) throw new InvalidArgumentError('It must be a number above 0.')
  return text
}

const { minutes, seed, only } = new Command('fuzz')
  .description('Sends to webhook, dialogues, search, API, exports and uploads what nobody would think of.')
  .option('--minutes <n>', 'how long, all targets together', positive, '5')
  .option('--seed <n>', 'the seed of an earlier run, to repeat it', positive)
  .option('--only <target>', 'webhook, dialogues, search, api, exports or uploads')
  .parse()
  .opts<{ minutes: string; seed?: string; only?: string }>()

const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'all', 'test/fuzz'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    FUZZ_MINUTES: minutes,
    ...(seed && { FC_SEED: seed }),
    ...(only && { FUZZ_ONLY: only }),
  },
})
process.exit(status ?? 1)
