import { Crowd } from './crowd.ts'
import { type Bench, openOffice } from './office.ts'
import { startClient } from './processes.ts'
import type { Figure, Row } from './table.ts'

/** Resident memory while a town writes: every resident once in each round. */
const RESIDENTS = 5000
const ROUNDS = 10
const MOST_MB = 300
/** Flat: no more than this beyond what it was at the 10,000th message. */
const MOST_GROWTH = 1.1
/** A slow service does not get to the last round in the time a benchmark has. */
const SECONDS = 150
const SMALL_HEAP = '--max-old-space-size=256'

const MB = 1e6

export async function memory(bench: Bench): Promise<Row[]> {
  return [
    await memoryRow(bench, { rounds: ROUNDS, seconds: SECONDS }),
    await memoryRow(bench, { rounds: 2, seconds: SECONDS / 2, flag: SMALL_HEAP }),
  ]
}

async function memoryRow(
  bench: Bench,
  { rounds, seconds, flag }: { rounds: number; seconds: number; flag?: string },
): Promise<Row> {
  const name = `memory${flag ? `, ${flag}` : ''}`
  bench.note(`${name}: ${RESIDENTS} residents, up to ${RESIDENTS * rounds} messages`)
  const client = startClient()
  const office = await openOffice(bench, flag ? { flags: [flag] } : {})
  try {
    const resident = async () => (await office.service.usage()).rss / MB
    const atStart = await resident()
    const crowd = new Crowd({ office, client, residents: RESIDENTS, atOnce: 32 })
    const began = performance.now()
    const after: number[] = []
    for (let round = 0; round < rounds && performance.now() - began < seconds * 1000; round++) {
      await crowd.mix({ least: 1, most: 1, seconds: 0 })
      after.push(await resident())
      bench.note(`${name}: ${(round + 1) * RESIDENTS} messages, ${after.at(-1)!.toFixed(0)} MB`)
    }
    const last = after.at(-1)!
    const at10k = after[1]
    const whole = after.length === rounds
    const flat = at10k === undefined || last <= at10k * MOST_GROWTH
    const figures: Figure[] = [
      { name: 'at start', value: atStart, unit: 'MB' },
      ...after.map(
        (value, i): Figure => ({
          name: `after ${((i + 1) * RESIDENTS) / 1000},000`.replace(/\.\d+/, ''),
          value,
          unit: 'MB',
        }),
      ),
      { name: 'messages', value: after.length * RESIDENTS, unit: '' },
    ]
    return {
      part: 'memory',
      what: `resident memory, ${RESIDENTS} residents${flag ? `, ${flag}` : ''}`,
      unit: 'MB',
      huiyin: last,
      figures,
      aim: flag
        ? { text: 'survives', met: whole }
        : {
            text: `≤ ${MOST_MB} MB, flat from the 10,000th of ${RESIDENTS * rounds}`,
            met: whole && last <= MOST_MB && flat,
          },
    }
  } finally {
    await client.stop()
    await office.close()
  }
}
