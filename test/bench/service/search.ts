import { percentile } from '../../../src/tools/replay/report.ts'
import { seeded } from '../../../src/tools/sample/random.ts'
import { SAMPLE_PLACES, SAMPLE_TEXTS } from '../../../src/tools/sample/texts.ts'
import { ENGINES } from '../peers.ts'
import type { FaqEntry } from '../shared-data.ts'
import type { Bench } from './office.ts'
import type { Row } from './table.ts'
import { complaint, QUESTIONS } from './words.ts'

/** As many published replies as a county has after some years. */
const ENTRIES = 2262
const ASKED = 300

/** One question among many entries, the search alone: made-up entries, so that anybody may run it. How well it finds: bench:micro. */
export async function search(bench: Bench): Promise<Row[]> {
  bench.note(`search: ${ENTRIES} entries`)
  const random = seeded(5)
  const entries = Array.from({ length: ENTRIES }, (_, i): FaqEntry => {
    const { text, reply } = random.pick(SAMPLE_TEXTS)
    const other = random.pick(SAMPLE_TEXTS)
    const title = text.replaceAll('{place}', random.pick(SAMPLE_PLACES))
    return { id: String(i), subset: 'made up', title, text: `${title}${reply}${other.reply}` }
  })
  const asked = Array.from({ length: ASKED }, (_, i) =>
    i % 2 === 0 ? random.pick(QUESTIONS) : complaint(random),
  )
  const times = new Map<string, number[]>()
  for (const [name, build] of Object.entries(ENGINES)) {
    const engine = await build(entries)
    for (const question of asked.slice(0, 50)) engine.find(question, 10)
    times.set(
      name,
      asked.map(question => {
        const began = performance.now()
        engine.find(question, 10)
        // In microseconds: percentiles are rounded to a tenth.
        return (performance.now() - began) * 1000
      }),
    )
  }
  const { huiyin = [], ...peers } = Object.fromEntries(times)
  const ms = (of: readonly number[], share: number) => percentile(of, share) / 1000
  return Object.entries(peers).map(([name, of]) => ({
    part: 'search',
    what: `one search among ${ENTRIES} entries`,
    unit: 'ms',
    huiyin: ms(huiyin, 0.5),
    peer: { name, value: ms(of, 0.5) },
    figures: [
      { name: 'p99', value: ms(huiyin, 0.99), unit: 'ms' },
      { name: 'p99 of the peer', value: ms(of, 0.99), unit: 'ms' },
    ],
  }))
}
